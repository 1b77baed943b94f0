//! Decides the rows of profile `accounts` (R44): creates and updates, never ends an account.

use std::collections::{BTreeSet, HashMap, HashSet};

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{Column, GroupId, InstitutionId, Origin, Profile};
use rollbook_records::Blind;

use super::decided::RefusedRow;
use super::draft::{Draft, RowVerdict};
use super::intents::LoadRow;
use super::planned::{
    DecidedRow, PlannedEvent, PlannedGroup, PlannedProfile, Target, known_target,
};
use crate::Error;
use crate::vault::Vault;

/// What is looked up once for all rows.
struct Loading<'a> {
    reads: &'a Reads<'a>,
    vault: &'a Vault,
    institutions: HashSet<InstitutionId>,
    first: Option<InstitutionId>,
    groups: HashMap<(InstitutionId, Blind), PlannedGroup>,
}

/// Decides every row against the ledger as it is.
pub(crate) fn decide_rows(
    reads: &Reads<'_>,
    vault: &Vault,
    rows: &[LoadRow],
    draft: &mut Draft,
) -> Result<(), Error> {
    let mut loading = Loading {
        reads,
        vault,
        institutions: reads.institutions()?.iter().map(|row| row.id).collect(),
        first: reads.first_institution()?,
        groups: HashMap::new(),
    };
    for row in rows {
        let given = row.profile();
        let found = loading.whom(row, &given)?;
        let number = |known: &Option<AccountRow>| known.map(|account| account.number);
        let Some(known) = draft.claim(row.place(), found, number) else {
            continue;
        };
        let number = number(&known);
        let verdict = loading.decide_row(row, given, known, draft)?;
        draft.take(row.place(), number, verdict);
    }
    Ok(())
}

impl Loading<'_> {
    fn decide_row(
        &mut self,
        row: &LoadRow,
        given: Profile,
        known: Option<AccountRow>,
        draft: &mut Draft,
    ) -> Result<RowVerdict, Error> {
        let institution = match (row.institution, &known) {
            (Some(given), _) => given,
            (None, Some(account)) => account.institution(),
            (None, None) => match self.first {
                Some(first) => first,
                None => return Ok(RowVerdict::Refused(no_institution(row))),
            },
        };
        if !self.institutions.contains(&institution) {
            return Ok(RowVerdict::Refused(unknown_institution(row, institution)));
        }
        let (target, mut events) = match known {
            None => (
                self.creation(given, institution),
                vec![PlannedEvent::Created],
            ),
            Some(account) => match self.update(row, &given, &account, institution)? {
                Ok(change) => {
                    let events = change.map(|change| PlannedEvent::Profile(Box::new(change)));
                    (known_target(&account), events.into_iter().collect())
                }
                Err(refused) => return Ok(RowVerdict::Refused(refused)),
            },
        };
        let joined = self.joined(&target)?;
        if target.institution() != institution {
            // A group is of one institution.
            events.extend(joined.iter().map(|group| PlannedEvent::Leave(*group)));
        }
        for name in row.groups() {
            let group = self.group(institution, name, draft)?;
            let is_member = matches!(group, PlannedGroup::Known(id) if joined.contains(&id));
            let is_asked_twice = events
                .iter()
                .any(|event| matches!(event, PlannedEvent::Join(other) if *other == group));
            if !is_member && !is_asked_twice {
                events.push(PlannedEvent::Join(group));
            }
        }
        Ok(RowVerdict::Does(DecidedRow {
            place: row.place(),
            target,
            events,
            note: None,
        }))
    }

    /// The account that a row means; `None` for one that is new. Unique columns decide; an email
    /// alone does where one account has it and no unique column speaks against it.
    fn whom(
        &mut self,
        row: &LoadRow,
        given: &Profile,
    ) -> Result<Result<Option<AccountRow>, RefusedRow>, Error> {
        let mut meant: Option<AccountRow> = None;
        for column in [Column::UserId, Column::Username, Column::SisId] {
            let Some(account) = self.identified(column, given)?.pop() else {
                continue;
            };
            if meant.is_some_and(|other| other.number != account.number) {
                return Ok(Err(taken(row, column)));
            }
            meant = Some(account);
        }
        if meant.is_none() {
            meant = match self.by_email(row, given)? {
                Ok(account) => account,
                Err(refused) => return Ok(Err(refused)),
            };
        }
        Ok(Ok(meant))
    }

    fn by_email(
        &self,
        row: &LoadRow,
        given: &Profile,
    ) -> Result<Result<Option<AccountRow>, RefusedRow>, Error> {
        let has_unique = given.columns().any(|(column, _)| column.is_unique());
        let mut sharing = self.identified(Column::Email, given)?;
        if has_unique {
            // Families share an email: an account that has another id already is someone else.
            let mut fitting = Vec::new();
            for account in sharing {
                if self.fits(given, &account)? {
                    fitting.push(account);
                }
            }
            sharing = fitting;
        }
        Ok(match sharing.len() {
            0 => Ok(None),
            1 => Ok(sharing.pop()),
            several => Err(RefusedRow {
                place: row.place(),
                column: Some(Column::Email.name().to_owned()),
                code: "ambiguous-account",
                message: format!(
                    "{several} accounts share this email: fill user_id, username or sis_id to say which"
                ),
            }),
        })
    }

    /// Whether the row's unique columns are blank at the account. (None of them is the account's
    /// own, or it would have been found by it.)
    fn fits(&self, given: &Profile, account: &AccountRow) -> Result<bool, Error> {
        let held = self.vault.profile_of(self.reads, account)?;
        Ok(given
            .columns()
            .all(|(column, _)| !column.is_unique() || held.get(column).is_none()))
    }

    fn identified(&self, column: Column, given: &Profile) -> Result<Vec<AccountRow>, Error> {
        match given.get(column) {
            Some(value) => {
                let identity = self.vault.blinding.identity(column, value);
                Ok(self.reads.identified(&identity)?)
            }
            None => Ok(Vec::new()),
        }
    }

    fn creation(&self, mut given: Profile, institution: InstitutionId) -> Target {
        if given.get(Column::UserType).is_none() {
            given.set(Column::UserType, "S");
        }
        Target::New {
            institution,
            profile: Box::new(given),
            origin: Origin::Manual,
            blocked: false,
        }
    }

    /// What the row changes; filled columns only (R27).
    fn update(
        &self,
        row: &LoadRow,
        given: &Profile,
        account: &AccountRow,
        institution: InstitutionId,
    ) -> Result<Result<Option<PlannedProfile>, RefusedRow>, Error> {
        let moved_to = (institution != account.institution()).then_some(institution);
        // The fingerprint leaves out user_id: one that finds nobody is a new one.
        let has_new_user_id = given.get(Column::UserId).is_some()
            && self.identified(Column::UserId, given)?.is_empty();
        let is_same =
            !has_new_user_id && self.vault.blinding.fingerprint(given) == account.fingerprint;
        if is_same && moved_to.is_none() {
            return Ok(Ok(None));
        }
        let held = self.vault.profile_of(self.reads, account)?;
        let mut after = held.clone();
        for (column, value) in given.columns() {
            let is_equal = held
                .get(column)
                .is_some_and(|held| column.comparable(held) == column.comparable(value));
            if !is_equal || !Column::IDENTITIES.contains(&column) {
                after.set(column, value);
            }
        }
        let changes = held.changes_to(&after);
        for change in changes.iter().filter(|change| change.column.is_unique()) {
            if !self.identified(change.column, given)?.is_empty() {
                return Ok(Err(taken(row, change.column)));
            }
        }
        let is_changed = !changes.is_empty() || moved_to.is_some();
        Ok(Ok(is_changed.then_some(PlannedProfile {
            after,
            changes,
            moved_to,
        })))
    }

    fn joined(&self, target: &Target) -> Result<BTreeSet<GroupId>, Error> {
        match target {
            Target::New { .. } | Target::Made { .. } => Ok(BTreeSet::new()),
            Target::Known { number, .. } => Ok(self
                .reads
                .groups_of(*number)?
                .iter()
                .map(|group| group.id)
                .collect()),
        }
    }

    fn group(
        &mut self,
        institution: InstitutionId,
        name: &str,
        draft: &mut Draft,
    ) -> Result<PlannedGroup, Error> {
        let hash = self.vault.blinding.name(name);
        if let Some(group) = self.groups.get(&(institution, hash)) {
            return Ok(*group);
        }
        let group = match self.reads.group_named(institution, &hash)? {
            Some(known) => PlannedGroup::Known(known.id),
            None => {
                draft.new_groups.push((institution, name.to_owned()));
                PlannedGroup::New(draft.new_groups.len() - 1)
            }
        };
        self.groups.insert((institution, hash), group);
        Ok(group)
    }
}

fn taken(row: &LoadRow, column: Column) -> RefusedRow {
    RefusedRow {
        place: row.place(),
        column: Some(column.name().to_owned()),
        code: "identity-taken",
        message: format!("another account has this {}", column.name()),
    }
}

fn no_institution(row: &LoadRow) -> RefusedRow {
    RefusedRow {
        place: row.place(),
        column: Some("institution".to_owned()),
        code: "unknown-organization",
        message: "the ledger has no institution yet: add one first".to_owned(),
    }
}

fn unknown_institution(row: &LoadRow, institution: InstitutionId) -> RefusedRow {
    RefusedRow {
        place: row.place(),
        column: Some("institution".to_owned()),
        code: "unknown-organization",
        message: format!(
            "there is no institution {institution}: add it first, or correct the number"
        ),
    }
}
