//! What becomes of accounts by the steps of a unit.

use rollbook_domain::{Account, AccountId, Event};
use rollbook_records::Blind;
use rusqlite::{Connection, Params};

use super::account_rows::{self, AccountEvent, AccountRow};
use super::unit::Step;
use crate::{BookError, state};

/// What some steps make of one account.
pub(super) struct Change {
    /// The position of the record that created it.
    pub(super) number: u64,
    id: AccountId,
    /// Unless it is created.
    pub(super) before: Option<Account>,
    pub(super) after: Account,
    /// The positions of the last steps that changed anything, its status, its profile and what is
    /// known of its activity.
    version: u64,
    status: Option<u64>,
    profile: Option<u64>,
    activity: Option<u64>,
    fingerprint: Option<Blind>,
}

impl Change {
    /// Of an account as it was before the unit, or of one that its first step creates.
    fn of(first: &Step, row: Option<AccountRow>) -> Option<Change> {
        let created = match first.event {
            Event::AccountCreated {
                institution,
                origin,
                blocked,
            } => Some(Account::created(institution, origin, blocked)),
            _ => None,
        };
        let number = row.as_ref().map_or(first.position.0, |row| row.number);
        let before = row.map(|row| row.account);
        Some(Change {
            number,
            id: first.id,
            before,
            after: before.or(created)?,
            version: number,
            status: None,
            profile: None,
            activity: None,
            fingerprint: None,
        })
    }

    /// Tells the event for the table of events.
    fn follow(&mut self, step: &Step, by_hand: bool) -> AccountEvent {
        let position = step.position.0;
        let status = self.after.status();
        self.after = self.after.evolve(&step.event, by_hand);
        self.version = position;
        if self.after.status() != status {
            self.status = Some(position);
        }
        match step.event {
            Event::ProfileChanged { .. } => self.profile = Some(position),
            Event::ActivityRecorded { .. } => self.activity = Some(position),
            _ => {}
        }
        self.fingerprint = step.fingerprint.or(self.fingerprint);
        AccountEvent {
            account: self.number,
            position,
            state: state::encode_event(&self.after, &step.event),
        }
    }

    /// What a new row holds.
    pub(super) fn row(&self) -> impl Params + '_ {
        (
            self.number,
            self.id.as_bytes(),
            self.after.institution().0,
            state::encode(&self.after),
            self.version,
            self.status.unwrap_or(self.number),
            self.profile.unwrap_or(self.number),
            self.fingerprint.unwrap_or_default(),
            self.activity,
        )
    }

    /// What most events change in a row.
    pub(super) fn state(&self) -> impl Params {
        (
            self.number,
            state::encode(&self.after),
            self.after.institution().0,
            self.version,
            self.status,
        )
    }

    /// What fewer do, unless the steps do not.
    pub(super) fn details(&self) -> Option<impl Params> {
        let changed = self.fingerprint.is_some() || self.activity.is_some();
        changed.then_some((self.number, self.profile, self.fingerprint, self.activity))
    }
}

/// What becomes of each account, and the events by which. The steps are given by account, in the
/// order of the accounts' ids.
pub(super) fn of(
    connection: &Connection,
    steps: &[&[Step]],
    by_hand: bool,
    events: &mut Vec<AccountEvent>,
) -> Result<Vec<Change>, BookError> {
    let known: Vec<&Step> = steps
        .iter()
        .filter_map(|steps| steps.first())
        .filter(|first| !first.creates())
        .collect();
    let mut rows = account_rows::find_all(connection, &known)?
        .into_iter()
        .peekable();
    let mut changes = Vec::with_capacity(steps.len());
    for steps in steps {
        let Some(first) = steps.first() else { continue };
        let row = rows.next_if(|row| row.id == first.id);
        let mut change =
            Change::of(first, row).ok_or_else(|| account_rows::nobody(first.position))?;
        events.extend(steps.iter().map(|step| change.follow(step, by_hand)));
        changes.push(change);
    }
    Ok(changes)
}
