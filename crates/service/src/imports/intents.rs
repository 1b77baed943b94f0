//! What accepted rows ask for, in little memory: of a bulk row only blind identities are kept.

use std::collections::HashSet;

use rollbook_domain::{Column, InstitutionId, Profile};
use rollbook_records::{Blind, Blinding};
use rollbook_rows::{AcceptedRow, Field, Profile as RowProfile, Sink};

/// The file (in the order of the upload) and the row.
pub(crate) type Place = (u32, u32);

/// One row of profile `benchprep`.
pub(crate) struct BulkRow {
    pub(crate) place: Place,
    pub(crate) email: Blind,
    /// The other filled columns that name the account (R07).
    pub(crate) others: Vec<(Column, Blind)>,
    pub(crate) institution: Option<InstitutionId>,
    pub(crate) remove_from_group: bool,
}

/// One row of profile `accounts`: its filled cells, with the number of the column before each.
pub(crate) struct LoadRow {
    pub(crate) place: Place,
    cells: Box<str>,
    pub(crate) institution: Option<InstitutionId>,
    groups: Box<str>,
}

/// Between cells; cleaned cells hold no control character.
const CELL_END: char = '\u{1f}';

/// The columns of `accounts` that are columns of a profile.
const LOADED: [(Field, Column); 7] = [
    (Field::Email, Column::Email),
    (Field::UserId, Column::UserId),
    (Field::Username, Column::Username),
    (Field::SisId, Column::SisId),
    (Field::FirstName, Column::FirstName),
    (Field::LastName, Column::LastName),
    (Field::UserType, Column::UserType),
];

impl LoadRow {
    fn new(place: Place, row: &AcceptedRow<'_>) -> LoadRow {
        let mut cells = String::new();
        for (field, _) in LOADED {
            cells.push_str(row.cell(field).unwrap_or_default());
            cells.push(CELL_END);
        }
        LoadRow {
            place,
            cells: cells.into(),
            institution: row.number(Field::Institution).map(InstitutionId),
            groups: row.cell(Field::Groups).unwrap_or_default().into(),
        }
    }

    /// The filled columns.
    pub(crate) fn profile(&self) -> Profile {
        let mut profile = Profile::default();
        for ((_, column), cell) in LOADED.iter().zip(self.cells.split(CELL_END)) {
            match column {
                Column::UserType => profile.set(*column, &cell.to_ascii_uppercase()),
                Column::UserId => profile.set(*column, &column.comparable(cell)),
                _ => profile.set(*column, cell),
            }
        }
        profile
    }

    /// The names of the groups to join.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups
            .split('|')
            .map(str::trim)
            .filter(|name| !name.is_empty())
    }
}

/// Gathers rows during a check.
pub(crate) struct Intents {
    blinding: Blinding,
    pub(crate) bulk: Vec<BulkRow>,
    pub(crate) load: Vec<LoadRow>,
}

impl Intents {
    pub(crate) fn new(blinding: Blinding) -> Intents {
        Intents {
            blinding,
            bulk: Vec::new(),
            load: Vec::new(),
        }
    }

    /// Forgets rows that a later one refused.
    pub(crate) fn withdraw(&mut self, withdrawn: &[(usize, u32)]) {
        if withdrawn.is_empty() {
            return;
        }
        let withdrawn: HashSet<Place> = withdrawn
            .iter()
            .map(|(file, row)| (number(*file), *row))
            .collect();
        self.bulk.retain(|row| !withdrawn.contains(&row.place));
        self.load.retain(|row| !withdrawn.contains(&row.place));
    }

    fn bulk_row(&self, place: Place, row: &AcceptedRow<'_>) -> BulkRow {
        let others = [
            (Field::UserId, Column::UserId),
            (Field::Username, Column::Username),
            (Field::SisId, Column::SisId),
        ];
        let blind = |column: Column, value: &str| self.blinding.identity(column, value);
        BulkRow {
            place,
            email: blind(Column::Email, row.cell(Field::Email).unwrap_or_default()),
            others: others
                .into_iter()
                .filter_map(|(field, column)| Some((column, blind(column, row.cell(field)?))))
                .collect(),
            institution: row.number(Field::Institution).map(InstitutionId),
            remove_from_group: row.cell(Field::RemoveFromGroup).is_some(),
        }
    }
}

impl Sink for Intents {
    fn row(&mut self, row: &AcceptedRow<'_>) {
        let place = (number(row.file), row.row);
        match row.profile {
            RowProfile::Benchprep => {
                let row = self.bulk_row(place, row);
                self.bulk.push(row);
            }
            RowProfile::Accounts => self.load.push(LoadRow::new(place, row)),
            // An upload of any other profile is refused.
            _ => {}
        }
    }
}

/// Files of an upload are counted in 32 bits; no upload has more.
pub(crate) fn number(file: usize) -> u32 {
    u32::try_from(file).unwrap_or(u32::MAX)
}
