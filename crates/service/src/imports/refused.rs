//! Shows a plan again, and gives back its refused rows (R17).

use std::io::Write;

use rollbook_records::Key;
use rollbook_rows::rewrite::{Refusal, Refusals};
use uuid::Uuid;

use super::files::Part;
use super::stored::{StoredTerms, key_id, read_decision};
use crate::caller::Scope;
use crate::{Error, Operator, answers};

/// A plan that is there, opened.
pub(crate) struct OpenPlan {
    pub(crate) id: Uuid,
    pub(crate) key: Key,
    pub(crate) terms: StoredTerms,
    pub(crate) row: rollbook_book::StoredPlan,
}

impl Operator<'_> {
    /// The plan with this id, and the batch that it became.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one, and to an institution admin for somebody else's;
    /// [`Error::PlanExpired`].
    pub fn plan(&self, plan_id: &str) -> Result<answers::Applied, Error> {
        let open = self.open_plan(plan_id)?;
        let (mut plan, _) = read_decision(&self.ledger.plan_files(), open.id, &open.key)?;
        let batch = match open.row.batch {
            Some(batch) => self.ledger.read(|reads| Ok(reads.batch(batch)?))?,
            None => None,
        };
        // What was recorded was not stopped: a reason stood over its guards.
        plan.stopped = plan.stopped.filter(|_| batch.is_none());
        Ok(answers::Applied {
            plan,
            batch_id: batch.map(|batch| batch.id.to_string()),
            first_position: batch.map(|batch| batch.first.0),
            last_position: batch.map(|batch| batch.last.0),
            events: batch.map_or(0, |batch| batch.last.0 - batch.first.0 + 1),
        })
    }

    /// Writes the refused rows of a plan's files as a CSV: the original columns, then `row`,
    /// `code` and `reason`. Returns how many there are.
    ///
    /// # Errors
    /// [`Error::Invalid`] where several files have refused rows and not the same columns: one CSV
    /// cannot hold both.
    pub fn refused_rows(&self, plan_id: &str, out: &mut dyn Write) -> Result<u64, Error> {
        let open = self.open_plan(plan_id)?;
        let files = self.ledger.plan_files();
        let (plan, _) = read_decision(&files, open.id, &open.key)?;
        let mut count = 0;
        let mut header = None;
        for (index, file) in open.terms.files().zip(&plan.files) {
            let refusals = refusals_of(&plan, &file.name);
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

    /// The plan, if it exists for the caller and has not expired.
    pub(crate) fn open_plan(&self, plan_id: &str) -> Result<OpenPlan, Error> {
        let unknown = || Error::NotFound("plan");
        let id = Uuid::parse_str(plan_id).map_err(|_| unknown())?;
        let row = self
            .ledger
            .read(|reads| Ok(reads.plan(id.as_bytes())?))?
            .ok_or_else(unknown)?;
        if row.expires <= self.ledger.now() {
            return Err(Error::PlanExpired);
        }
        let key = self
            .ledger
            .vault
            .keyring
            .key(key_id(id))?
            .ok_or(Error::PlanExpired)?;
        let terms = StoredTerms::open(&key, &row.body)?;
        // To anyone but a domain admin, a plan is there while both who and where are the same.
        let is_own = terms.actor == self.caller.actor && terms.scope() == self.scope();
        if self.scope() != Scope::Domain && !is_own {
            return Err(unknown());
        }
        Ok(OpenPlan {
            id,
            key,
            terms,
            row,
        })
    }
}

fn refusals_of(plan: &answers::Plan, file: &str) -> Vec<Refusal> {
    plan.refusals
        .iter()
        .filter(|refusal| refusal.file == file)
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
                "its files have different columns: import them one by one to get their refused rows",
            )),
        }
    }
}
