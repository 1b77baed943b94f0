//! The history of one account from the first record on that is to be taken back, aspect by aspect.

use rollbook_book::{AccountRow, BookError, EndedMembership, Reads};
use rollbook_domain::reversal::{Aim, Beside, Membership, Touch};
use rollbook_domain::{Change, Event, Position, Profile};
use rollbook_records::{Body, ClassRole, Key, KeyId, open_changes, open_profile};

use super::gather::{Entry, What, what};
use super::target::Target;
use crate::Error;
use crate::vault::Vault;

/// What is needed to read any history.
#[derive(Clone, Copy)]
pub(super) struct Histories<'a> {
    pub(super) reads: &'a Reads<'a>,
    pub(super) vault: &'a Vault,
    pub(super) target: &'a Target,
    pub(super) aim: Aim,
    /// See [`super::gather::Gathered::ends_class`].
    pub(super) ends_class: bool,
}

impl Histories<'_> {
    /// Every change of the account from the first one of the target on. `targets` are the target's
    /// records about it, as they were gathered.
    pub(super) fn touches(
        &self,
        account: &AccountRow,
        targets: &[Entry],
    ) -> Result<Vec<Touch>, Error> {
        let entries = self.complete(account, targets)?;
        let first_columns = entries.iter().position(|entry| self.targets_columns(entry));
        let key = match first_columns {
            Some(_) => Some(self.vault.key(KeyId(*account.id.as_bytes()))?),
            None => None,
        };
        let mut touches = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            // Columns are opened only where one of the target's may be among them.
            let key = key.as_ref().filter(|_| Some(index) >= first_columns);
            touches.extend(self.touches_of(account, entry, key)?);
        }
        Ok(touches)
    }

    /// The records of an account in the target, looked up where they are not at hand.
    pub(super) fn targets_of(&self, account: &AccountRow) -> Result<Vec<Entry>, Error> {
        let positions = self
            .reads
            .positions_from(account.number, self.target.first())?;
        let mut targets = Vec::new();
        for position in positions {
            if self.target.contains(position) {
                let entry = self.entry(account, position)?;
                // As they are gathered: only what names the account.
                if !matches!(entry.what, What::Aside | What::ClassEnded(_)) {
                    targets.push(entry);
                }
            }
        }
        Ok(targets)
    }

    /// With what others did to the account since. Most accounts of a batch nobody has touched since,
    /// and then nothing is looked up.
    fn complete(&self, account: &AccountRow, targets: &[Entry]) -> Result<Vec<Entry>, Error> {
        let (Some(first), Some(last)) = (targets.first(), targets.last()) else {
            return Ok(Vec::new());
        };
        let has_no_gaps = targets.len() == 1 || self.target.has_no_gaps();
        if account.version == last.position && has_no_gaps && !self.ends_class {
            return Ok(targets.to_vec());
        }
        let mut known = targets.iter().peekable();
        let mut entries = Vec::new();
        for position in self.reads.positions_from(account.number, first.position)? {
            match known.next_if(|entry| entry.position == position) {
                Some(entry) => entries.push(*entry),
                None => entries.push(self.entry(account, position)?),
            }
        }
        Ok(entries)
    }

    fn entry(&self, account: &AccountRow, position: Position) -> Result<Entry, Error> {
        let record = self.reads.record(position)?;
        let what = match &record.body {
            // It names the owner, who may have been in the class too.
            Body::ClassRemoved(event) => Some(What::ClassEnded(event.class.into())),
            _ if record.account == Some(account.id) => what(&record),
            _ => None,
        };
        Ok(Entry {
            position,
            is_target: self.target.contains(position),
            what: what.unwrap_or(What::Aside),
        })
    }

    fn targets_columns(&self, entry: &Entry) -> bool {
        entry.is_target
            && match entry.what {
                What::Profile { .. } => true,
                What::Plain(Event::AccountCreated { .. }) => self.aim == Aim::Again,
                _ => false,
            }
    }

    fn touches_of(
        &self,
        account: &AccountRow,
        entry: &Entry,
        key: Option<&Key>,
    ) -> Result<Vec<Touch>, Error> {
        let touches = |event: Event, beside: Beside<'_>| {
            event.touches(entry.position, entry.is_target, self.aim, beside)
        };
        Ok(match entry.what {
            What::Plain(event) => {
                let changes = match (event, key) {
                    (Event::AccountCreated { .. }, Some(key)) if entry.is_target => {
                        self.filled_columns(entry.position, key)?
                    }
                    _ => Vec::new(),
                };
                let beside = Beside {
                    changes: &changes,
                    ..Beside::NOTHING
                };
                touches(event, beside)
            }
            What::Profile { moved } => {
                let changes = match key {
                    Some(key) => self.changes(entry.position, key)?,
                    None => Vec::new(),
                };
                let event = Event::ProfileChanged {
                    institution: moved.map(|moved| moved.to),
                };
                let beside = Beside {
                    moved_from: moved.map(|moved| moved.from),
                    changes: &changes,
                    ..Beside::NOTHING
                };
                touches(event, beside)
            }
            What::Joined(group, role) => {
                let beside = Beside {
                    membership: (Membership::Outside, membership(role)),
                    ..Beside::NOTHING
                };
                touches(Event::GroupJoined { group }, beside)
            }
            What::Left(group) | What::ClassEnded(group) => match self
                .reads
                .membership_ended(account.number, entry.position)?
            {
                Some(ended) => {
                    let beside = Beside {
                        membership: (membership_that_ended(ended), Membership::Outside),
                        ..Beside::NOTHING
                    };
                    touches(Event::GroupLeft { group }, beside)
                }
                // Its owner, who was not in it.
                None => Vec::new(),
            },
            What::Aside => Vec::new(),
        })
    }

    fn changes(&self, position: Position, key: &Key) -> Result<Vec<Change>, Error> {
        match self.reads.record(position)?.body {
            Body::ProfileChanged(event) => Ok(open_changes(key, &event.changes)?),
            _ => Err(without_profile(position)),
        }
    }

    /// A creation states what it fills. A `user_id` that the ledger drew is nobody's intent.
    fn filled_columns(&self, position: Position, key: &Key) -> Result<Vec<Change>, Error> {
        let Body::AccountCreated(event) = self.reads.record(position)?.body else {
            return Err(without_profile(position));
        };
        let mut profile = open_profile(key, &event.profile)?;
        if event.assigned {
            profile.set(rollbook_domain::Column::UserId, "");
        }
        Ok(Profile::default().changes_to(&profile))
    }
}

fn without_profile(position: Position) -> Error {
    Error::Book(BookError::Damaged(format!(
        "the record at position {position} carries no profile"
    )))
}

fn membership(role: Option<ClassRole>) -> Membership {
    match role {
        None => Membership::Member,
        Some(ClassRole::Student) => Membership::Student,
        Some(ClassRole::Teacher) => Membership::Teacher,
    }
}

fn membership_that_ended(ended: EndedMembership) -> Membership {
    match (ended.is_of_class, ended.role) {
        (true, None) => Membership::Student,
        (_, role) => membership(role),
    }
}
