//! What can happen to one account, as far as its status and facts are concerned.

use crate::{GroupId, InstitutionId, Origin};

/// One thing that happened to one account. It holds nothing personal: the text
/// of a profile and the reason travel beside it, sealed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Event {
    /// The account came to be, blocked from the start or not.
    AccountCreated {
        /// Where it belongs.
        institution: InstitutionId,
        /// Who states that it exists.
        origin: Origin,
        /// Whether it starts as disabled (R26).
        blocked: bool,
    },
    /// Columns of its profile or its institution changed (R27).
    ProfileChanged {
        /// The institution it moved to, where it moved.
        institution: Option<InstitutionId>,
    },
    /// It came under import control, or left it (R49).
    OriginChanged {
        /// Who states from now on that it exists.
        origin: Origin,
    },
    /// It was suspended.
    AccountDisabled,
    /// The suspension ended.
    AccountEnabled,
    /// It left for good; profile, data and block stay as they are (R13).
    AccountDeactivated,
    /// It came back, as it was.
    AccountReactivated,
    /// The person and everything tied to the person was destroyed (R42).
    AccountDeleted,
    /// It is no longer in the group (R09).
    GroupLeft {
        /// The group it left.
        group: GroupId,
    },
    /// It is in the group from now on.
    GroupJoined {
        /// The group it joined.
        group: GroupId,
    },
    /// The learning system reported what makes it an account with data (R48).
    ActivityRecorded {
        /// Whether the report knows of a log-in.
        logged_in: bool,
        /// Whether the report knows of grades.
        has_grades: bool,
    },
}

impl Event {
    /// The event's type in JSON and in audit queries; never renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Event::AccountCreated { .. } => "AccountCreated",
            Event::ProfileChanged { .. } => "ProfileChanged",
            Event::OriginChanged { .. } => "OriginChanged",
            Event::AccountDisabled => "AccountDisabled",
            Event::AccountEnabled => "AccountEnabled",
            Event::AccountDeactivated => "AccountDeactivated",
            Event::AccountReactivated => "AccountReactivated",
            Event::AccountDeleted => "AccountDeleted",
            Event::GroupLeft { .. } => "GroupLeft",
            Event::GroupJoined { .. } => "GroupJoined",
            Event::ActivityRecorded { .. } => "ActivityRecorded",
        }
    }

    /// Whether it is a change of status, profile or groups: what counts as a
    /// modification when it is done by hand (R30).
    pub fn is_modification(&self) -> bool {
        match self {
            Event::ProfileChanged { .. }
            | Event::AccountDisabled
            | Event::AccountEnabled
            | Event::AccountDeactivated
            | Event::AccountReactivated
            | Event::GroupLeft { .. }
            | Event::GroupJoined { .. } => true,
            Event::AccountCreated { .. }
            | Event::OriginChanged { .. }
            | Event::AccountDeleted
            | Event::ActivityRecorded { .. } => false,
        }
    }
}
