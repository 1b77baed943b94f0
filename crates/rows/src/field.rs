//! The columns that profiles know.

/// Declares each column once: variant and name in a header.
macro_rules! fields {
    ($($variant:ident $name:literal)+) => {
        /// A column that some profile knows, whatever its place in a file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Field {
            $($variant,)+
        }

        impl Field {
            /// Every column, in the order of `field as usize`.
            pub const ALL: &'static [Field] = &[$(Field::$variant),+];

            /// How many there are: the length of a table indexed by `field as usize`.
            pub const COUNT: usize = Field::ALL.len();

            /// The column's name in a header.
            pub const fn name(self) -> &'static str {
                match self { $(Field::$variant => $name),+ }
            }
        }
    };
}

fields! {
    Email "email"
    UserId "user_id"
    Username "username"
    SisId "sis_id"
    Institution "institution"
    RemoveFromGroup "remove_from_group"
    FirstName "first_name"
    LastName "last_name"
    UserType "user_type"
    Groups "groups"
    ImportId "import_id"
    MiddleInit "middle_init"
    Suffix "suffix"
    Nickname "nickname"
    Login "login"
    Password "password"
    OrganizationId "organization_id"
    Enabled "enabled"
    Blocked "blocked"
    DisplayId "display_id"
    GoogleEmailAddress "google_email_address"
    Name "name"
    ParentOrgId "parent_org_id"
    ShortName "shortname"
    Description "description"
    Code "code"
    Year "year"
    TeacherId "teacher_id"
    ClassId "class_id"
    Role "role"
    LastLogin "last_login"
    Grades "grades"
}

/// Names columns to a person, with a word before the last: `email`, `email or username`, `user_id, sis_id or email`.
pub(crate) fn listed(fields: &[Field], word: &str) -> String {
    let mut text = String::new();
    for (place, field) in fields.iter().enumerate() {
        let is_last = place + 1 == fields.len();
        text += match (place, is_last) {
            (0, _) => "",
            (_, true) => word,
            (_, false) => ", ",
        };
        text += field.name();
    }
    text
}

/// A set of columns, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(u64);

const _: () = assert!(Field::COUNT <= u64::BITS as usize);

impl Fields {
    pub fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u8;
    }

    pub fn contains(self, field: Field) -> bool {
        self.0 >> field as u8 & 1 == 1
    }
}
