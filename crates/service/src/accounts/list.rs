//! Pages of accounts.

use chrono::{DateTime, Utc};
use rollbook_book::{AccountRow, Filter, Members, Reads};
use rollbook_domain::{
    AccountId, ClassId, GroupId, InstitutionId, Origin, Position, Profile, Status,
};

use rollbook_records::{Key, KeyId};

use super::page::Page;
use super::show::describe_by;
use crate::caller::Scope;
use crate::capabilities::Asked;
use crate::search::{Wanted, Words};
use crate::vault::Vault;
use crate::{Awaited, Error, Moment, Reader, answers, cursor, everyone};

/// Accounts whose texts hold the words are read some at once: few at first, because most pages are full
/// soon, and more where they are not.
const FIRST_HITS: usize = 256;
const MOST_HITS: usize = 16_384;

/// Which accounts to list.
#[derive(Clone, Debug)]
pub struct AccountQuery {
    /// Empty means the default view: active ones only.
    pub statuses: Vec<Status>,
    pub institution: Option<InstitutionId>,
    /// A group, or a class by its own id: its members only.
    pub group: Option<GroupId>,
    pub origin: Option<Origin>,
    /// Those whose last log-in that was reported is earlier, and those of whom none was (R48). For
    /// readers only: a viewer is not told what protects an account either.
    pub last_log_in_before: Option<DateTime<Utc>>,
    /// Words that must all occur in the name, email, username or an id.
    pub search: Option<String>,
    /// As they were at a moment (R50); without it, as they are now.
    pub as_of: Option<Moment>,
    /// 1 to 1000.
    pub limit: usize,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Looked at now and then while accounts are passed over.
    pub awaited: Awaited,
}

impl Default for AccountQuery {
    fn default() -> Self {
        AccountQuery {
            statuses: Vec::new(),
            institution: None,
            group: None,
            origin: None,
            last_log_in_before: None,
            search: None,
            as_of: None,
            limit: 100,
            cursor: None,
            awaited: Awaited::default(),
        }
    }
}

impl AccountQuery {
    fn filter(&self, scope: Scope, seen: &[Status]) -> Result<Filter, Error> {
        let mut statuses = match &self.statuses[..] {
            [] => vec![Status::Active],
            given => given.to_vec(),
        };
        statuses.retain(|status| seen.contains(status));
        let after = self.cursor.as_deref().map(cursor::decode).transpose()?;
        Ok(Filter {
            statuses,
            institution: self.institution,
            origin: self.origin,
            members: None,
            now_in: scope.institution(),
            now_statuses: seen.to_vec(),
            after: after.map(AccountId::from_bytes),
        })
    }
}

impl Reader<'_> {
    /// A page of accounts in the order of their ids. Those of a past moment are the ones that exist
    /// for the caller now: whoever is deleted is nobody then either (R42).
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit or a cursor that is not accepted; [`Error::InTheFuture`].
    pub fn accounts(&self, query: &AccountQuery) -> Result<answers::AccountList, Error> {
        let seen = Status::ALL.map(|status| status.in_list_on_request().then_some(status));
        let seen: Vec<Status> = seen.into_iter().flatten().collect();
        self.list(query, &seen, describe_by)
    }
}

/// What is told of an account, whose key is at hand, as of a position.
type Describe = fn(
    &Reads<'_>,
    &Vault,
    (&AccountRow, Option<&Key>),
    Position,
) -> Result<answers::Account, Error>;

impl Asked<'_> {
    /// A page of accounts that are in one of the `seen` statuses, now and at the moment.
    pub(super) fn list(
        &self,
        query: &AccountQuery,
        seen: &[Status],
        describe: Describe,
    ) -> Result<answers::AccountList, Error> {
        cursor::page(query.limit)?;
        let mut filter = query.filter(self.scope(), seen)?;
        let elsewhere = query
            .institution
            .is_some_and(|institution| !self.scope().covers(institution));
        let is_void = elsewhere || filter.statuses.is_empty();
        self.ledger.read(|reads| {
            let at = self.position(reads, query.as_of)?;
            let Some(at) = at.filter(|_| !is_void) else {
                return Ok(answers::AccountList::default());
            };
            if let Some(group) = query.group {
                // To the caller, one that is unknown and one elsewhere have no members alike (R16).
                let Some(number) = self.group_number(reads, group, query.as_of.is_some())? else {
                    return Ok(answers::AccountList::default());
                };
                filter.members = Some(Members { number, at });
            }
            let vault = &self.ledger.vault;
            let page = Page::new(reads, vault, query);
            let mut rows = match query.search.as_deref().map(str::trim) {
                None | Some("") => scan(reads, &filter, at, page)?,
                Some(words) => self.search(reads, &filter, (at, &query.awaited), words, page)?,
            };
            let next = (rows.len() > query.limit).then(|| {
                rows.truncate(query.limit);
                rows.last().map(|row| cursor::encode(row.id.as_bytes()))
            });
            // At once: where keys are in a database, each question is a journey.
            let ids: Vec<KeyId> = rows.iter().map(|row| KeyId(*row.id.as_bytes())).collect();
            let keys = vault.keyring.keys(&ids)?;
            let accounts = rows
                .iter()
                .zip(&keys)
                .map(|(row, key)| describe(reads, vault, (row, key.as_ref()), at))
                .collect::<Result<_, _>>()?;
            Ok(answers::AccountList {
                accounts,
                next: next.flatten(),
            })
        })
    }

    /// The number of the group or class of this id, if it exists for the caller; in the past, also of
    /// a class that was removed since.
    fn group_number(
        &self,
        reads: &Reads<'_>,
        id: GroupId,
        is_past: bool,
    ) -> Result<Option<u64>, Error> {
        let class = ClassId::from_bytes(*id.as_bytes());
        let group = reads.group(id)?.map(|row| (row.number, row.institution));
        let found = match (group, is_past) {
            (Some(group), _) => Some(group),
            (None, true) => reads.class_number_ever(class)?,
            (None, false) => reads.class(class)?.map(|row| (row.number, row.institution)),
        };
        let found = found.filter(|(_, institution)| self.scope().covers(*institution));
        Ok(found.map(|(number, _)| number))
    }

    /// The first accounts of a filter as of a position whose texts then hold every word.
    fn search(
        &self,
        reads: &Reads<'_>,
        filter: &Filter,
        (at, awaited): (Position, &Awaited),
        words: &str,
        mut page: Page<'_>,
    ) -> Result<Vec<AccountRow>, Error> {
        let vault = &self.ledger.vault;
        let limit = page.limit();
        let mut later = page.empty();
        let words = Words::new(words);
        // Whose profile is still the same is found by what the index knows, which is that of now.
        self.find(reads, filter, (at, awaited), &words, |row| {
            let then = match row.profile_position <= at {
                true => reads.rewind(row, at)?,
                false => None,
            };
            match then {
                Some(then) if filter.admits(&then.account) => page.add(then),
                _ => Ok(true),
            }
        })?;
        let mut rows = page.finish()?;
        everyone::for_each_changed_behind(reads, vault, (filter, at), |people| {
            awaited.check()?;
            for (row, profile) in people {
                let ahead = rows.partition_point(|found| found.id < row.id);
                // Without a key somebody was deleted since this moment of the book.
                let is_found = |profile: &Profile| words.all_occur_in(profile);
                let is_enough = ahead + later.found() >= limit;
                if is_enough || profile.as_ref().is_some_and(is_found) && !later.add(*row)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })?;
        rows.append(&mut later.finish()?);
        rows.sort_unstable_by_key(|row| row.id);
        rows.truncate(limit);
        Ok(rows)
    }

    /// Calls with the accounts whose texts hold every word and that the filter may admit, in the
    /// order of their ids, until `visit` says that it has enough by returning false.
    fn find(
        &self,
        reads: &Reads<'_>,
        filter: &Filter,
        (at, awaited): (Position, &Awaited),
        words: &Words,
        mut visit: impl FnMut(AccountRow) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let index = &self.ledger.search;
        index.follow(reads, &self.ledger.vault, &|| true)?;
        let members = filter.members.map(|members| reads.member_ids(members));
        let members = members.transpose()?;
        // Where somebody was in the past the index does not know.
        let is_now = reads.head()? <= Some(at);
        let mut wanted = Wanted {
            words,
            institution: filter.now_in.or(filter.institution.filter(|_| is_now)),
            members: members.as_ref(),
            after: filter.after,
        };
        let mut count = FIRST_HITS;
        loop {
            awaited.check()?;
            let ids = index.find(&wanted, count);
            for row in reads.accounts_in_order(&ids)? {
                if filter.is_there(&row) && !visit(row)? {
                    return Ok(());
                }
            }
            if ids.len() < count {
                return Ok(());
            }
            wanted.after = ids.last().copied();
            count = MOST_HITS.min(count * 4);
        }
    }
}

fn scan(
    reads: &Reads<'_>,
    filter: &Filter,
    at: Position,
    mut page: Page<'_>,
) -> Result<Vec<AccountRow>, Error> {
    reads.accounts_at(filter, at, |row| page.add(row))?;
    page.finish()
}
