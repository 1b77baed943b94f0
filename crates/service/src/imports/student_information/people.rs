//! Finds accounts by their `import_id`, those included that the package itself creates.

use std::collections::{HashMap, HashSet};

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{Column, Event, InstitutionId};

use super::super::decided::RefusedRow;
use super::super::draft::Draft;
use super::super::intents::Place;
use super::super::kept_row::KeptRow;
use super::super::planned::{PlannedEvent, Target, Whom};
use super::organizations::refused;
use crate::Error;
use crate::vault::Vault;

pub(super) struct People<'a> {
    reads: &'a Reads<'a>,
    vault: &'a Vault,
    /// By `import_id`.
    made: HashMap<String, (Place, InstitutionId)>,
    /// Accounts that the package deletes, by number.
    ended: HashSet<u64>,
    found: HashMap<String, Option<Whom>>,
}

impl<'a> People<'a> {
    /// As they are after the rows decided so far.
    pub(super) fn after(reads: &'a Reads<'a>, vault: &'a Vault, draft: &Draft) -> People<'a> {
        let mut people = People {
            reads,
            vault,
            made: HashMap::new(),
            ended: HashSet::new(),
            found: HashMap::new(),
        };
        for row in &draft.rows {
            match &row.target {
                Target::New {
                    institution,
                    profile,
                    ..
                } => {
                    if let Some(import_id) = profile.get(Column::SisId) {
                        let made = (row.place, *institution);
                        people.made.insert(import_id.to_owned(), made);
                    }
                }
                Target::Known { number, .. } => {
                    let ends = |event: &PlannedEvent| {
                        matches!(event, PlannedEvent::Status(Event::AccountDeleted))
                    };
                    if row.events.iter().any(ends) {
                        people.ended.insert(*number);
                    }
                }
                Target::Made { .. } => {}
            }
        }
        people
    }

    /// The account that a cell means, or why there is none.
    pub(super) fn find(
        &mut self,
        row: &KeptRow,
        column: &'static str,
        import_id: &str,
    ) -> Result<Result<Whom, RefusedRow>, Error> {
        let whom = match self.found.get(import_id) {
            Some(whom) => *whom,
            None => {
                let whom = self.look_up(import_id)?;
                self.found.insert(import_id.to_owned(), whom);
                whom
            }
        };
        Ok(whom.ok_or_else(|| {
            let message = format!(
                "no account has the import_id {import_id}: add it by users.csv, or correct it"
            );
            refused(row, column, "unknown-account", message)
        }))
    }

    /// Whether the package deletes the account that a cell means.
    pub(super) fn is_deleted(&self, import_id: &str) -> Result<bool, Error> {
        let identity = self.vault.blinding.identity(Column::SisId, import_id);
        let known = self.reads.identified(&identity)?;
        Ok(known
            .iter()
            .any(|account| self.ended.contains(&account.number)))
    }

    /// Whether the package deletes the account of this number.
    pub(super) fn is_ended(&self, number: u64) -> bool {
        self.ended.contains(&number)
    }

    fn look_up(&self, import_id: &str) -> Result<Option<Whom>, Error> {
        if let Some((place, institution)) = self.made.get(import_id) {
            return Ok(Some(Whom::Made {
                place: *place,
                institution: *institution,
            }));
        }
        let identity = self.vault.blinding.identity(Column::SisId, import_id);
        let known: Option<AccountRow> = self.reads.identified(&identity)?.pop();
        Ok(known
            .filter(|account| !self.ended.contains(&account.number))
            .map(|account| Whom::known(&account)))
    }
}
