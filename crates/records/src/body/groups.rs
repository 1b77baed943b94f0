//! Groups, classes, and who is in them.

use minicbor::{Decode, Encode};

use crate::{Id, Sealed};

#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct GroupAdded {
    #[n(0)]
    pub group: Id,
    /// Sealed under the ledger's key: class names often hold a teacher's name.
    #[n(1)]
    pub name: Sealed,
}

/// The envelope names the account that joined or left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Membership {
    /// A group's id or a class's.
    #[n(0)]
    pub group: Id,
    /// In a class; a group has none.
    #[n(1)]
    pub role: Option<ClassRole>,
}

/// What a member is in a class (R34).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum ClassRole {
    #[n(0)]
    Student,
    #[n(1)]
    Teacher,
}

impl ClassRole {
    /// The role of a recorded number.
    pub fn from_number(number: u8) -> Option<ClassRole> {
        [ClassRole::Student, ClassRole::Teacher]
            .get(usize::from(number))
            .copied()
    }

    /// The name used outside.
    pub fn as_str(self) -> &'static str {
        match self {
            ClassRole::Student => "student",
            ClassRole::Teacher => "teacher",
        }
    }
}

/// R34: the envelope names the owner, if there is one, and the institution.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ClassAdded {
    #[n(0)]
    pub class: Id,
    /// See [`crate::ClassDetails`]; sealed under the class's own key.
    #[n(1)]
    pub details: Sealed,
}

/// The envelope names the owner and the institution as they are from now on.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ClassChanged {
    #[n(0)]
    pub class: Id,
    /// All details as they are from now on, sealed under the class's own key.
    #[n(1)]
    pub details: Sealed,
    /// The account that owned the class, if another one or nobody owns it from now on.
    #[n(2)]
    pub previous_owner: Option<Id>,
    /// The institution that the class belonged to, if it moved.
    #[n(3)]
    pub moved_from: Option<u64>,
}

/// The class ends, and with it every membership in it (R42). The envelope names the owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ClassRemoved {
    #[n(0)]
    pub class: Id,
}
