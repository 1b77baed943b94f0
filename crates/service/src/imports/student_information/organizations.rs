//! Institutions by their external ids: the ones that are there, and what organizations.csv makes
//! of them (R39).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rollbook_book::Reads;
use rollbook_domain::InstitutionId;

use super::super::decided::RefusedRow;
use super::super::draft::Draft;
use super::super::kept_row::KeptRow;
use super::super::planned::{InstitutionChange, PlannedInstitution};
use crate::Error;
use crate::vault::Vault;

/// Where a row of organizations.csv has its cells.
const IMPORT_ID: usize = 0;
const NAME: usize = 1;
const PARENT: usize = 2;

/// Institutions as the package leaves them.
pub(super) struct Organizations {
    by_import_id: HashMap<String, InstitutionId>,
    /// Joined by new accounts that name none.
    pub(super) first: Option<InstitutionId>,
}

/// What is known of an institution.
struct Known {
    name: String,
    parent: Option<InstitutionId>,
}

/// Institutions by their external ids, as the ledger knows them.
pub(crate) fn by_import_id(
    reads: &Reads<'_>,
    vault: &Vault,
) -> Result<HashMap<String, InstitutionId>, Error> {
    let mut found = HashMap::new();
    for row in reads.institutions()? {
        if let Some(import_id) = &row.import_id {
            found.insert(key(&vault.text(import_id)?).into_owned(), row.id);
        }
    }
    Ok(found)
}

/// The form in which external ids of institutions are compared: without regard to case.
pub(crate) fn key(import_id: &str) -> Cow<'_, str> {
    match import_id.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(import_id.to_ascii_lowercase()),
        false => Cow::Borrowed(import_id),
    }
}

impl Organizations {
    /// Decides the rows of organizations.csv, in any order: a parent may come behind its children.
    pub(super) fn decide(
        reads: &Reads<'_>,
        vault: &Vault,
        rows: &[KeptRow],
        draft: &mut Draft,
    ) -> Result<Organizations, Error> {
        let mut known = HashMap::new();
        for row in reads.institutions()? {
            let name = vault.text(&row.name)?;
            let parent = row.parent;
            known.insert(row.id, Known { name, parent });
        }
        let mut organizations = Organizations {
            by_import_id: by_import_id(reads, vault)?,
            first: reads.first_institution()?,
        };
        let rows = distinct(rows, draft);
        let next = reads.last_institution()?.map_or(1, |last| last.0 + 1);
        let additions = organizations.additions(&rows);
        for (id, import_id) in (next..).map(InstitutionId).zip(additions) {
            organizations.by_import_id.insert(import_id, id);
            organizations.first.get_or_insert(id);
        }
        for row in rows {
            organizations.decide_row(row, &known, draft);
        }
        Ok(organizations)
    }

    /// The new organizations that no rule stands against. Only they are given a number: whoever
    /// named a refused one would be put into an institution that does not exist.
    fn additions(&self, rows: &[&KeptRow]) -> Vec<String> {
        let id = |row: &KeptRow| key(row.cell(IMPORT_ID).unwrap_or_default()).into_owned();
        let is_new = |row: &&&KeptRow| self.get(&id(row)).is_none() && row.cell(NAME).is_some();
        let mut new: Vec<&KeptRow> = rows.iter().filter(is_new).copied().collect();
        loop {
            let ids: HashSet<String> = new.iter().map(|row| id(row)).collect();
            let before = new.len();
            new.retain(|row| {
                row.cell(PARENT)
                    .is_none_or(|parent| self.get(parent).is_some() || ids.contains(&*key(parent)))
            });
            // Without its parent a row is refused, and so may be those that name it.
            if new.len() == before {
                return new.into_iter().map(id).collect();
            }
        }
    }

    fn decide_row(&self, row: &KeptRow, known: &HashMap<InstitutionId, Known>, draft: &mut Draft) {
        let import_id = row.cell(IMPORT_ID).unwrap_or_default();
        let Some(id) = self.get(import_id) else {
            if let Some(parent) = row.cell(PARENT).filter(|_| row.cell(NAME).is_some()) {
                let refused = unknown_organization(row, "parent_org_id", parent);
                return draft.refuse(refused, None);
            }
            let message = "a new organization needs a name".to_owned();
            return draft.refuse(refused(row, "name", "name-missing", message), None);
        };
        // Some systems state the topmost organization as its own parent.
        let parent = match row
            .cell(PARENT)
            .filter(|parent| key(parent) != key(import_id))
        {
            None => None,
            Some(parent) => match self.get(parent) {
                Some(parent) => Some(parent),
                None => {
                    let refused = unknown_organization(row, "parent_org_id", parent);
                    return draft.refuse(refused, None);
                }
            },
        };
        let change = match known.get(&id) {
            None => Some(InstitutionChange::Added {
                name: row.cell(NAME).unwrap_or_default().to_owned(),
                import_id: Some(import_id.to_owned()),
                parent,
            }),
            Some(known) => {
                let name = row.cell(NAME).unwrap_or(&known.name);
                let parent = if row.has(PARENT) {
                    parent
                } else {
                    known.parent
                };
                let is_changed = name != known.name || parent != known.parent;
                is_changed.then(|| InstitutionChange::Changed {
                    name: name.to_owned(),
                    import_id: Some(import_id.to_owned()),
                    parent,
                })
            }
        };
        draft.take_institution(
            row.place,
            change.map(|change| PlannedInstitution { id, change }),
        );
    }

    /// Decides the rows of delete_organizations.csv. Only what nobody belongs to can go.
    pub(super) fn remove(
        &self,
        rows: &[KeptRow],
        in_use: &HashSet<InstitutionId>,
        draft: &mut Draft,
    ) {
        for row in rows {
            let import_id = row.cell(IMPORT_ID).unwrap_or_default();
            let Some(id) = self.get(import_id) else {
                draft.refuse(unknown_organization(row, "import_id", import_id), None);
                continue;
            };
            if in_use.contains(&id) {
                let message = format!(
                    "institution {id} has accounts, classes or organizations below it: move or end them first"
                );
                let refused = refused(row, "import_id", "organization-in-use", message);
                draft.refuse(refused, None);
                continue;
            }
            let change = InstitutionChange::Removed;
            draft.take_institution(row.place, Some(PlannedInstitution { id, change }));
        }
    }

    /// The institutions that rows name.
    pub(super) fn named(&self, rows: &[KeptRow]) -> HashSet<InstitutionId> {
        rows.iter()
            .filter_map(|row| self.get(row.cell(IMPORT_ID)?))
            .collect()
    }

    fn get(&self, import_id: &str) -> Option<InstitutionId> {
        self.by_import_id.get(&*key(import_id)).copied()
    }

    /// The institution that a cell means: blank leaves, unknown refuses (R39).
    pub(super) fn find(
        &self,
        row: &KeptRow,
        organization: Option<&str>,
    ) -> Result<Option<InstitutionId>, RefusedRow> {
        let Some(import_id) = organization else {
            return Ok(None);
        };
        match self.get(import_id) {
            Some(id) => Ok(Some(id)),
            None => Err(unknown_organization(row, "organization_id", import_id)),
        }
    }
}

/// The rows that no other means too. The validator compares external ids letter by letter; those of
/// institutions are the same in either case, and none of two such rows wins (R11).
fn distinct<'r>(rows: &'r [KeptRow], draft: &mut Draft) -> Vec<&'r KeptRow> {
    let id = |row: &KeptRow| key(row.cell(IMPORT_ID).unwrap_or_default()).into_owned();
    let mut times: HashMap<String, usize> = HashMap::new();
    for row in rows {
        *times.entry(id(row)).or_default() += 1;
    }
    let (alone, alike) = rows
        .iter()
        .partition::<Vec<_>, _>(|row| times.get(&id(row)) == Some(&1));
    for row in alike {
        let message = "another row means the same organization: upper and lower case do not count";
        let refused = refused(row, "import_id", "duplicate-conflict", message.to_owned());
        draft.refuse(refused, None);
    }
    alone
}

fn unknown_organization(row: &KeptRow, column: &'static str, import_id: &str) -> RefusedRow {
    let message = format!(
        "no organization has the import_id {import_id}: add it by organizations.csv, or correct it"
    );
    refused(row, column, "unknown-organization", message)
}

/// A row against which a rule stands.
pub(super) fn refused(
    row: &KeptRow,
    column: &'static str,
    code: &'static str,
    message: String,
) -> RefusedRow {
    RefusedRow {
        place: row.place,
        column: Some(column.to_owned()),
        code,
        message,
    }
}
