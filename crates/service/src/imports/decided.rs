//! What every row would do, decided at one position of the log.

use std::collections::{HashMap, HashSet};

use rollbook_domain::{AccountId, Effects, Event, InstitutionId, Position, SeatScope, Seats};
use rollbook_records::Kind;

use super::intents::Place;
use super::planned::{
    DecidedRow, PlannedClass, PlannedEvent, PlannedInstitution, PlannedLimit, Target,
};
use crate::answers;

/// What became of a row: enough to tell whether it is still the same (R61).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outcome {
    pub(crate) place: Place,
    pub(crate) verdict: Verdict,
    /// The account that was meant, if it was there.
    pub(crate) account: Option<u64>,
    /// A digest of what the kinds of events leave open: which groups, which cells, which
    /// institution.
    pub(crate) details: u64,
}

/// A set of kinds of events; none at all for "nothing to do".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Refused,
    /// The bit of each kind in [`Verdict::KINDS`].
    Does(u16),
}

impl Verdict {
    /// Kinds of events that a row can have, with the words for them.
    pub(crate) const KINDS: [(Kind, &'static str); 14] = [
        (Kind::AccountCreated, "create"),
        (Kind::ProfileChanged, "change-profile"),
        (Kind::AccountDisabled, "disable"),
        (Kind::AccountEnabled, "enable"),
        (Kind::AccountDeactivated, "deactivate"),
        (Kind::AccountReactivated, "reactivate"),
        (Kind::GroupLeft, "leave-group"),
        (Kind::GroupJoined, "join-group"),
        (Kind::OriginChanged, "change-origin"),
        (Kind::AccountDeleted, "delete"),
        (Kind::ActivityRecorded, "record-activity"),
        // An institution or a class; a row is about one of the two.
        (Kind::ClassAdded, "add"),
        (Kind::ClassChanged, "change"),
        (Kind::ClassRemoved, "remove"),
    ];

    pub(crate) fn of(kinds: impl Iterator<Item = Kind>) -> Verdict {
        let bit = |kind| {
            Self::KINDS
                .iter()
                .position(|(known, _)| *known == kind)
                .map_or(0, |index| 1 << index)
        };
        Verdict::Does(kinds.map(bit).fold(0, |bits, bit| bits | bit))
    }

    /// Whether the row deletes its account.
    pub(crate) fn deletes(self) -> bool {
        let Verdict::Does(deletion) = Verdict::of(std::iter::once(Kind::AccountDeleted)) else {
            return false;
        };
        matches!(self, Verdict::Does(bits) if bits & deletion != 0)
    }

    /// In words, as a difference shows it.
    pub(crate) fn words(self) -> String {
        match self {
            Verdict::Refused => "refused".to_owned(),
            Verdict::Does(0) => "nothing-to-do".to_owned(),
            Verdict::Does(bits) => Self::KINDS
                .iter()
                .enumerate()
                .filter(|(index, _)| bits & (1 << index) != 0)
                .map(|(_, (_, word))| *word)
                .collect::<Vec<_>>()
                .join(" + "),
        }
    }
}

/// A row that a rule stands against, found while planning.
pub(crate) struct RefusedRow {
    pub(crate) place: Place,
    pub(crate) column: Option<String>,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// Something to know about a whole file.
pub(crate) struct PlanNotice {
    pub(crate) file: u32,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// Everything about a package, decided at one position.
pub(crate) struct Decided {
    pub(crate) position: Position,
    /// Of the views that were read.
    pub(crate) edition: u64,
    pub(crate) rows: Vec<DecidedRow>,
    /// Of every accepted row, in the order of the files; rows that need not be looked at twice
    /// because all is in place have none.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) refused: Vec<RefusedRow>,
    pub(crate) new_groups: Vec<(InstitutionId, String)>,
    /// An import sets none.
    pub(crate) limits: Vec<PlannedLimit>,
    pub(crate) institutions: Vec<PlannedInstitution>,
    pub(crate) classes: Vec<PlannedClass>,
    pub(crate) notices: Vec<PlanNotice>,
    pub(crate) effects: Effects,
    pub(crate) seats_before: Seats,
    pub(crate) seats_after: Seats,
    /// Rows that found no free seat; they are among the refused.
    pub(crate) without_seat: u64,
    /// What the first changed accounts are called.
    pub(crate) labels: HashMap<u64, String>,
}

impl Decided {
    /// Whether an account could no longer log in afterwards (R63).
    pub(crate) fn shuts_out(&self, account: AccountId) -> bool {
        self.rows.iter().any(|row| {
            matches!(row.target, Target::Known { id, .. } if id == account)
                && row.events.iter().any(|event| {
                    matches!(
                        event,
                        PlannedEvent::Status(
                            Event::AccountDisabled
                                | Event::AccountDeactivated
                                | Event::AccountDeleted
                        )
                    )
                })
        })
    }

    /// The accounts that rows delete.
    pub(crate) fn deleted(&self) -> Vec<AccountId> {
        let deletes = |row: &&DecidedRow| {
            let mut events = row.events.iter();
            events.any(|event| matches!(event, PlannedEvent::Status(Event::AccountDeleted)))
        };
        let id = |row: &DecidedRow| match row.target {
            Target::Known { id, .. } => Some(id),
            Target::New { .. } | Target::Made { .. } => None,
        };
        self.rows.iter().filter(deletes).filter_map(id).collect()
    }

    /// Every `user_id` that a row states: none of them may be drawn for another row.
    pub(crate) fn stated_user_ids(&self) -> HashSet<u64> {
        let mut stated = HashSet::new();
        for row in &self.rows {
            if let Target::New { profile, .. } = &row.target {
                stated.extend(profile.user_id());
            }
            for event in &row.events {
                if let PlannedEvent::Profile(change) = event {
                    stated.extend(change.after.user_id());
                }
            }
        }
        stated
    }

    /// How many records the batch has behind its first.
    pub(crate) fn events(&self) -> usize {
        let of_rows: usize = self.rows.iter().map(|row| row.events.len()).sum();
        let of_places = self.limits.len() + self.institutions.len() + self.classes.len();
        of_rows + self.new_groups.len() + of_places
    }

    /// The institutions whose seats in use would change.
    pub(crate) fn seat_changes(&self) -> Vec<answers::SeatChange> {
        seat_changes(&self.seats_before, &self.seats_after)
    }
}

/// The institutions whose seats in use differ.
pub(crate) fn seat_changes(before: &Seats, after: &Seats) -> Vec<answers::SeatChange> {
    after
        .institutions()
        .filter_map(|(institution, count)| {
            let in_use = before.in_use(SeatScope::Institution(institution));
            (in_use != count.in_use).then_some(answers::SeatChange {
                institution: institution.0,
                before: in_use,
                after: count.in_use,
                limit: count.limit,
            })
        })
        .collect()
}
