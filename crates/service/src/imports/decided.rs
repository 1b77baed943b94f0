//! What every row would do, decided at one position of the log.

use std::collections::{HashMap, HashSet};

use rollbook_book::AccountRow;
use rollbook_domain::{
    Account, AccountId, Change, ClassId, Effects, Event, GroupId, InstitutionId, Origin, Position,
    Profile, Seats,
};
use rollbook_records::{ActivityReport, ClassDetails, ClassRole, Kind};

use super::intents::Place;
use crate::answers;

/// A row that is to change something.
pub(crate) struct DecidedRow {
    pub(crate) place: Place,
    pub(crate) target: Target,
    pub(crate) events: Vec<PlannedEvent>,
    /// What a person should know about it.
    pub(crate) note: Option<Note>,
}

/// A remark on a change, with a stable code.
#[derive(Clone)]
pub(crate) struct Note {
    pub(crate) code: &'static str,
    pub(crate) message: String,
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
        origin: Origin,
        blocked: bool,
    },
    /// Created by another row of the batch.
    Made {
        place: Place,
        institution: InstitutionId,
    },
}

/// The account that something is about.
#[derive(Clone, Copy)]
pub(crate) enum Whom {
    Known {
        number: u64,
        id: AccountId,
        institution: InstitutionId,
    },
    /// Created by a row of the batch.
    Made {
        place: Place,
        institution: InstitutionId,
    },
}

impl Whom {
    pub(crate) fn known(account: &AccountRow) -> Whom {
        Whom::Known {
            number: account.number,
            id: account.id,
            institution: account.institution(),
        }
    }

    /// Its number in the views, where it is there already.
    pub(crate) fn number(self) -> Option<u64> {
        match self {
            Whom::Known { number, .. } => Some(number),
            Whom::Made { .. } => None,
        }
    }

    pub(crate) fn institution(self) -> Option<InstitutionId> {
        match self {
            Whom::Known { institution, .. } | Whom::Made { institution, .. } => Some(institution),
        }
    }
}

/// An account that is there.
pub(crate) fn known_target(account: &AccountRow) -> Target {
    Target::Known {
        number: account.number,
        id: account.id,
        account: account.account,
    }
}

impl Target {
    /// The institution that the account belongs to before the row takes effect.
    pub(crate) fn institution(&self) -> InstitutionId {
        match self {
            Target::Known { account, .. } => account.institution(),
            Target::New { institution, .. } | Target::Made { institution, .. } => *institution,
        }
    }
}

/// An event that the row is to record.
pub(crate) enum PlannedEvent {
    Created,
    /// Of status or origin, or the deletion.
    Status(Event),
    Profile(Box<PlannedProfile>),
    Leave(GroupId),
    Join(PlannedGroup),
    LeaveClass(ClassId),
    JoinClass {
        class: ClassPlace,
        role: ClassRole,
    },
    Activity(ActivityReport),
}

/// A class that is there, or one that the batch makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ClassPlace {
    Known(ClassId),
    /// By its place among the classes that the batch adds.
    New(usize),
}

/// What a row does to a class (R34).
pub(crate) struct PlannedClass {
    pub(crate) row: Place,
    pub(crate) class: ClassPlace,
    /// From now on.
    pub(crate) institution: InstitutionId,
    /// From now on.
    pub(crate) owner: Option<Whom>,
    pub(crate) change: ClassChange,
}

pub(crate) enum ClassChange {
    Added(Box<ClassDetails>),
    Changed {
        details: Box<ClassDetails>,
        previous_owner: Option<AccountId>,
        moved_from: Option<InstitutionId>,
    },
    Removed,
}

/// What a row does to an institution (R39).
pub(crate) struct PlannedInstitution {
    pub(crate) id: InstitutionId,
    pub(crate) change: InstitutionChange,
}

pub(crate) enum InstitutionChange {
    Added {
        name: String,
        import_id: String,
        parent: Option<InstitutionId>,
    },
    Changed {
        name: String,
        import_id: String,
        parent: Option<InstitutionId>,
    },
    Removed,
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
            PlannedEvent::Leave(_) | PlannedEvent::LeaveClass(_) => Kind::GroupLeft,
            PlannedEvent::Join(_) | PlannedEvent::JoinClass { .. } => Kind::GroupJoined,
            PlannedEvent::Activity(_) => Kind::ActivityRecorded,
            PlannedEvent::Status(Event::OriginChanged { .. }) => Kind::OriginChanged,
            PlannedEvent::Status(Event::AccountDeleted) => Kind::AccountDeleted,
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
    pub(crate) rows: Vec<DecidedRow>,
    /// Of every accepted row, in the order of the files; rows that need not be looked at twice
    /// because all is in place have none.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) refused: Vec<RefusedRow>,
    pub(crate) new_groups: Vec<(InstitutionId, String)>,
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

impl DecidedRow {
    /// Whether it is about a membership in a class.
    pub(crate) fn is_of_class(&self) -> bool {
        self.events.iter().any(|event| {
            matches!(
                event,
                PlannedEvent::LeaveClass(_) | PlannedEvent::JoinClass { .. }
            )
        })
    }

    /// See [`Outcome::details`].
    pub(crate) fn details(&self, new_groups: &[(InstitutionId, String)]) -> u64 {
        let mut digest = Details::default();
        for event in &self.events {
            match event {
                PlannedEvent::Leave(group) | PlannedEvent::Join(PlannedGroup::Known(group)) => {
                    digest.bytes(group.as_bytes());
                }
                PlannedEvent::Join(PlannedGroup::New(index)) => {
                    if let Some((institution, name)) = new_groups.get(*index) {
                        digest.number(institution.0);
                        digest.bytes(name.as_bytes());
                    }
                }
                PlannedEvent::LeaveClass(class) => digest.bytes(class.as_bytes()),
                PlannedEvent::JoinClass { class, role } => {
                    digest.class(*class);
                    digest.number(u64::from(*role == ClassRole::Teacher));
                }
                PlannedEvent::Activity(report) => {
                    digest.number(
                        report
                            .last_login
                            .map_or(0, |at| at.timestamp_millis() as u64),
                    );
                    digest.number(report.grades.map_or(0, |grades| grades + 1));
                }
                PlannedEvent::Profile(change) => {
                    digest.institution(change.moved_to);
                    for change in &change.changes {
                        digest.bytes(&[change.column as u8]);
                        digest.bytes(change.new.as_deref().unwrap_or_default().as_bytes());
                    }
                }
                PlannedEvent::Created | PlannedEvent::Status(_) => {}
            }
        }
        digest.finish()
    }
}

impl PlannedInstitution {
    pub(crate) fn kind(&self) -> Kind {
        match self.change {
            InstitutionChange::Added { .. } => Kind::ClassAdded,
            InstitutionChange::Changed { .. } => Kind::ClassChanged,
            InstitutionChange::Removed => Kind::ClassRemoved,
        }
    }

    pub(crate) fn details(&self) -> u64 {
        let mut digest = Details::default();
        digest.number(self.id.0);
        if let InstitutionChange::Added { name, parent, .. }
        | InstitutionChange::Changed { name, parent, .. } = &self.change
        {
            digest.bytes(name.as_bytes());
            digest.institution(*parent);
        }
        digest.finish()
    }
}

impl PlannedClass {
    pub(crate) fn kind(&self) -> Kind {
        match self.change {
            ClassChange::Added(_) => Kind::ClassAdded,
            ClassChange::Changed { .. } => Kind::ClassChanged,
            ClassChange::Removed => Kind::ClassRemoved,
        }
    }

    pub(crate) fn details(&self) -> u64 {
        let mut digest = Details::default();
        digest.class(self.class);
        digest.institution(Some(self.institution));
        digest.number(match self.owner {
            None => 0,
            Some(Whom::Known { number, .. }) => number,
            Some(Whom::Made { place, .. }) => u64::from(place.1),
        });
        if let ClassChange::Added(details) | ClassChange::Changed { details, .. } = &self.change {
            let texts = [
                &details.import_id,
                &details.name,
                &details.shortname,
                &details.description,
                &details.code,
                &details.year,
            ];
            for text in texts {
                digest.bytes(text.as_deref().unwrap_or_default().as_bytes());
            }
        }
        digest.finish()
    }
}

/// A digest of what the kinds of events leave open. The plan is sealed, so it needs no key.
#[derive(Default)]
struct Details(blake3::Hasher);

impl Details {
    /// With their length, so that no two rows run together.
    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn number(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    fn institution(&mut self, institution: Option<InstitutionId>) {
        self.number(institution.map_or(0, |institution| institution.0 + 1));
    }

    fn class(&mut self, class: ClassPlace) {
        match class {
            ClassPlace::Known(class) => self.bytes(class.as_bytes()),
            ClassPlace::New(index) => self.number(index as u64),
        }
    }

    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0.finalize().as_bytes()[..8]);
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
                        PlannedEvent::Status(
                            Event::AccountDisabled
                                | Event::AccountDeactivated
                                | Event::AccountDeleted
                        )
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
        of_rows + self.new_groups.len() + self.institutions.len() + self.classes.len()
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
