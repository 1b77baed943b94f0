//! The four statuses of an account and what each one means for the person.

use std::fmt;
use std::str::FromStr;

/// What an account is to everyone who asks: deleted, else deactivated, else disabled (blocked), else active.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// In daily use.
    Active,
    /// A temporary suspension; the data stays in reach.
    Disabled,
    /// Left for good; the data is kept and hidden.
    Deactivated,
    /// Should never have been; nothing of the person is kept.
    Deleted,
}

impl Status {
    /// Every status, from daily use to the end.
    pub const ALL: [Status; 4] = [
        Status::Active,
        Status::Disabled,
        Status::Deactivated,
        Status::Deleted,
    ];

    /// The name used in JSON, in CSVs and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Disabled => "disabled",
            Status::Deactivated => "deactivated",
            Status::Deleted => "deleted",
        }
    }

    /// Whether the person may log in.
    pub fn can_log_in(self) -> bool {
        self == Status::Active
    }

    /// Whether the account uses up a licence (R45).
    pub fn takes_seat(self) -> bool {
        self == Status::Active
    }

    /// Whether an account list shows it without being asked to.
    pub fn in_default_list(self) -> bool {
        self == Status::Active
    }

    /// Whether an account list can show it at all.
    pub fn in_list_on_request(self) -> bool {
        self != Status::Deleted
    }

    /// Whether the export file has it without being asked to (R36).
    pub fn in_export(self) -> bool {
        matches!(self, Status::Active | Status::Disabled)
    }

    /// Whether profile, data and progress are kept (R13).
    pub fn keeps_data(self) -> bool {
        self != Status::Deleted
    }

    /// Whether teachers see the student's data only while hidden accounts are
    /// revealed, and admins see it marked as hidden.
    pub fn is_hidden(self) -> bool {
        self == Status::Deactivated
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A text that names no status.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no status {0:?}: say active, disabled, deactivated or deleted")]
pub struct UnknownStatus(pub String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_table_is_kept_as_written() {
        // Columns: log in, seat, default list, list on request, export, data kept, hidden.
        let table = [
            (Status::Active, [true, true, true, true, true, true, false]),
            (
                Status::Disabled,
                [false, false, false, true, true, true, false],
            ),
            (
                Status::Deactivated,
                [false, false, false, true, false, true, true],
            ),
            (
                Status::Deleted,
                [false, false, false, false, false, false, false],
            ),
        ];
        for (status, expected) in table {
            let found = [
                status.can_log_in(),
                status.takes_seat(),
                status.in_default_list(),
                status.in_list_on_request(),
                status.in_export(),
                status.keeps_data(),
                status.is_hidden(),
            ];
            assert_eq!(found, expected, "{status}");
        }
    }

    #[test]
    fn each_status_reads_back_from_its_name() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        assert_eq!(
            "Active".parse::<Status>(),
            Err(UnknownStatus("Active".to_owned()))
        );
    }
}
