//! Decides the rows of classes.csv: who owns a class (R34).

use std::collections::{HashMap, HashSet};

use rollbook_book::{ClassRow, Reads};
use rollbook_domain::{ClassId, InstitutionId};
use rollbook_records::{Body, ClassDetails, KeyId, open_class_details};

use super::super::decided::RefusedRow;
use super::super::draft::Draft;
use super::super::kept_row::KeptRow;
use super::super::planned::{ClassChange, ClassPlace, PlannedClass, Whom};
use super::organizations::{Organizations, refused};
use super::people::People;
use crate::Error;
use crate::vault::Vault;

/// Where a row of classes.csv has the cells behind its details.
const TEACHER: usize = 6;
const ORGANIZATION: usize = 7;

/// Finds classes, those of the package included.
pub(super) struct Classes<'a> {
    reads: &'a Reads<'a>,
    vault: &'a Vault,
    organizations: &'a Organizations,
    is_full: bool,
    found: HashMap<String, Option<FoundClass>>,
    removed: HashSet<String>,
}

/// A class that is there, or will be.
#[derive(Clone, Copy)]
pub(super) struct FoundClass {
    pub(super) place: ClassPlace,
    /// For one that is there, its number in the views.
    pub(super) number: Option<u64>,
}

impl<'a> Classes<'a> {
    pub(super) fn new(
        reads: &'a Reads<'a>,
        vault: &'a Vault,
        organizations: &'a Organizations,
        is_full: bool,
    ) -> Classes<'a> {
        Classes {
            reads,
            vault,
            organizations,
            is_full,
            found: HashMap::new(),
            removed: HashSet::new(),
        }
    }

    /// Decides every row.
    pub(super) fn decide(
        &mut self,
        rows: &[KeptRow],
        people: &mut People<'_>,
        draft: &mut Draft,
    ) -> Result<(), Error> {
        for row in rows {
            match self.decide_row(row, people, draft)? {
                Ok(planned) => draft.take_class(row.place, planned),
                Err(refused) => draft.refuse(refused, None),
            }
        }
        Ok(())
    }

    fn decide_row(
        &mut self,
        row: &KeptRow,
        people: &mut People<'_>,
        draft: &Draft,
    ) -> Result<Result<Option<PlannedClass>, RefusedRow>, Error> {
        let owner = match row.cell(TEACHER) {
            None => None,
            Some(teacher) => match people.find(row, "teacher_id", teacher)? {
                Ok(owner) => Some(owner),
                Err(refused) => return Ok(Err(refused)),
            },
        };
        let given = match self.organizations.find(row, row.cell(ORGANIZATION)) {
            Ok(given) => given,
            Err(refused) => return Ok(Err(refused)),
        };
        let import_id = row.cell(0).unwrap_or_default();
        match self.known(import_id)? {
            Some(class) => self.changed(row, &class, owner, given).map(Ok),
            None => {
                let home = given
                    .or(owner.and_then(|owner| owner.institution()))
                    .or(self.organizations.first);
                let Some(institution) = home else {
                    let message = "the ledger has no institution yet: add organizations.csv";
                    let code = "unknown-organization";
                    return Ok(Err(refused(
                        row,
                        "organization_id",
                        code,
                        message.to_owned(),
                    )));
                };
                let place = ClassPlace::New(draft.new_classes);
                let found = FoundClass {
                    place,
                    number: None,
                };
                self.found.insert(import_id.to_owned(), Some(found));
                Ok(Ok(Some(PlannedClass {
                    row: row.place,
                    class: place,
                    institution,
                    owner,
                    change: ClassChange::Added(Box::new(
                        self.details(row, &ClassDetails::default()),
                    )),
                })))
            }
        }
    }

    fn changed(
        &self,
        row: &KeptRow,
        class: &ClassRow,
        owner: Option<Whom>,
        institution: Option<InstitutionId>,
    ) -> Result<Option<PlannedClass>, Error> {
        let held = self.held(class)?;
        let details = self.details(row, &held);
        let before = match class.owner {
            Some(number) => self.reads.account_by_number(number)?,
            None => None,
        };
        let keeps_owner = owner.is_none() && !(self.is_full && row.has(TEACHER));
        let owner = match (keeps_owner, &before) {
            (true, Some(before)) => Some(Whom::known(before)),
            _ => owner,
        };
        let institution = institution.unwrap_or(class.institution);
        let is_same_owner = owner.and_then(Whom::number) == before.map(|before| before.number)
            && !matches!(owner, Some(Whom::Made { .. }));
        if details == held && institution == class.institution && is_same_owner {
            return Ok(None);
        }
        Ok(Some(PlannedClass {
            row: row.place,
            class: ClassPlace::Known(class.id),
            institution,
            owner,
            change: ClassChange::Changed {
                details: Box::new(details),
                previous_owner: before.filter(|_| !is_same_owner).map(|before| before.id),
                moved_from: (institution != class.institution).then_some(class.institution),
            },
        }))
    }

    /// A blank cell clears in a full import, and leaves elsewhere (R27).
    fn details(&self, row: &KeptRow, held: &ClassDetails) -> ClassDetails {
        let cell = |index: usize, held: &Option<String>| match row.cell(index) {
            Some(cell) => Some(cell.to_owned()),
            None if self.is_full && row.has(index) => None,
            None => held.clone(),
        };
        ClassDetails {
            import_id: cell(0, &held.import_id),
            name: cell(1, &held.name),
            shortname: cell(2, &held.shortname),
            description: cell(3, &held.description),
            code: cell(4, &held.code),
            year: cell(5, &held.year),
        }
    }

    fn held(&self, class: &ClassRow) -> Result<ClassDetails, Error> {
        let record = self.reads.record(class.details_position)?;
        let sealed = match &record.body {
            Body::ClassAdded(event) => &event.details,
            Body::ClassChanged(event) => &event.details,
            _ => return Err(Error::invalid("event", "it seals no class")),
        };
        let key = self.vault.key(KeyId(*class.id.as_bytes()))?;
        Ok(open_class_details(&key, sealed)?)
    }

    fn known(&self, import_id: &str) -> Result<Option<ClassRow>, Error> {
        let hash = self.vault.blinding.class_import_id(import_id);
        Ok(self.reads.class_by_import_id(&hash)?)
    }

    /// Decides the rows of delete_classes.csv.
    pub(super) fn remove(&mut self, rows: &[KeptRow], draft: &mut Draft) -> Result<(), Error> {
        for row in rows {
            let import_id = row.cell(0).unwrap_or_default();
            let Some(class) = self.known(import_id)? else {
                draft.refuse(unknown_class(row, "import_id", import_id), None);
                continue;
            };
            let owner = match class.owner {
                Some(number) => self.reads.account_by_number(number)?,
                None => None,
            };
            let planned = PlannedClass {
                row: row.place,
                class: ClassPlace::Known(class.id),
                institution: class.institution,
                owner: owner.as_ref().map(Whom::known),
                change: ClassChange::Removed,
            };
            self.found.insert(import_id.to_owned(), None);
            self.removed.insert(import_id.to_owned());
            draft.take_class(row.place, Some(planned));
        }
        Ok(())
    }

    /// Whether the package removes the class.
    pub(super) fn is_removed(&self, import_id: &str) -> bool {
        self.removed.contains(import_id)
    }

    /// The class that a row of roster.csv means.
    pub(super) fn find(
        &mut self,
        row: &KeptRow,
        import_id: &str,
    ) -> Result<Result<FoundClass, RefusedRow>, Error> {
        let found = match self.found.get(import_id) {
            Some(found) => *found,
            None => {
                let known = self.known(import_id)?.map(|class| FoundClass {
                    place: ClassPlace::Known(class.id),
                    number: Some(class.number),
                });
                self.found.insert(import_id.to_owned(), known);
                known
            }
        };
        Ok(found.ok_or_else(|| unknown_class(row, "class_id", import_id)))
    }
}

fn unknown_class(row: &KeptRow, column: &'static str, import_id: &str) -> RefusedRow {
    let message =
        format!("no class has the import_id {import_id}: add it by classes.csv, or correct it");
    refused(row, column, "unknown-class", message)
}

/// The class's id, where it has one already.
impl ClassPlace {
    pub(super) fn known(self) -> Option<ClassId> {
        match self {
            ClassPlace::Known(class) => Some(class),
            ClassPlace::New(_) => None,
        }
    }
}
