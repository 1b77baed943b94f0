//! Shows a plan again, and gives back its refused rows (R17).

use std::io::{Seek, Write};

use rollbook_book::StoredPlan;
use rollbook_records::Key;
use rollbook_rows::Profile as RowProfile;
use rollbook_rows::rewrite::{Refusal, Refusals};
use uuid::Uuid;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::discard::owner;
use super::files::Part;
use super::intents::LEFT_OUT;
use super::stored::{StoredTerms, key_id, read_shown};
use crate::caller::Scope;
use crate::vault::Vault;
use crate::{Caller, Error, Operator, PlanError, answers};

/// A file of a plan that has refused rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedFile {
    /// Its place in the plan, counted from 0.
    pub number: usize,
    /// What its refused rows are to be called when they are imported again (R17).
    pub name: String,
}

/// A plan that is there, opened.
pub(crate) struct OpenPlan {
    pub(crate) id: Uuid,
    pub(crate) key: Key,
    pub(crate) terms: StoredTerms,
    pub(crate) row: StoredPlan,
}

impl Operator<'_> {
    /// The plan with this id, and the batch that it became.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one, and to an institution admin for somebody else's;
    /// [`PlanError::Expired`], [`PlanError::Void`] and [`PlanError::Discarded`].
    pub fn plan(&self, plan_id: &str) -> Result<answers::Applied, Error> {
        let open = self.open_plan(plan_id)?;
        let mut plan: answers::Plan = read_shown(&self.ledger.plan_files(), open.id, &open.key)?;
        let batch = match open.row.batch {
            Some(batch) => self.ledger.read(|reads| Ok(reads.batch(batch)?))?,
            None => None,
        };
        // What was recorded was not stopped: a reason stood over its guards.
        plan.stopped = match (batch, open.row.scheduled) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(PlanError::Scheduled.code().to_owned()),
            (None, None) => plan.stopped,
        };
        Ok(answers::Applied {
            plan,
            batch_id: batch.map(|batch| batch.id.to_string()),
            first_position: batch.map(|batch| batch.first.0),
            last_position: batch.map(|batch| batch.last.0),
            events: batch.map_or(0, |batch| batch.last.0 - batch.first.0 + 1),
        })
    }

    /// How far a plan is by what is stored of it, whichever process applied it: without its rows.
    ///
    /// # Errors
    /// As [`Operator::plan`].
    pub fn plan_progress(&self, plan_id: &str) -> Result<answers::Progress, Error> {
        let open = self.open_plan(plan_id)?;
        let rows = open.terms.rows_by_file.iter().sum();
        Ok(answers::Progress {
            phase: match open.row.batch {
                Some(_) => answers::Phase::Done,
                None => answers::Phase::Planned,
            },
            done: rows,
            total: rows,
        })
    }

    /// The files of a plan that have refused rows.
    pub fn refused_files(&self, plan_id: &str) -> Result<Vec<RefusedFile>, Error> {
        let open = self.open_plan(plan_id)?;
        let plan: answers::Plan = read_shown(&self.ledger.plan_files(), open.id, &open.key)?;
        let profile = open.terms.terms().map(|terms| terms.profile);
        let is_refused = |(_, file): &(usize, &answers::PlanFile)| {
            plan.refusals
                .iter()
                .any(|refusal| refusal.file == file.name && refusal.row != LEFT_OUT)
        };
        let refused: Vec<_> = plan.files.iter().enumerate().filter(is_refused).collect();
        let is_alone = refused.len() == 1;
        Ok(refused
            .into_iter()
            .map(|(number, file)| RefusedFile {
                number,
                name: match profile {
                    Some(profile) if profile.is_powerschool() => {
                        name_when_mended(&file.name, profile)
                    }
                    _ if is_alone => "refused.csv".to_owned(),
                    _ => format!("refused-{}.csv", number + 1),
                },
            })
            .collect())
    }

    /// Writes the refused rows of a plan, or of one of its files, as a CSV: the original columns,
    /// then `row`, `code` and `reason`. Returns how many there are.
    ///
    /// # Errors
    /// [`Error::Invalid`] where several files have refused rows and not the same columns: one CSV
    /// cannot hold both.
    pub fn refused_rows(
        &self,
        plan_id: &str,
        file: Option<usize>,
        out: &mut dyn Write,
    ) -> Result<u64, Error> {
        let open = self.open_plan(plan_id)?;
        let files = self.ledger.plan_files();
        let plan: answers::Plan = read_shown(&files, open.id, &open.key)?;
        let mut count = 0;
        let mut header = None;
        for (number, (index, planned)) in open.terms.files().zip(&plan.files).enumerate() {
            if file.is_some_and(|file| file != number) {
                continue;
            }
            let refusals = refusals_of(&plan, &planned.name);
            if refusals.is_empty() {
                continue;
            }
            count += refusals.len() as u64;
            let mut reader = files.read(open.id, Part::Upload(index), open.key.clone())?;
            let mut writer = Refusals::new(refusals);
            let mut rows = BehindHeader::new(&mut header, out);
            let mut written = Vec::new();
            while let Some(piece) = reader.next()? {
                writer.push(&piece, &mut written);
                rows.write(&mut written)?;
            }
            writer.finish(&mut written);
            rows.write(&mut written)?;
        }
        Ok(count)
    }

    /// Writes the refused rows of every file of a plan into one zip, ready to mend and import.
    /// Returns how many there are.
    pub fn refused_package(
        &self,
        plan_id: &str,
        out: &mut (impl Write + Seek),
    ) -> Result<u64, Error> {
        let mut zip = ZipWriter::new(out);
        let told = |error: zip::result::ZipError| Error::Upload(error.into());
        let mut count = 0;
        for file in self.refused_files(plan_id)? {
            zip.start_file(&*file.name, SimpleFileOptions::default())
                .map_err(told)?;
            count += self.refused_rows(plan_id, Some(file.number), &mut zip)?;
        }
        zip.finish().map_err(told)?;
        Ok(count)
    }

    /// Whether a plan exists for the caller: to anyone but a domain admin, it is there while both who
    /// and where are the same.
    pub(super) fn sees(&self, terms: &StoredTerms) -> bool {
        let is_own = terms.actor == self.caller.actor && terms.scope() == self.scope();
        self.scope() == Scope::Domain || is_own
    }

    /// The plan, if it exists for the caller and has not expired.
    pub(crate) fn open_plan(&self, plan_id: &str) -> Result<OpenPlan, Error> {
        let id = Uuid::parse_str(plan_id).map_err(|_| UNKNOWN)?;
        let row = self
            .ledger
            .read(|reads| Ok(reads.plan(id.as_bytes())?))?
            .ok_or(UNKNOWN)?;
        if row.expires <= self.ledger.now() {
            return Err(PlanError::Expired.into());
        }
        if row.is_void() {
            self.ledger.plans.drop_plan(id);
            return Err(gone(&self.ledger.vault, self.caller, &row));
        }
        let key = self
            .ledger
            .vault
            .keyring
            .key(key_id(id))?
            .ok_or(PlanError::Expired)?;
        let terms = StoredTerms::open(&key, &row.body)?;
        if !self.sees(&terms) {
            return Err(UNKNOWN);
        }
        Ok(OpenPlan {
            id,
            key,
            terms,
            row,
        })
    }
}

const UNKNOWN: Error = Error::NotFound("plan");

/// What is said of a void plan. Whose it was is known only where it was discarded; nor may it be told
/// that it named anybody (R16).
pub(super) fn gone(vault: &Vault, caller: &Caller, row: &StoredPlan) -> Error {
    let scope = caller.scope();
    match row.discarded {
        Some(made_for)
            if scope == Scope::Domain || made_for == owner(vault, &caller.actor, scope) =>
        {
            PlanError::Discarded.into()
        }
        None if scope == Scope::Domain => PlanError::Void.into(),
        _ => UNKNOWN,
    }
}

/// R17: rows of a list that states everyone come back as a list of changes, so that mending ten
/// rows never ends the rest.
fn name_when_mended(name: &str, profile: RowProfile) -> String {
    let name = name.to_ascii_lowercase();
    match profile.is_full() {
        true => format!("update_{name}"),
        false => name,
    }
}

fn refusals_of(plan: &answers::Plan, file: &str) -> Vec<Refusal> {
    plan.refusals
        .iter()
        .filter(|refusal| refusal.file == file && refusal.row != LEFT_OUT)
        .map(|refusal| Refusal {
            row: refusal.row,
            code: refusal.code.clone(),
            reason: refusal.message.clone(),
        })
        .collect()
}

/// Writes the rows of one file of several behind the header that all have in common.
struct BehindHeader<'a> {
    common: &'a mut Option<Vec<u8>>,
    out: &'a mut dyn Write,
    /// This file's own header, as far as it has come; `None` once it is complete.
    own: Option<Vec<u8>>,
}

impl<'a> BehindHeader<'a> {
    fn new(common: &'a mut Option<Vec<u8>>, out: &'a mut dyn Write) -> BehindHeader<'a> {
        BehindHeader {
            common,
            out,
            own: Some(Vec::new()),
        }
    }

    /// Writes and clears what has come.
    fn write(&mut self, rows: &mut Vec<u8>) -> Result<(), Error> {
        if let Some(own) = &mut self.own {
            let end = memchr::memchr(b'\n', rows).map(|index| index + 1);
            own.extend(rows.drain(..end.unwrap_or(rows.len())));
            if end.is_none() {
                return Ok(());
            }
            let own = self.own.take().unwrap_or_default();
            self.write_header(own)?;
        }
        self.out.write_all(rows).map_err(Error::Upload)?;
        rows.clear();
        Ok(())
    }

    fn write_header(&mut self, own: Vec<u8>) -> Result<(), Error> {
        match self.common {
            None => {
                self.out.write_all(&own).map_err(Error::Upload)?;
                *self.common = Some(own);
                Ok(())
            }
            Some(first) if *first == own => Ok(()),
            Some(_) => Err(Error::invalid(
                "package",
                "refused rows of several files do not fit into one CSV: name one of the files, or ask for a zip",
            )),
        }
    }
}
