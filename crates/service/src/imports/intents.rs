//! What accepted rows ask for, in little memory: of a bulk row only blind identities are kept, and
//! of a row of users.csv nothing where all is in place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rollbook_book::Reads;
use rollbook_domain::{Column, InstitutionId, Profile};
use rollbook_records::{Blind, Blinding};
use rollbook_rows::{AcceptedRow, Field, FileKind, Sink};

use super::activity::ActivityRow;
use super::kept_row::KeptRow;
use super::roll::Roll;
use super::student_information::{self, Gathered};
use crate::{Error, Ledger};

/// The file (in the order of the upload) and the row.
pub(crate) type Place = (u32, u32);

/// The row of what a file does by leaving it out: none has this number.
pub(crate) const LEFT_OUT: u32 = 0;

/// One row of profile `benchprep`.
pub(crate) struct BulkRow {
    pub(crate) place: Place,
    pub(crate) email: Blind,
    /// The other filled columns that name the account (R07).
    pub(crate) others: Vec<(Column, Blind)>,
    pub(crate) institution: Option<InstitutionId>,
    pub(crate) remove_from_group: bool,
}

impl BulkRow {
    /// The email, then the others.
    pub(crate) fn identities(&self) -> impl Iterator<Item = &Blind> {
        let others = self.others.iter().map(|(_, identity)| identity);
        std::iter::once(&self.email).chain(others)
    }
}

/// One row of profile `accounts`.
pub(crate) struct LoadRow {
    kept: KeptRow,
    pub(crate) institution: Option<InstitutionId>,
}

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

/// Where the groups stand in a kept row: behind the columns of the profile.
const GROUPS: usize = LOADED.len();

impl LoadRow {
    fn new(place: Place, row: &AcceptedRow<'_>) -> LoadRow {
        let mut fields = [Field::Groups; GROUPS + 1];
        for (field, (loaded, _)) in fields.iter_mut().zip(LOADED) {
            *field = loaded;
        }
        LoadRow {
            kept: KeptRow::new(place, row, &fields),
            institution: row.number(Field::Institution).map(InstitutionId),
        }
    }

    pub(crate) fn place(&self) -> Place {
        self.kept.place
    }

    /// The filled columns.
    pub(crate) fn profile(&self) -> Profile {
        let mut profile = Profile::default();
        for ((_, column), (cell, _)) in LOADED.iter().zip(self.kept.cells()) {
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
        let groups = self.kept.cell(GROUPS).unwrap_or_default();
        groups
            .split('|')
            .map(str::trim)
            .filter(|name| !name.is_empty())
    }
}

/// What rows of a student information system are compared with while they are read.
#[derive(Clone)]
pub(crate) struct Standing {
    pub(crate) roll: Arc<Roll>,
    /// Institutions by their external ids.
    organizations: Arc<HashMap<String, InstitutionId>>,
}

impl Standing {
    /// As of the very position that is read. `is_committed` says that the log will never be
    /// without what is read, so that others may use it too.
    pub(crate) fn at(
        ledger: &Ledger,
        reads: &Reads<'_>,
        is_committed: bool,
    ) -> Result<Standing, Error> {
        Ok(Standing {
            roll: ledger.rolls.at(reads, is_committed)?,
            organizations: Arc::new(student_information::by_import_id(reads, &ledger.vault)?),
        })
    }
}

/// Where the standing comes from.
pub(crate) enum StandingSource {
    /// From the ledger's head, and only if a row needs it.
    Head(Ledger),
    Given(Standing),
}

/// Gathers rows during a check.
pub(crate) struct Intents {
    blinding: Blinding,
    source: StandingSource,
    pub(crate) bulk: Vec<BulkRow>,
    pub(crate) load: Vec<LoadRow>,
    pub(crate) activity: Vec<ActivityRow>,
    pub(crate) gathered: Option<Box<Gathered>>,
    /// The files' names, in the order of the upload.
    pub(crate) names: Vec<String>,
    /// Whether users.csv has a header and no rows (R33).
    pub(crate) is_header_only: bool,
    /// Why rows could not be compared.
    failure: Option<Error>,
}

impl Intents {
    pub(crate) fn new(blinding: Blinding, source: StandingSource) -> Intents {
        Intents {
            blinding,
            source,
            bulk: Vec::new(),
            load: Vec::new(),
            activity: Vec::new(),
            gathered: None,
            names: Vec::new(),
            is_header_only: false,
            failure: None,
        }
    }

    /// The place of the file with this name.
    pub(crate) fn file_named(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .position(|other| other.eq_ignore_ascii_case(name))
    }

    /// Has rows of a student information system taken in from now on, or tells why not.
    pub(crate) fn gather(&mut self) -> Result<&mut Gathered, Error> {
        if self.gathered.is_none() {
            let standing = match &self.source {
                StandingSource::Given(standing) => standing.clone(),
                StandingSource::Head(ledger) => {
                    ledger.read(|reads| Standing::at(ledger, reads, true))?
                }
            };
            self.gathered = Some(Box::new(Gathered::new(
                self.blinding.clone(),
                standing.roll,
                standing.organizations,
            )));
        }
        self.gathered
            .as_deref_mut()
            .ok_or(Error::NotFound("package"))
    }

    fn gathered(&mut self, take: impl FnOnce(&mut Gathered)) {
        if self.failure.is_some() {
            return;
        }
        match self.gather() {
            Ok(gathered) => take(gathered),
            Err(error) => self.failure = Some(error),
        }
    }

    /// Ends the taking in of rows, or tells why they could not be compared.
    pub(crate) fn end(&mut self) -> Result<(), Error> {
        if let Some(gathered) = &mut self.gathered {
            gathered.end();
        }
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Forgets all rows: the package is refused as a whole.
    pub(crate) fn clear(&mut self) {
        self.bulk.clear();
        self.load.clear();
        self.activity.clear();
        self.gathered = None;
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
        self.load.retain(|row| !withdrawn.contains(&row.place()));
        self.activity.retain(|row| !withdrawn.contains(&row.place));
        if let Some(gathered) = &mut self.gathered {
            gathered.withdraw(&withdrawn);
        }
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
        match row.kind {
            FileKind::Bulk => {
                let row = self.bulk_row(place, row);
                self.bulk.push(row);
            }
            FileKind::Accounts => self.load.push(LoadRow::new(place, row)),
            FileKind::Activity => {
                let row = ActivityRow::new(place, row, &self.blinding);
                self.activity.push(row);
            }
            _ => self.gathered(|gathered| gathered.take(place, row)),
        }
    }

    fn refused(&mut self, row: &AcceptedRow<'_>) {
        if row.profile.is_powerschool() {
            self.gathered(|gathered| gathered.refuse(row));
        }
    }

    fn unreadable(&mut self, file: usize, row: u32, kind: FileKind) {
        if kind == FileKind::Users {
            self.gathered(|gathered| gathered.unreadable((number(file), row), kind));
        }
    }
}

/// Files of an upload are counted in 32 bits; no upload has more.
pub(crate) fn number(file: usize) -> u32 {
    u32::try_from(file).unwrap_or(u32::MAX)
}
