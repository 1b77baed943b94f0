//! The rows of users.csv and update_users.csv, as far as they differ from the roll.

use std::collections::HashMap;
use std::sync::Arc;

use rollbook_domain::{Account, Column, InstitutionId, Origin};
use rollbook_records::{Blind, Blinding};
use rollbook_rows::{AcceptedRow, Field};

use super::super::intents::Place;
use super::super::kept_row::{KeptRow, write_cells};
use super::super::roll::Roll;
use super::organizations;

/// The columns of users.csv that are columns of a profile, in the order of the profile's numbers.
pub(super) const COLUMNS: [(Field, Column); 11] = [
    (Field::Email, Column::Email),
    (Field::Login, Column::Username),
    (Field::ImportId, Column::SisId),
    (Field::FirstName, Column::FirstName),
    (Field::MiddleInit, Column::MiddleInit),
    (Field::LastName, Column::LastName),
    (Field::Suffix, Column::Suffix),
    (Field::Nickname, Column::Nickname),
    (Field::DisplayId, Column::DisplayId),
    (Field::GoogleEmailAddress, Column::GoogleEmailAddress),
    (Field::UserType, Column::UserType),
];

/// Where the organization stands in a kept row: behind the columns of the profile.
const ORGANIZATION: usize = COLUMNS.len();

const KEPT: [Field; COLUMNS.len() + 1] = {
    let mut fields = [Field::OrganizationId; COLUMNS.len() + 1];
    let mut index = 0;
    while index < COLUMNS.len() {
        fields[index] = COLUMNS[index].0;
        index += 1;
    }
    fields
};

/// A row that may change something.
pub(crate) struct UserRow {
    pub(super) kept: KeptRow,
    /// What the flag says; `None` leaves the block as it is (R23).
    pub(super) may_log_in: Option<bool>,
}

impl UserRow {
    /// The profile's columns, and whether the file has each.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Column, &str, bool)> {
        COLUMNS
            .iter()
            .zip(self.kept.cells())
            .map(|((_, column), (cell, is_there))| (*column, cell, is_there))
    }

    pub(super) fn import_id(&self) -> &str {
        let import_id = self.columns().find(|(column, ..)| *column == Column::SisId);
        import_id.map_or("", |(_, import_id, _)| import_id)
    }

    pub(super) fn organization(&self) -> Option<&str> {
        self.kept.cell(ORGANIZATION)
    }
}

/// Rows that are compared with the roll at once: enough that the processor looks up the next ones
/// while memory answers for the first.
const COMPARED_AT_ONCE: usize = 64;

/// A row that is not compared yet.
struct Waiting {
    place: Place,
    may_log_in: Option<bool>,
    /// The institution that it names; within, `None` where nobody knows that one.
    home: Option<Option<InstitutionId>>,
    columns: u32,
    /// Where its cells end.
    end: usize,
}

impl Waiting {
    /// Whether an account that has the row's profile also has its origin, its institution and the
    /// status that R26 gives it.
    fn is_in_place(&self, account: &Account) -> bool {
        account.living().is_some_and(|living| {
            living.origin == Origin::Import
                && !living.deactivated
                && self.may_log_in.is_none_or(|may| living.blocked != may)
                && self
                    .home
                    .is_none_or(|home| home == Some(living.institution))
        })
    }
}

/// Takes in rows while they are checked. Those that wait are compared by [`Users::compare`].
pub(crate) struct Users {
    pub(super) blinding: Blinding,
    pub(super) roll: Arc<Roll>,
    /// Institutions by their external ids, at the roll's position.
    organizations: Arc<HashMap<String, InstitutionId>>,
    /// Rows whose effect is in place already.
    pub(super) unchanged: Vec<Place>,
    pub(super) changed: Vec<UserRow>,
    /// Rows that are not compared yet, and for each its fingerprint.
    waiting: Vec<Waiting>,
    fingerprints: Vec<Blind>,
    /// The cells of those rows, one after the other.
    cells: Vec<u8>,
    /// Which of the roll's accounts are listed.
    pub(super) listed: Vec<bool>,
    /// What rows would have listed that are refused (R28).
    pub(super) refused: Vec<Blind>,
    /// The first row that does not tell whom it lists.
    pub(super) unreadable: Option<Place>,
}

impl Users {
    pub(super) fn new(
        blinding: Blinding,
        roll: Arc<Roll>,
        organizations: Arc<HashMap<String, InstitutionId>>,
    ) -> Users {
        Users {
            listed: vec![false; roll.entries().len()],
            blinding,
            roll,
            organizations,
            unchanged: Vec::new(),
            changed: Vec::new(),
            waiting: Vec::with_capacity(COMPARED_AT_ONCE),
            fingerprints: Vec::with_capacity(COMPARED_AT_ONCE),
            cells: Vec::new(),
            refused: Vec::new(),
            unreadable: None,
        }
    }

    pub(super) fn take(&mut self, place: Place, row: &AcceptedRow<'_>) {
        // As bytes: that they are UTF-8 need not be asked again for a million rows.
        let cells = COLUMNS.iter().map(|(field, column)| {
            let cell = row.bytes(*field);
            let user_type = user_type(*column, cell).map(str::as_bytes);
            (*column, user_type.unwrap_or(cell))
        });
        let home = row
            .cell(Field::OrganizationId)
            .map(|organization| self.organizations.get(&*organizations::key(organization)));
        let waiting = Waiting {
            place,
            may_log_in: row.may_log_in(),
            home: home.map(Option::<&_>::copied),
            columns: write_cells(row, &KEPT, &mut self.cells),
            end: self.cells.len(),
        };
        self.fingerprints.push(self.blinding.fingerprint_of(cells));
        self.waiting.push(waiting);
        if self.waiting.len() == COMPARED_AT_ONCE {
            self.compare();
        }
    }

    /// Compares the rows that wait for it with the roll.
    pub(super) fn compare(&mut self) {
        let mut start = 0;
        let found = self.roll.find_all(&self.fingerprints);
        for (row, found) in self.waiting.drain(..).zip(found) {
            match found {
                Some((index, account)) if row.is_in_place(&account) => {
                    if let Some(listed) = self.listed.get_mut(index) {
                        *listed = true;
                    }
                    self.unchanged.push(row.place);
                }
                _ => {
                    let cells = self.cells.get(start..row.end).unwrap_or_default();
                    self.changed.push(UserRow {
                        kept: KeptRow::written(row.place, cells, row.columns),
                        may_log_in: row.may_log_in,
                    });
                }
            }
            start = row.end;
        }
        self.fingerprints.clear();
        self.cells.clear();
    }

    /// A refused row counts as listed.
    pub(super) fn refuse(&mut self, row: &AcceptedRow<'_>) {
        if let Some(import_id) = row.cell(Field::ImportId) {
            self.refused
                .push(self.blinding.identity(Column::SisId, import_id));
        }
    }
}

/// A user type as profiles hold it; every other cell is held as it stands.
pub(super) fn user_type(column: Column, cell: &[u8]) -> Option<&'static str> {
    match (column, cell) {
        (Column::UserType, b"t" | b"T") => Some("T"),
        (Column::UserType, b"s" | b"S") => Some("S"),
        (Column::UserType, b"p" | b"P") => Some("P"),
        _ => None,
    }
}
