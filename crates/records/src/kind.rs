//! The kinds of events and their recorded numbers.

macro_rules! kinds {
    ($($name:ident = $number:literal),* $(,)?) => {
        /// What happened, without its details. The number is what is recorded.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u16)]
        pub enum Kind { $($name = $number),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Kind] = &[$(Kind::$name),*];

            /// The event type's name outside.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$name => stringify!($name)),* }
            }
        }
    };
}

kinds! {
    LedgerOpened = 1,
    BatchRecorded = 2,
    InstitutionAdded = 10,
    SeatLimitSet = 11,
    InstitutionChanged = 12,
    InstitutionRemoved = 13,
    AccountCreated = 20,
    ProfileChanged = 21,
    OriginChanged = 22,
    AccountDisabled = 23,
    AccountEnabled = 24,
    AccountDeactivated = 25,
    AccountReactivated = 26,
    AccountDeleted = 27,
    ActivityRecorded = 28,
    GroupAdded = 30,
    GroupJoined = 31,
    GroupLeft = 32,
    ClassAdded = 33,
    ClassChanged = 34,
    ClassRemoved = 35,
    AdminAdded = 40,
    AdminRemoved = 41,
    TokenCreated = 42,
    TokenRevoked = 43,
    PasswordSet = 44,
    SignInLocked = 45,
    SignInLinkMade = 46,
    StepScheduled = 50,
    StepTargeted = 51,
    StepCancelled = 52,
    StepRan = 53,
    StepRefused = 54,
    SigningKeyAdopted = 60,
    LedgerRestored = 61,
}

impl Kind {
    /// The recorded number.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// The kind of a recorded number; `None` for one this version does not know.
    pub fn from_number(number: u16) -> Option<Kind> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.number() == number)
    }
}
