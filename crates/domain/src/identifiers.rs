//! The names of things. Each kind is a type of its own, so that one cannot be passed for another.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! uuid_identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The sixteen bytes, as they are recorded.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// From the sixteen recorded bytes.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_identifier!(
    /// The ledger's own name for an account (UUIDv7): it means nothing outside,
    /// and is all that remains of a deleted account.
    AccountId
);
uuid_identifier!(
    /// A group of accounts in one institution.
    GroupId
);
uuid_identifier!(
    /// A group with an owner, as a student information system names it (R34).
    ClassId
);

impl ClassId {
    /// The class as the group that its members join and leave.
    pub fn as_group(self) -> GroupId {
        GroupId(self.0)
    }
}
uuid_identifier!(
    /// All events of one import, bulk action or reversal.
    BatchId
);
uuid_identifier!(
    /// A person who administers, or a machine that acts for one.
    AdminId
);
uuid_identifier!(
    /// A bearer token for a machine.
    TokenId
);
uuid_identifier!(
    /// One action at one time for a fixed list of accounts.
    StepId
);

/// A school or customer within the domain: a whole number given or assigned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct InstitutionId(pub u64);

impl fmt::Display for InstitutionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A place in the log. The first record of a ledger has position 0;
/// the position is also the number of the record's leaf in the Merkle tree (R64).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position(pub u64);

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
