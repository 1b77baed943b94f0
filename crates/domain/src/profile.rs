//! What is known of a person besides the status: named columns of text.

use std::collections::BTreeMap;

/// A column of a profile. The number is what is recorded: never change or reuse one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Column {
    /// Not unique: families share one.
    Email = 0,
    /// Unique without regard to ASCII case.
    Username = 1,
    /// The student information system's id; unique.
    SisId = 2,
    /// A whole number, given or assigned by the ledger; unique.
    UserId = 3,
    FirstName = 4,
    MiddleInit = 5,
    LastName = 6,
    Suffix = 7,
    Nickname = 8,
    DisplayId = 9,
    GoogleEmailAddress = 10,
    /// `T`, `S` or `P`.
    UserType = 11,
}

impl Column {
    /// Every column, in the order of the recorded numbers.
    pub const ALL: [Column; 12] = [
        Column::Email,
        Column::Username,
        Column::SisId,
        Column::UserId,
        Column::FirstName,
        Column::MiddleInit,
        Column::LastName,
        Column::Suffix,
        Column::Nickname,
        Column::DisplayId,
        Column::GoogleEmailAddress,
        Column::UserType,
    ];

    /// The columns by which an account can be found.
    pub const IDENTITIES: [Column; 4] = [
        Column::Email,
        Column::Username,
        Column::SisId,
        Column::UserId,
    ];

    /// The name used in CSVs and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Column::Email => "email",
            Column::Username => "username",
            Column::SisId => "sis_id",
            Column::UserId => "user_id",
            Column::FirstName => "first_name",
            Column::MiddleInit => "middle_init",
            Column::LastName => "last_name",
            Column::Suffix => "suffix",
            Column::Nickname => "nickname",
            Column::DisplayId => "display_id",
            Column::GoogleEmailAddress => "google_email_address",
            Column::UserType => "user_type",
        }
    }

    /// The column of a recorded number; `None` for one this version does not know.
    pub fn from_number(number: u8) -> Option<Column> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Whether two accounts may not share a value of this column.
    pub fn is_unique(self) -> bool {
        matches!(self, Column::Username | Column::SisId | Column::UserId)
    }

    /// The value in the form in which two values are compared (R12): emails and
    /// usernames without regard to ASCII case, user ids as numbers, all without outer spaces.
    pub fn comparable(self, value: &str) -> String {
        let trimmed = value.trim();
        match self {
            Column::Email | Column::Username => trimmed.to_ascii_lowercase(),
            Column::UserId => match trimmed.parse::<u64>() {
                Ok(number) => number.to_string(),
                Err(_) => trimmed.to_owned(),
            },
            _ => trimmed.to_owned(),
        }
    }
}

/// A person's columns. An empty text is never held: absent means blank.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Profile(BTreeMap<Column, String>);

impl Profile {
    /// The value of a column, if it is filled.
    pub fn get(&self, column: Column) -> Option<&str> {
        self.0.get(&column).map(String::as_str)
    }

    /// Fills a column; a blank text clears it.
    pub fn set(&mut self, column: Column, value: &str) {
        if value.is_empty() {
            self.0.remove(&column);
        } else {
            self.0.insert(column, value.to_owned());
        }
    }

    /// The filled columns in the order of their numbers.
    pub fn columns(&self) -> impl Iterator<Item = (Column, &str)> {
        self.0
            .iter()
            .map(|(column, value)| (*column, value.as_str()))
    }

    /// The whole number by which other systems know the account.
    pub fn user_id(&self) -> Option<u64> {
        self.get(Column::UserId)?.parse().ok()
    }

    /// What turns `self` into `after`, column by column (R27).
    pub fn changes_to(&self, after: &Profile) -> Vec<Change> {
        Column::ALL
            .into_iter()
            .filter(|column| self.get(*column) != after.get(*column))
            .map(|column| Change {
                column,
                old: self.get(column).map(str::to_owned),
                new: after.get(column).map(str::to_owned),
            })
            .collect()
    }
}

/// One column's old and new value (R27).
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    pub column: Column,
    pub old: Option<String>,
    pub new: Option<String>,
}
