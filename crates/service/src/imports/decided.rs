//! What every row would do, decided at one position of the log.

use std::collections::{HashMap, HashSet};

use rollbook_domain::{
    Account, AccountId, Change, Effects, Event, GroupId, InstitutionId, Position, Profile, Seats,
};
use rollbook_records::Kind;

use super::intents::Place;
use crate::answers;

/// A row that is to change something.
pub(crate) struct DecidedRow {
    pub(crate) place: Place,
    pub(crate) target: Target,
    pub(crate) events: Vec<PlannedEvent>,
}

/// On whom.
pub(crate) enum Target {
    Known {
        number: u64,
        id: AccountId,
        account: Account,
    },
    /// Yet to be created.
    New {
        institution: InstitutionId,
        profile: Box<Profile>,
    },
}

impl Target {
    /// The institution that the account belongs to before the row takes effect.
    pub(crate) fn institution(&self) -> InstitutionId {
        match self {
            Target::Known { account, .. } => account.institution(),
            Target::New { institution, .. } => *institution,
        }
    }
}

/// An event that the row is to record.
pub(crate) enum PlannedEvent {
    Created,
    Status(Event),
    Profile(Box<PlannedProfile>),
    Leave(GroupId),
    Join(PlannedGroup),
}

/// A change of profile or institution.
pub(crate) struct PlannedProfile {
    pub(crate) after: Profile,
    pub(crate) changes: Vec<Change>,
    pub(crate) moved_to: Option<InstitutionId>,
}

/// A group to join: one that is there, or one that the batch makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PlannedGroup {
    Known(GroupId),
    /// By its place in [`Decided::new_groups`].
    New(usize),
}

impl PlannedEvent {
    /// The event's type.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            PlannedEvent::Created => Kind::AccountCreated,
            PlannedEvent::Profile(_) => Kind::ProfileChanged,
            PlannedEvent::Leave(_) => Kind::GroupLeft,
            PlannedEvent::Join(_) => Kind::GroupJoined,
            PlannedEvent::Status(Event::AccountDisabled) => Kind::AccountDisabled,
            PlannedEvent::Status(Event::AccountEnabled) => Kind::AccountEnabled,
            PlannedEvent::Status(Event::AccountReactivated) => Kind::AccountReactivated,
            PlannedEvent::Status(_) => Kind::AccountDeactivated,
        }
    }
}

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
    pub(crate) const KINDS: [(Kind, &'static str); 8] = [
        (Kind::AccountCreated, "create"),
        (Kind::ProfileChanged, "change-profile"),
        (Kind::AccountDisabled, "disable"),
        (Kind::AccountEnabled, "enable"),
        (Kind::AccountDeactivated, "deactivate"),
        (Kind::AccountReactivated, "reactivate"),
        (Kind::GroupLeft, "leave-group"),
        (Kind::GroupJoined, "join-group"),
    ];

    pub(crate) fn of(events: &[PlannedEvent]) -> Verdict {
        let bit = |event: &PlannedEvent| {
            Self::KINDS
                .iter()
                .position(|(kind, _)| *kind == event.kind())
                .map_or(0, |index| 1 << index)
        };
        Verdict::Does(events.iter().map(bit).fold(0, |bits, bit| bits | bit))
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

/// Everything about a package, decided at one position.
pub(crate) struct Decided {
    pub(crate) position: Position,
    pub(crate) rows: Vec<DecidedRow>,
    /// Of every accepted row, in the order of the files.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) refused: Vec<RefusedRow>,
    pub(crate) new_groups: Vec<(InstitutionId, String)>,
    pub(crate) effects: Effects,
    pub(crate) seats_before: Seats,
    pub(crate) seats_after: Seats,
    /// Rows that found no free seat; they are among the refused.
    pub(crate) without_seat: u64,
    /// What the first changed accounts are called.
    pub(crate) labels: HashMap<u64, String>,
}

impl DecidedRow {
    /// See [`Outcome::details`]. The plan is sealed, so the digest needs no key.
    pub(crate) fn details(&self, new_groups: &[(InstitutionId, String)]) -> u64 {
        let mut digest = blake3::Hasher::new();
        for event in &self.events {
            match event {
                PlannedEvent::Leave(group) | PlannedEvent::Join(PlannedGroup::Known(group)) => {
                    digest.update(group.as_bytes());
                }
                PlannedEvent::Join(PlannedGroup::New(index)) => {
                    if let Some((institution, name)) = new_groups.get(*index) {
                        digest.update(&institution.0.to_le_bytes());
                        digest.update(name.as_bytes());
                    }
                }
                PlannedEvent::Profile(change) => {
                    digest.update(&change.moved_to.map_or(0, |to| to.0 + 1).to_le_bytes());
                    for change in &change.changes {
                        digest.update(&[change.column as u8]);
                        digest.update(change.new.as_deref().unwrap_or_default().as_bytes());
                        digest.update(&[0]);
                    }
                }
                PlannedEvent::Created | PlannedEvent::Status(_) => {}
            }
        }
        let mut first = [0; 8];
        first.copy_from_slice(&digest.finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}

impl Decided {
    /// Whether an account could no longer log in afterwards (R63).
    pub(crate) fn shuts_out(&self, account: AccountId) -> bool {
        self.rows.iter().any(|row| {
            matches!(row.target, Target::Known { id, .. } if id == account)
                && row.events.iter().any(|event| {
                    matches!(
                        event,
                        PlannedEvent::Status(Event::AccountDisabled | Event::AccountDeactivated)
                    )
                })
        })
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
        of_rows + self.new_groups.len()
    }

    /// The institutions whose seats in use would change.
    pub(crate) fn seat_changes(&self) -> Vec<answers::SeatChange> {
        self.seats_after
            .institutions()
            .filter_map(|(institution, after)| {
                let before = self
                    .seats_before
                    .in_use(rollbook_domain::SeatScope::Institution(institution));
                (before != after.in_use).then_some(answers::SeatChange {
                    institution: institution.0,
                    before,
                    after: after.in_use,
                    limit: after.limit,
                })
            })
            .collect()
    }
}
