//! One batch: who, when, why, from which files, and what it did.

use std::collections::BTreeMap;

use rollbook_book::{BatchRow, BookError, Reads};
use rollbook_domain::{AccountId, BatchId, Position};
use rollbook_records::{BatchRecorded, Body, Record, Source};

use super::taken_back::TakenBack;
use crate::accounts::{exists_for, label_now};
use crate::caller::Scope;
use crate::schedule::effects_of_step;
use crate::seen::Seen;
use crate::{Error, Reader, answers};

/// How many changed rows are shown of a batch or a plan.
pub(crate) const SHOWN_CHANGES: usize = 100;

/// Records read at once while the first changed rows are gathered.
const CHUNK: usize = 1000;

/// By file, row and account. What comes from no file stands at row 0 of file 0.
type Rows = BTreeMap<(u32, u32, AccountId), (u64, Vec<String>)>;

impl Reader<'_> {
    /// The batch with this id, with the first 100 rows that changed something, of those whose
    /// account exists for the caller now (R16).
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one, and to an institution admin for one that somebody
    /// else made.
    pub fn batch(&self, id: BatchId) -> Result<answers::Batch, Error> {
        self.ledger.read(|reads| {
            let row = reads.batch(id)?.ok_or(Error::NotFound("batch"))?;
            let batch = self.render_batch(reads, &row)?;
            let mut batch = batch.ok_or(Error::NotFound("batch"))?;
            batch.changes = self.changes(reads, &row, &batch.files)?;
            self.tell_exceptions(reads, &row, &mut batch)?;
            batch.reversed_by = TakenBack::from(reads, row.first)?
                .by(row.id)
                .map(|id| id.to_string());
            Ok(batch)
        })
    }

    /// The answer for one batch; `None` where it does not exist for the caller: to an institution
    /// admin, where somebody else made it, or the same person who saw more then.
    pub(super) fn render_batch(
        &self,
        reads: &Reads<'_>,
        row: &BatchRow,
    ) -> Result<Option<answers::Batch>, Error> {
        let vault = &self.ledger.vault;
        let record = reads.record(row.first)?;
        let (_, unit) = reads.unit(row.first, &record)?;
        let recorded = recorded(&record, row.first)?;
        let actor = vault.actor(reads, &unit)?;
        if self.scope() != Scope::Domain && actor.as_ref() != Some(&self.caller.actor) {
            return Ok(None);
        }
        let Some(seen) = Seen::of_batch(reads, self.scope(), row.first, recorded)? else {
            return Ok(None);
        };
        let effects = seen.effects(recorded);
        let effects = effects_of_step(reads, self.scope(), (row.first, recorded), effects)?;
        let effects = self.exceptions(reads, recorded)?.effects(effects);
        let files = recorded
            .files
            .iter()
            .map(|file| {
                Ok(answers::BatchFile {
                    name: vault.text(&file.name)?,
                    sha256: vault.text(&file.sha256)?,
                    rows: file.rows,
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Some(answers::Batch {
            batch_id: row.id.to_string(),
            kind: recorded.kind.as_str().to_owned(),
            of_batch: recorded
                .of_batch
                .map(|batch| BatchId::from(batch).to_string()),
            of_event: recorded.of_event,
            of_query: recorded
                .of_query
                .as_ref()
                .map(|query| vault.text(query))
                .transpose()?,
            of_step: recorded
                .of_step
                .map(|step| uuid::Uuid::from_bytes(step.0).to_string()),
            reversed_by: None,
            profile: recorded.profile.clone(),
            action: recorded.action.clone(),
            at: unit.at,
            actor,
            channel: unit.channel.as_str().to_owned(),
            reason: vault.reason(&unit, None)?,
            files,
            events: seen.events + 1,
            first_position: row.first.0,
            last_position: seen.last.0,
            effects,
            all_or_nothing: recorded.all_or_nothing,
            override_reason: recorded
                .override_reason
                .as_ref()
                .map(|sealed| vault.text(sealed))
                .transpose()?,
            changes: Vec::new(),
            outcomes: Vec::new(),
            outcomes_left_out: 0,
        }))
    }

    fn changes(
        &self,
        reads: &Reads<'_>,
        row: &BatchRow,
        files: &[answers::BatchFile],
    ) -> Result<Vec<answers::Change>, Error> {
        let rows = first_rows(reads, row, self.scope())?;
        let mut changes = Vec::with_capacity(rows.len());
        for ((file, number, account), (institution, effects)) in rows {
            changes.push(answers::Change {
                file: files
                    .get(file as usize)
                    .map(|file| file.name.clone())
                    .unwrap_or_default(),
                row: number,
                account_id: Some(account.to_string()),
                label: label_now(reads, &self.ledger.vault, account)?,
                institution,
                effects,
                notes: Vec::new(),
            });
        }
        Ok(changes)
    }
}

pub(super) fn recorded(record: &Record, position: Position) -> Result<&BatchRecorded, Error> {
    match &record.body {
        Body::BatchRecorded(recorded) => Ok(recorded),
        _ => Err(Error::Book(BookError::Damaged(format!(
            "the record at position {position} begins no batch"
        )))),
    }
}

/// The events of the first rows, gathered by row.
fn first_rows(reads: &Reads<'_>, batch: &BatchRow, scope: Scope) -> Result<Rows, Error> {
    let mut rows = Rows::new();
    let mut from = Position(batch.first.0 + 1);
    while from <= batch.last {
        let left = usize::try_from(batch.last.0 - from.0 + 1).unwrap_or(CHUNK);
        for (position, bytes) in reads.log(from, left.min(CHUNK))? {
            from = Position(position.0 + 1);
            let record = Record::decode(&bytes)?;
            let Some(account) = record.account.filter(|_| changes_something(&record.body)) else {
                continue;
            };
            let Source { file, row } = record.source.unwrap_or(Source { file: 0, row: 0 });
            let key = (file, row, account);
            if !rows.contains_key(&key) {
                // Whoever made a batch may not see each of its accounts any more.
                if !exists_for(reads, scope, account)? {
                    continue;
                }
                if rows.len() == SHOWN_CHANGES {
                    return Ok(rows);
                }
            }
            let institution = record.institution.map_or(0, |institution| institution.0);
            rows.entry(key)
                .or_insert_with(|| (institution, Vec::new()))
                .1
                .push(record.body.kind().name().to_owned());
        }
    }
    Ok(rows)
}

/// Whether an event of an account says more than what a step left alone.
fn changes_something(body: &Body) -> bool {
    !matches!(body, Body::StepRefused(_) | Body::StepTargeted(_))
}
