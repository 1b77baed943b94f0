//! Reads the records of a target once, and sorts out what concerns which account.

use rollbook_book::Reads;
use rollbook_domain::{AccountId, Event, GroupId, InstitutionId, Origin, Position};
use rollbook_records::{Body, ClassRole, Kind, Record};

use super::target::{Records, Target};
use crate::Error;

/// Records read at once.
const CHUNK: usize = 1000;

/// What a record says about one account.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// All there is to know; of a creation all but its profile.
    Plain(Event),
    Profile {
        moved: Option<Move>,
    },
    Joined(GroupId, Option<ClassRole>),
    Left(GroupId),
    /// Was in it when the class ended, or owned it.
    ClassEnded(GroupId),
    /// It is not the account's own, as where somebody comes to own a class.
    Aside,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) from: InstitutionId,
    pub(super) to: InstitutionId,
}

/// One record that concerns an account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) position: Position,
    pub(super) is_target: bool,
    pub(super) what: What,
}

/// What the records of a target say.
#[derive(Default)]
pub(super) struct Gathered {
    /// By account, and of each in the order of the log.
    pub(super) of_accounts: Vec<(AccountId, Entry)>,
    /// What is no account's own, with its kind.
    pub(super) others: Vec<(Position, Kind)>,
    /// Whether a class ends in it, and with it memberships of accounts that no record names.
    pub(super) ends_class: bool,
}

/// Reads the target.
pub(super) fn gather(reads: &Reads<'_>, target: &Target) -> Result<Gathered, Error> {
    let mut gathered = Gathered::default();
    match &target.records {
        Records::Range(first, last) => {
            let mut next = *first;
            while next <= *last {
                let left = usize::try_from(last.0 - next.0 + 1).unwrap_or(CHUNK);
                let records = reads.log(next, left.min(CHUNK))?;
                if records.is_empty() {
                    break;
                }
                for (position, bytes) in records {
                    next = Position(position.0 + 1);
                    gathered.add(position, &Record::decode(&bytes)?);
                }
            }
        }
        Records::Listed(positions) => {
            for position in positions {
                gathered.add(*position, &reads.record(*position)?);
            }
        }
    }
    gathered
        .of_accounts
        .sort_unstable_by_key(|(account, entry)| (*account, entry.position));
    Ok(gathered)
}

impl Gathered {
    fn add(&mut self, position: Position, record: &Record) {
        let entry = |what| Entry {
            position,
            is_target: true,
            what,
        };
        match (record.account, what(record)) {
            (Some(account), Some(what)) => self.of_accounts.push((account, entry(what))),
            _ => {
                let kind = record.body.kind();
                self.ends_class |= kind == Kind::ClassRemoved;
                self.others.push((position, kind));
            }
        }
    }
}

/// What a record says about the account that its envelope names; `None` where it is about
/// something else.
pub(super) fn what(record: &Record) -> Option<What> {
    Some(match &record.body {
        Body::AccountCreated(event) => What::Plain(Event::AccountCreated {
            institution: record.institution?,
            origin: origin(event.manual),
            blocked: event.blocked,
        }),
        Body::ProfileChanged(event) => What::Profile {
            moved: event
                .moved_from
                .map(InstitutionId)
                .zip(record.institution)
                .map(|(from, to)| Move { from, to }),
        },
        Body::OriginChanged(event) => What::Plain(Event::OriginChanged {
            origin: origin(event.manual),
        }),
        Body::AccountDisabled => What::Plain(Event::AccountDisabled),
        Body::AccountEnabled => What::Plain(Event::AccountEnabled),
        Body::AccountDeactivated => What::Plain(Event::AccountDeactivated),
        Body::AccountReactivated => What::Plain(Event::AccountReactivated),
        Body::AccountDeleted => What::Plain(Event::AccountDeleted),
        Body::ActivityRecorded(event) => What::Plain(Event::ActivityRecorded {
            logged_in: event.logged_in,
            has_grades: event.has_grades,
        }),
        Body::GroupJoined(event) => What::Joined(event.group.into(), event.role),
        Body::GroupLeft(event) => What::Left(event.group.into()),
        _ => return None,
    })
}

fn origin(manual: bool) -> Origin {
    match manual {
        true => Origin::Manual,
        false => Origin::Import,
    }
}
