//! Everyone, in the columns of profile `accounts` (R36, R44).

use std::collections::HashMap;
use std::io::Write;

use rollbook_book::{AccountRow, Filter, Reads};
use rollbook_domain::{Column, InstitutionId, Position, Profile};

use super::table::{self, Table};
use crate::{Auditor, Error, Moment, everyone};

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

/// Groups by their numbers: where each belongs, and its name.
type Groups = HashMap<u64, (InstitutionId, String)>;

impl Auditor<'_> {
    /// Writes every account that is not deleted, in the order of their ids, and tells how many.
    /// Read back by profile `accounts`, a current file changes nothing. As of a moment, if one is
    /// given: the accounts that exist now, as they were then (R50). One consistent moment.
    ///
    /// # Errors
    /// [`Error::Output`] where `out` takes no more; [`Error::InTheFuture`].
    pub fn export_accounts(
        &self,
        as_of: Option<Moment>,
        out: &mut impl Write,
    ) -> Result<u64, Error> {
        self.ledger.read_once(|reads| {
            let at = self.position(reads, as_of)?;
            let mut table = Table::begin(out, &HEADER)?;
            if let Some(at) = at {
                let groups = self.groups_by_number(reads)?;
                let everyone = (&Filter::default(), at);
                everyone::for_each(
                    reads,
                    &self.ledger.vault,
                    everyone,
                    |_| true,
                    |people| {
                        let known = table::known(self.ledger, people)?;
                        let cells = group_cells(reads, &known, at, &groups)?;
                        for ((row, profile), groups) in known.into_iter().zip(cells) {
                            write(&mut table, row, profile, &groups)?;
                        }
                        Ok(())
                    },
                )?;
            }
            table.finish()
        })
    }

    fn groups_by_number(&self, reads: &Reads<'_>) -> Result<Groups, Error> {
        let mut groups = Groups::new();
        for group in reads.groups(None)? {
            let name = self.ledger.vault.group_name(&group)?;
            groups.insert(group.number, (group.institution, name));
        }
        Ok(groups)
    }
}

fn write<W: Write>(
    table: &mut Table<W>,
    row: &AccountRow,
    profile: &Profile,
    groups: &str,
) -> Result<(), Error> {
    let text = |column| profile.get(column).unwrap_or_default();
    let institution = row.institution().to_string();
    let origin = row.account.living().map(|living| living.origin.as_str());
    table.row([
        text(Column::Email),
        text(Column::UserId),
        text(Column::Username),
        text(Column::SisId),
        &institution,
        text(Column::FirstName),
        text(Column::LastName),
        text(Column::UserType),
        groups,
        row.account.status().as_str(),
        origin.unwrap_or_default(),
    ])
}

/// The names of each account's groups, oldest membership first. Only those of its institution: that
/// is where a name is looked for on reading.
fn group_cells(
    reads: &Reads<'_>,
    people: &[(&AccountRow, &Profile)],
    at: Position,
    groups: &Groups,
) -> Result<Vec<String>, Error> {
    let mut places: Vec<usize> = (0..people.len()).collect();
    places.sort_unstable_by_key(|place| people[*place].0.number);
    let numbers: Vec<u64> = places.iter().map(|place| people[*place].0.number).collect();
    let mut memberships = Vec::new();
    reads.memberships_at(&numbers, at, |index, group, joined| {
        memberships.push((places[index], joined, group));
    })?;
    memberships.sort_unstable();
    let mut cells = vec![String::new(); people.len()];
    for (place, _, group) in memberships {
        if let Some((institution, name)) = groups.get(&group)
            && *institution == people[place].0.institution()
        {
            let cell = &mut cells[place];
            if !cell.is_empty() {
                cell.push('|');
            }
            cell.push_str(name);
        }
    }
    Ok(cells)
}
