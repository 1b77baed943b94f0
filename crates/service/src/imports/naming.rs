//! Whether a kept plan names somebody who is about to be deleted (R41, R43).

use std::collections::{BTreeSet, HashSet};
use std::io::{BufRead, BufReader, Read};

use csv_core::ReadFieldResult;
use memchr::memmem;
use rollbook_book::Reads;
use rollbook_domain::{AccountId, Column, Profile};
use rollbook_records::{Key, KeyId, open_profile};
use uuid::Uuid;

use super::files::{Part, PlanFiles};
use super::stored::{StoredTerms, read_decision};
use crate::Error;
use crate::vault::{Vault, sealed_profile};

/// Columns of files that hold what identifies a person. In others a number is only a number.
const IDENTIFYING: [&str; 9] = [
    "email",
    "google_email_address",
    "username",
    "login",
    "sis_id",
    "import_id",
    "user_id",
    "teacher_id",
    "display_id",
];

/// Bytes of the longest text that can be somebody's email, username or id.
const LONGEST: usize = 1024;

/// Bytes of a cell that are searched at once: a longer one is none that a file of people has.
const PIECE: usize = 64 * 1024;

/// Columns of which is known what they hold; the validator takes no row of so many.
const MOST_COLUMNS: usize = 1 << 16;

/// People as files may name them.
#[derive(Default)]
pub(crate) struct Named {
    /// The accounts' numbers, as decisions hold them.
    accounts: HashSet<u64>,
    /// Emails, usernames and ids in lower case.
    words: HashSet<Vec<u8>>,
    user_ids: HashSet<Vec<u8>>,
}

impl Named {
    /// The living among these accounts, by all that they are called and ever were.
    pub(crate) fn of(
        reads: &Reads<'_>,
        vault: &Vault,
        people: &BTreeSet<AccountId>,
    ) -> Result<Named, Error> {
        let mut named = Named::default();
        for id in people {
            let row = reads.account(*id)?;
            let key = vault.keyring.key(KeyId(*id.as_bytes()))?;
            let (Some(row), Some(key)) = (row, key) else {
                continue;
            };
            for position in reads.positions(row.number)? {
                if let Ok(sealed) = sealed_profile(&reads.record(position)?) {
                    named.add(row.number, &open_profile(&key, sealed)?);
                }
            }
        }
        Ok(named)
    }

    pub(super) fn add(&mut self, account: u64, profile: &Profile) {
        self.accounts.insert(account);
        for (column, value) in profile.columns() {
            let value = value.trim().to_ascii_lowercase().into_bytes();
            match column {
                Column::UserId => self.user_ids.insert(value),
                Column::Email
                | Column::GoogleEmailAddress
                | Column::Username
                | Column::SisId
                | Column::DisplayId => self.words.insert(value),
                _ => continue,
            };
        }
    }

    pub(crate) fn is_nobody(&self) -> bool {
        self.accounts.is_empty()
    }

    /// Whether a plan names any of them: in a decision, also on somebody whom a file leaves out, or in
    /// a row of a file, also a refused one.
    pub(super) fn is_in_plan(
        &self,
        files: &PlanFiles,
        id: Uuid,
        key: &Key,
        terms: &StoredTerms,
    ) -> Result<bool, Error> {
        let (_, outcomes) = read_decision(files, id, key)?;
        let is_decided =
            |account: Option<u64>| account.is_some_and(|account| self.accounts.contains(&account));
        if outcomes.iter().any(|outcome| is_decided(outcome.account)) {
            return Ok(true);
        }
        for file in terms.files() {
            let reader = files.spooled(id, Part::Upload(file), key.clone())?;
            if self.is_in_file(reader)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_in_file(&self, file: impl Read) -> Result<bool, Error> {
        let mut found = false;
        self.for_each_row(file, &mut |_, is_named| {
            found = is_named;
            Ok(!found)
        })?;
        Ok(found)
    }

    /// Calls with each row's end, in bytes of the file, and whether it names anybody, until `visit`
    /// says that it is enough. A file that nothing else can make sense of is read all the same, in
    /// memory that does not grow with its cells.
    pub(super) fn for_each_row(
        &self,
        file: impl Read,
        visit: &mut dyn FnMut(u64, bool) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let mut file = BufReader::with_capacity(PIECE, file);
        let delimiter = delimiter(file.fill_buf().map_err(Error::File)?);
        let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        let mut row = SearchedRow {
            delimiter,
            ..SearchedRow::default()
        };
        let (mut cell, mut filled, mut end) = (vec![0; PIECE], 0, 0);
        loop {
            let bytes = file.fill_buf().map_err(Error::File)?;
            let free = cell.get_mut(filled..).unwrap_or_default();
            let (found, read, written) = reader.read_field(bytes, free);
            file.consume(read);
            end += read as u64;
            filled += written;
            let text = cell.get(..filled).unwrap_or_default();
            match found {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => {
                    row.is_named |= self.is_within(&text.to_ascii_lowercase());
                    // Whoever is named across two pieces is named in what they share.
                    cell.copy_within(filled - LONGEST..filled, 0);
                    filled = LONGEST;
                }
                ReadFieldResult::Field { record_end } => {
                    row.cell(self, text);
                    filled = 0;
                    if record_end && !visit(end, row.take())? {
                        return Ok(());
                    }
                }
                ReadFieldResult::End => return Ok(()),
            }
        }
    }

    /// A cell with delimiters in it may be what stands behind a quotation mark that is never closed, in
    /// the file's last line: it is several then.
    fn is_in_cell(&self, kind: Cells, delimiter: u8, cell: &[u8]) -> bool {
        if cell.len() > LONGEST || cell.contains(&b'\n') {
            return self.is_within(&cell.to_ascii_lowercase());
        }
        let mut parts = cell.split(|byte| *byte == delimiter);
        parts.any(|part| self.is_called(kind, part))
    }

    fn is_called(&self, kind: Cells, cell: &[u8]) -> bool {
        let cell = cell.trim_ascii();
        if cell.is_empty() {
            return false;
        }
        let is_number = cell.iter().all(u8::is_ascii_digit);
        if kind == Cells::UserIds && self.user_ids.contains(cell) {
            return true;
        }
        (kind != Cells::Other || !is_number) && self.words.contains(&cell.to_ascii_lowercase())
    }
}

impl Named {
    /// Whether a text names anybody that was read as one cell and is more, as where a quotation mark
    /// is never closed.
    fn is_within(&self, text: &[u8]) -> bool {
        let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
        let mut words = self.words.iter().filter(|word| !is_number(word));
        let is_there = |word: &Vec<u8>| memmem::find(text, word).is_some();
        words.any(is_there)
            || text
                .split(|byte| !byte.is_ascii_alphanumeric())
                .any(|part| {
                    is_number(part) && (self.words.contains(part) || self.user_ids.contains(part))
                })
    }
}

/// A row as far as it was searched.
#[derive(Default)]
struct SearchedRow {
    delimiter: u8,
    /// What the columns hold, once the first row has told.
    columns: Vec<Cells>,
    is_header_read: bool,
    /// How many cells there were.
    cells: usize,
    is_named: bool,
}

impl SearchedRow {
    /// Searches the next cell, or what is left of a long one.
    fn cell(&mut self, named: &Named, text: &[u8]) {
        if !self.is_header_read && self.columns.len() < MOST_COLUMNS {
            self.columns.push(Cells::under(text));
        }
        let kind = self.columns.get(self.cells).copied();
        self.is_named |= named.is_in_cell(kind.unwrap_or(Cells::Other), self.delimiter, text);
        self.cells += 1;
    }

    /// Ends the row and tells whether it names anybody.
    fn take(&mut self) -> bool {
        self.is_header_read = true;
        self.cells = 0;
        std::mem::take(&mut self.is_named)
    }
}

/// What a column of a file holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cells {
    UserIds,
    Identities,
    Other,
}

impl Cells {
    fn under(name: &[u8]) -> Cells {
        let name = String::from_utf8_lossy(name)
            .trim_start_matches('\u{feff}')
            .trim()
            .to_ascii_lowercase()
            .replace([' ', '-'], "_");
        match name.as_str() {
            "user_id" => Cells::UserIds,
            name if IDENTIFYING.contains(&name) => Cells::Identities,
            _ => Cells::Other,
        }
    }
}

/// The one that the first line has most of.
fn delimiter(beginning: &[u8]) -> u8 {
    let line = beginning.split(|byte| *byte == b'\n').next();
    let count = |wanted: u8| {
        let bytes = line.unwrap_or_default().iter();
        bytes.filter(|byte| **byte == wanted).count()
    };
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> Named {
        let mut profile = Profile::default();
        profile.set(Column::Email, "Ann@School.example");
        profile.set(Column::SisId, "1001");
        profile.set(Column::UserId, "7");
        let mut named = Named::default();
        named.add(12, &profile);
        named
    }

    fn names(text: &str) -> bool {
        ann().is_in_file(text.as_bytes()).expect("a file")
    }

    #[test]
    fn r41_a_row_names_a_person_by_any_identity() {
        assert!(names("email\nbob@school.example\n ann@SCHOOL.example \n"));
        assert!(names("Import ID;year\n1001;2026\n"));
        assert!(names("sis_id\tuser_id\n\t7\n"));
        assert!(names("\u{feff}user-id,email\n7,\n"));
        // Nobody knows what the columns are.
        assert!(names("1,2,3\nx,ann@school.example,y\n"));
        // What a row is wrong with does not matter.
        assert!(names("email,user_id\nann@school.example,\"7,,,,\n"));
        assert!(names(
            "email,user_id\nbob@school.example,\"7,\nann@school.example,\n"
        ));
        assert!(names(
            "email,user_id\nbob@school.example,\"8,\ncara@school.example,7\n"
        ));
        assert!(!names(
            "email,user_id\nbob@school.example,\"8,\ncara@school.example,77\n"
        ));
    }

    #[test]
    fn r41_a_quotation_mark_that_is_not_closed_in_the_last_line_hides_nobody() {
        assert!(names("user_id,email\n\"8,ann@school.example"));
        assert!(names("email,sis_id\n\"bob@school.example,1001"));
        assert!(names("user_id;email\n\"8; ann@school.example"));
        assert!(!names("user_id,email\n\"8,bob@school.example"));
        assert!(!names("last_name,email\n\"Lee, 1001\",bob@school.example"));
    }

    #[test]
    fn r41_a_cell_without_end_is_searched_in_pieces() {
        for before in [0, PIECE - 9, PIECE - 1, PIECE, 3 * PIECE - LONGEST] {
            let filling = "x ".repeat(before / 2);
            let file = |name| format!("email\n\"{filling} {name},\n{filling}");
            assert!(names(&file("ann@SCHOOL.example")), "{before}");
            assert!(!names(&file("bob@school.example")), "{before}");
            assert!(names(&format!("{}\nann@school.example\n", file("\""))));
        }
    }

    #[test]
    fn r41_a_number_of_another_kind_names_nobody() {
        assert!(!names(
            "email,institution,grades\nbob@school.example,1001,7\n"
        ));
        assert!(!names("email,sis_id\njoann@school.example,7\n"));
        assert!(!names(""));
    }
}
