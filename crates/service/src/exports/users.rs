//! `users.csv`, as a student information system writes it (R22, R36).

use std::collections::HashMap;
use std::io::Write;

use rollbook_book::{AccountRow, Filter, Reads};
use rollbook_domain::{Column, InstitutionId, Origin, Position, Profile, Status};

use super::table::{self, Table};
use crate::{Auditor, Error, Moment, everyone};

/// How a file says who may log in (R21).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UsersVersion {
    /// `enabled`, 1 for whoever may.
    V1,
    /// `blocked`, 1 for whoever may not.
    V2,
}

impl UsersVersion {
    fn header(self) -> [&'static str; 14] {
        let flag = match self {
            UsersVersion::V1 => "enabled",
            UsersVersion::V2 => "blocked",
        };
        [
            "import_id",
            "first_name",
            "middle_init",
            "last_name",
            "suffix",
            "nickname",
            "login",
            "password",
            "email",
            "user_type",
            "organization_id",
            flag,
            "display_id",
            "google_email_address",
        ]
    }

    fn flag(self, status: Status) -> &'static str {
        match (self, status.can_log_in()) {
            (UsersVersion::V1, true) | (UsersVersion::V2, false) => "1",
            (UsersVersion::V1, false) | (UsersVersion::V2, true) => "0",
        }
    }
}

impl Auditor<'_> {
    /// Writes the accounts under import control that are active or disabled, and the deactivated
    /// ones where asked for, in the order of their ids; tells how many. Read back as a full import,
    /// a current file without deactivated accounts changes nothing (R37). As of a moment, if one is
    /// given, the file has the accounts that exist now, as they were then, and tells institutions by
    /// the external ids of then (R50). One consistent moment, in constant memory.
    ///
    /// # Errors
    /// [`Error::Output`] where `out` takes no more; [`Error::InTheFuture`].
    pub fn export_users(
        &self,
        version: UsersVersion,
        include_deactivated: bool,
        as_of: Option<Moment>,
        out: &mut impl Write,
    ) -> Result<u64, Error> {
        let filter = Filter {
            statuses: Status::ALL
                .into_iter()
                .filter(|status| {
                    status.in_export() || (include_deactivated && *status == Status::Deactivated)
                })
                .collect(),
            ..Filter::default()
        };
        self.ledger.read_once(|reads| {
            let at = self.position(reads, as_of)?;
            let mut table = Table::begin(out, &version.header())?;
            if let Some(at) = at {
                let organizations = self.organizations(reads, at)?;
                let vault = &self.ledger.vault;
                everyone::for_each(reads, vault, (&filter, at), is_imported, |people| {
                    for (row, profile) in table::known(self.ledger, people)? {
                        let organization = organizations.get(&row.institution());
                        let organization = organization.map_or("", String::as_str);
                        table.row(values(version, row, profile, organization))?;
                    }
                    Ok(())
                })?;
            }
            table.finish()
        })
    }

    /// The external ids of institutions that had one.
    fn organizations(
        &self,
        reads: &Reads<'_>,
        at: Position,
    ) -> Result<HashMap<InstitutionId, String>, Error> {
        let mut organizations = HashMap::new();
        for row in reads.institutions_at(at)? {
            if let Some(import_id) = &row.import_id {
                organizations.insert(row.id, self.ledger.vault.text(import_id)?);
            }
        }
        Ok(organizations)
    }
}

fn is_imported(row: &AccountRow) -> bool {
    let living = row.account.living();
    living.is_some_and(|living| living.origin == Origin::Import)
}

fn values<'v>(
    version: UsersVersion,
    row: &AccountRow,
    profile: &'v Profile,
    organization: &'v str,
) -> [&'v str; 14] {
    let text = |column| profile.get(column).unwrap_or_default();
    let username = text(Column::Username);
    [
        text(Column::SisId),
        text(Column::FirstName),
        text(Column::MiddleInit),
        text(Column::LastName),
        text(Column::Suffix),
        text(Column::Nickname),
        // A username from before the account came under import control may be no login; a blank
        // cell leaves it (R27).
        if rollbook_rows::is_login(username) {
            username
        } else {
            ""
        },
        "",
        text(Column::Email),
        text(Column::UserType),
        organization,
        version.flag(row.account.status()),
        text(Column::DisplayId),
        text(Column::GoogleEmailAddress),
    ]
}
