//! Everyone, in the columns of profile `accounts` (R36, R44).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Write;

use rollbook_book::{AccountRow, Filter, Reads};
use rollbook_domain::{Column, GroupId};

use super::table::{self, Table};
use crate::{DomainAdmin, Error};

/// The profile's columns, and two that tell a person more and are ignored on reading.
const HEADER: [&str; 11] = [
    "email",
    "user_id",
    "username",
    "sis_id",
    "institution",
    "first_name",
    "last_name",
    "user_type",
    "groups",
    "status",
    "origin",
];

impl DomainAdmin<'_> {
    /// Writes every account that is not deleted, in the order of their ids, and tells how many.
    /// Read back by profile `accounts`, the file changes nothing. One consistent moment.
    ///
    /// # Errors
    /// [`Error::Output`] where `out` takes no more.
    pub fn export_accounts(&self, out: &mut impl Write) -> Result<u64, Error> {
        self.ledger.read_once(|reads| {
            let mut table = Table::begin(out, &HEADER)?;
            let mut names = HashMap::new();
            reads.accounts(&Filter::default(), |row| {
                if let (Some(living), Some(profile)) = (
                    row.account.living(),
                    table::profile(self.ledger, reads, &row)?,
                ) {
                    let text = |column| profile.get(column).unwrap_or_default();
                    let institution = row.institution().to_string();
                    let groups = self.groups_cell(reads, &row, &mut names)?;
                    table.row([
                        text(Column::Email),
                        text(Column::UserId),
                        text(Column::Username),
                        text(Column::SisId),
                        &institution,
                        text(Column::FirstName),
                        text(Column::LastName),
                        text(Column::UserType),
                        &groups,
                        row.account.status().as_str(),
                        living.origin.as_str(),
                    ])?;
                }
                Ok::<_, Error>(true)
            })?;
            table.finish()
        })
    }

    /// The names of the account's groups. Only those of its institution: that is where a name is
    /// looked for on reading.
    fn groups_cell(
        &self,
        reads: &Reads<'_>,
        row: &AccountRow,
        names: &mut HashMap<GroupId, String>,
    ) -> Result<String, Error> {
        let mut cell = String::new();
        for group in reads.groups_of(row.number)? {
            if group.institution != row.institution() {
                continue;
            }
            if !cell.is_empty() {
                cell.push('|');
            }
            let name = match names.entry(group.id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.ledger.vault.group_name(&group)?),
            };
            cell.push_str(name);
        }
        Ok(cell)
    }
}
