//! The columns that profiles know.

/// A column that some profile knows, whatever its place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Field {
    Email,
    UserId,
    Username,
    SisId,
    Institution,
    RemoveFromGroup,
    FirstName,
    LastName,
    UserType,
    Groups,
}

impl Field {
    /// How many there are: the length of a table indexed by `field as usize`.
    pub const COUNT: usize = Field::Groups as usize + 1;

    /// The column's name in a header.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Email => "email",
            Field::UserId => "user_id",
            Field::Username => "username",
            Field::SisId => "sis_id",
            Field::Institution => "institution",
            Field::RemoveFromGroup => "remove_from_group",
            Field::FirstName => "first_name",
            Field::LastName => "last_name",
            Field::UserType => "user_type",
            Field::Groups => "groups",
        }
    }
}
