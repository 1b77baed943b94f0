//! What rows are to do: to accounts, to classes and to institutions.

use rollbook_book::AccountRow;
use rollbook_domain::{
    Account, AccountId, Change, ClassId, Event, GroupId, InstitutionId, Origin, Profile, SeatScope,
};
use rollbook_records::{ActivityReport, ClassDetails, ClassRole, Kind};

use super::intents::Place;

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
    /// The account's number in the views, where it is there already.
    pub(crate) fn number(&self) -> Option<u64> {
        match self {
            Target::Known { number, .. } => Some(*number),
            Target::New { .. } | Target::Made { .. } => None,
        }
    }

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
#[derive(Clone)]
pub(crate) struct PlannedClass {
    pub(crate) row: Place,
    pub(crate) class: ClassPlace,
    /// From now on.
    pub(crate) institution: InstitutionId,
    /// From now on.
    pub(crate) owner: Option<Whom>,
    pub(crate) change: ClassChange,
}

#[derive(Clone)]
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
#[derive(Clone)]
pub(crate) struct PlannedInstitution {
    pub(crate) id: InstitutionId,
    pub(crate) change: InstitutionChange,
}

#[derive(Clone)]
pub(crate) enum InstitutionChange {
    Added {
        name: String,
        import_id: Option<String>,
        parent: Option<InstitutionId>,
    },
    Changed {
        name: String,
        import_id: Option<String>,
        parent: Option<InstitutionId>,
    },
    Removed,
}

/// A limit of seats that is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlannedLimit {
    pub(crate) scope: SeatScope,
    pub(crate) limit: Option<u64>,
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
}

impl PlannedInstitution {
    /// Shares its kinds with classes: a row is about one of the two.
    pub(crate) fn kind(&self) -> Kind {
        match self.change {
            InstitutionChange::Added { .. } => Kind::ClassAdded,
            InstitutionChange::Changed { .. } => Kind::ClassChanged,
            InstitutionChange::Removed => Kind::ClassRemoved,
        }
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
}
