//! The kinds of files, and the names that tell them in a package (R20, R34, R39).

use crate::definition::{self, Definition};

/// What the rows of a file are about. The profile says whether a file of a kind states everyone or only changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// R01: any file of profile `benchprep`.
    Bulk,
    /// R44: any file of profile `accounts`.
    Accounts,
    /// R48: any file of profile `activity`.
    Activity,
    /// R22: `users.csv` or `update_users.csv`.
    Users,
    /// R29: `delete_users.csv`.
    DeleteUsers,
    /// R39: `organizations.csv` or `update_organizations.csv`.
    Organizations,
    DeleteOrganizations,
    /// R34: `classes.csv` or `update_classes.csv`.
    Classes,
    DeleteClasses,
    /// R34: `roster.csv` or `update_roster.csv`.
    Roster,
    DeleteRoster,
}

impl FileKind {
    /// The kind that gives what this one takes away; any other kind is its own.
    pub(crate) fn given(self) -> FileKind {
        match self {
            FileKind::DeleteUsers => FileKind::Users,
            FileKind::DeleteOrganizations => FileKind::Organizations,
            FileKind::DeleteClasses => FileKind::Classes,
            FileKind::DeleteRoster => FileKind::Roster,
            other => other,
        }
    }

    /// True where each row takes something away.
    pub fn deletes(self) -> bool {
        self.given() != self
    }

    /// True for the files of a student information system.
    pub(crate) fn is_of_package(self) -> bool {
        !matches!(
            self,
            FileKind::Bulk | FileKind::Accounts | FileKind::Activity
        )
    }

    pub(crate) fn definition(self) -> &'static Definition {
        match self {
            FileKind::Bulk => &definition::BULK,
            FileKind::Accounts => &definition::ACCOUNTS,
            FileKind::Activity => &definition::ACTIVITY,
            FileKind::Users => &definition::USERS,
            FileKind::DeleteUsers => &definition::DELETE_USERS,
            FileKind::Organizations => &definition::ORGANIZATIONS,
            FileKind::DeleteOrganizations => &definition::DELETE_ORGANIZATIONS,
            FileKind::Classes => &definition::CLASSES,
            FileKind::DeleteClasses => &definition::DELETE_CLASSES,
            FileKind::Roster => &definition::ROSTER,
            FileKind::DeleteRoster => &definition::DELETE_ROSTER,
        }
    }

    /// Every kind, for whoever asks what columns there are.
    pub(crate) const ALL: [FileKind; 11] = [
        FileKind::Bulk,
        FileKind::Accounts,
        FileKind::Activity,
        FileKind::Users,
        FileKind::DeleteUsers,
        FileKind::Organizations,
        FileKind::DeleteOrganizations,
        FileKind::Classes,
        FileKind::DeleteClasses,
        FileKind::Roster,
        FileKind::DeleteRoster,
    ];
}

/// What the name of a file says about it in a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// R20: it belongs to a full import, else to a partial one.
    pub full: bool,
    pub kind: FileKind,
}

/// The files of a full import.
pub(crate) const FULL: [&str; 4] = [
    "users.csv",
    "organizations.csv",
    "classes.csv",
    "roster.csv",
];
/// The files of a partial import, updates and deletions alternating, in the order of [`FULL`].
pub(crate) const PARTIAL: [&str; 8] = [
    "update_users.csv",
    "delete_users.csv",
    "update_organizations.csv",
    "delete_organizations.csv",
    "update_classes.csv",
    "delete_classes.csv",
    "update_roster.csv",
    "delete_roster.csv",
];
/// What each of [`FULL`] holds, and the deletions of the same.
const KINDS: [(FileKind, FileKind); 4] = [
    (FileKind::Users, FileKind::DeleteUsers),
    (FileKind::Organizations, FileKind::DeleteOrganizations),
    (FileKind::Classes, FileKind::DeleteClasses),
    (FileKind::Roster, FileKind::DeleteRoster),
];

/// The part of a package that has this name, without regard to its path and ASCII case.
pub(crate) fn part(file_name: &str) -> Option<Part> {
    let path = file_name.to_ascii_lowercase();
    let separator = path.bytes().rposition(|byte| matches!(byte, b'/' | b'\\'));
    let name = path.get(separator.map_or(0, |place| place + 1)..)?;
    let updated = name.strip_prefix("update_");
    let deleted = name.strip_prefix("delete_");
    let plain = updated.or(deleted).unwrap_or(name);
    let index = FULL.iter().position(|known| *known == plain)?;
    let (given, taken) = *KINDS.get(index)?;
    Some(Part {
        full: updated.is_none() && deleted.is_none(),
        kind: if deleted.is_some() { taken } else { given },
    })
}

#[cfg(test)]
mod tests {
    use super::{FileKind, part};

    #[test]
    fn r20_a_name_says_what_a_file_of_a_package_holds() {
        for (name, full, kind) in [
            ("users.csv", true, FileKind::Users),
            ("a/b\\Users.CSV", true, FileKind::Users),
            ("roster.csv", true, FileKind::Roster),
            ("update_users.csv", false, FileKind::Users),
            ("delete_users.csv", false, FileKind::DeleteUsers),
            ("update_classes.csv", false, FileKind::Classes),
            ("delete_roster.csv", false, FileKind::DeleteRoster),
        ] {
            let found = part(name).map(|part| (part.full, part.kind));
            assert_eq!(found, Some((full, kind)), "{name}");
        }
        for name in ["users", "users.csv.zip", "my_users.csv", "", "users.csv/"] {
            assert_eq!(part(name), None, "{name}");
        }
    }
}
