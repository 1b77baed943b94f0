//! Pages of accounts.

use rollbook_book::{AccountRow, Filter, Reads};
use rollbook_domain::{AccountId, InstitutionId, Position, Profile, Status};

use super::show::describe;
use crate::caller::Scope;
use crate::capabilities::Asked;
use crate::search::Words;
use crate::vault::Vault;
use crate::{Error, Moment, Reader, answers, cursor, everyone};

/// Which accounts to list.
#[derive(Clone, Debug)]
pub struct AccountQuery {
    /// Empty means the default view: active ones only.
    pub statuses: Vec<Status>,
    pub institution: Option<InstitutionId>,
    /// Words that must all occur in the name, email, username or an id.
    pub search: Option<String>,
    /// As they were at a moment (R50); without it, as they are now.
    pub as_of: Option<Moment>,
    /// 1 to 1000.
    pub limit: usize,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

impl Default for AccountQuery {
    fn default() -> Self {
        AccountQuery {
            statuses: Vec::new(),
            institution: None,
            search: None,
            as_of: None,
            limit: 100,
            cursor: None,
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
        self.list(query, &seen, describe)
    }
}

/// What is told of an account as of a position.
type Describe = fn(&Reads<'_>, &Vault, &AccountRow, Position) -> Result<answers::Account, Error>;

impl Asked<'_> {
    /// A page of accounts that are in one of the `seen` statuses, now and at the moment.
    pub(super) fn list(
        &self,
        query: &AccountQuery,
        seen: &[Status],
        describe: Describe,
    ) -> Result<answers::AccountList, Error> {
        cursor::page(query.limit)?;
        let filter = query.filter(self.scope(), seen)?;
        let elsewhere = query
            .institution
            .is_some_and(|institution| !self.scope().covers(institution));
        let is_void = elsewhere || filter.statuses.is_empty();
        self.ledger.read(|reads| {
            let at = self.position(reads, query.as_of)?;
            let Some(at) = at.filter(|_| !is_void) else {
                return Ok(answers::AccountList::default());
            };
            let mut rows = match query.search.as_deref().map(str::trim) {
                None | Some("") => scan(reads, &filter, at, query.limit + 1)?,
                Some(words) => self.search(reads, &filter, at, words, query.limit + 1)?,
            };
            let next = (rows.len() > query.limit).then(|| {
                rows.truncate(query.limit);
                rows.last().map(|row| cursor::encode(row.id.as_bytes()))
            });
            let accounts = rows
                .iter()
                .map(|row| describe(reads, &self.ledger.vault, row, at))
                .collect::<Result<_, _>>()?;
            Ok(answers::AccountList {
                accounts,
                next: next.flatten(),
            })
        })
    }

    /// The first accounts of a filter as of a position whose texts then hold every word.
    fn search(
        &self,
        reads: &Reads<'_>,
        filter: &Filter,
        at: Position,
        words: &str,
        limit: usize,
    ) -> Result<Vec<AccountRow>, Error> {
        let vault = &self.ledger.vault;
        let mut rows = Vec::new();
        // Whose profile is still the same is found by what the index knows, which is that of now.
        for id in self.ledger.search.find(reads, vault, words)? {
            if rows.len() == limit {
                break;
            }
            if filter.after.is_some_and(|after| id <= after) {
                continue;
            }
            if let Some(row) = reads.account(id)?
                && row.profile_position <= at
                && filter.is_there(&row)
            {
                let then = reads.rewind(row, at)?;
                rows.extend(then.filter(|then| filter.admits(&then.account)));
            }
        }
        let words = Words::new(words);
        let mut changed = Vec::new();
        everyone::for_each_changed_behind(reads, vault, (filter, at), |people| {
            for (row, profile) in people {
                let ahead = rows.partition_point(|found| found.id < row.id);
                if ahead + changed.len() >= limit {
                    return Ok(false);
                }
                // Without a key somebody was deleted since this moment of the book.
                let is_found = |profile: &Profile| words.all_occur_in(profile);
                changed.extend(profile.as_ref().is_some_and(is_found).then_some(*row));
            }
            Ok(true)
        })?;
        rows.append(&mut changed);
        rows.sort_unstable_by_key(|row| row.id);
        rows.truncate(limit);
        Ok(rows)
    }
}

fn scan(
    reads: &Reads<'_>,
    filter: &Filter,
    at: Position,
    limit: usize,
) -> Result<Vec<AccountRow>, Error> {
    let mut rows = Vec::new();
    reads.accounts_at(filter, at, |row| {
        rows.push(row);
        Ok::<_, Error>(rows.len() < limit)
    })?;
    Ok(rows)
}
