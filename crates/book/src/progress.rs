//! Work in progress: plans and receipts. No view: a rebuild does not bring it back, and nothing in
//! the log depends on it. Bodies are sealed by the caller.

use chrono::{DateTime, Utc};
use rollbook_domain::BatchId;
use rollbook_records::{Blind, Sealed};
use rusqlite::OptionalExtension;

use crate::destructions::destroy_key;
use crate::{BookError, Reads, Transaction};

/// A plan that waits to be applied, or was (R61).
#[derive(Clone, Debug)]
pub struct StoredPlan {
    pub id: [u8; 16],
    pub created: DateTime<Utc>,
    pub expires: DateTime<Utc>,
    /// The batch that it became.
    pub batch: Option<BatchId>,
    /// How often it was decided again, and its files changed.
    pub generation: u64,
    /// Since when its file only says whom to schedule; then it is never applied. Milliseconds are kept.
    pub scheduled: Option<DateTime<Utc>>,
    /// For whom it was made, of a plan that was discarded; zeros where that person was erased.
    pub discarded: Option<Blind>,
    /// Empty once the plan is void (R41), or discarded.
    pub body: Sealed,
}

impl StoredPlan {
    /// Whether it named somebody who was deleted since, or was discarded: nothing of it can be read any more.
    pub fn is_void(&self) -> bool {
        self.body.as_bytes().is_empty()
    }
}

/// What a write with an idempotency key did, so that it can be told again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredReceipt {
    /// Of the key, the command and whoever gave it.
    pub key: Blind,
    /// Milliseconds are kept.
    pub created: DateTime<Utc>,
    /// The caller's.
    pub body: Vec<u8>,
}

impl Transaction<'_> {
    /// Keeps a plan, in place of one with the same id.
    pub fn keep_plan(&self, plan: &StoredPlan) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO plans \
                 (plan_id, created, expires, batch_id, generation, scheduled, discarded, body) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute((
                plan.id,
                plan.created.timestamp_millis(),
                plan.expires.timestamp_millis(),
                plan.batch.map(|batch| *batch.as_bytes()),
                plan.generation,
                plan.scheduled.map(|since| since.timestamp_millis()),
                plan.discarded,
                plan.body.as_bytes(),
            ))?;
        Ok(())
    }

    /// Notes that the file of a plan said whom to schedule. One that was applied before, or noted
    /// already, stays as it is.
    pub fn note_scheduled_plan(&self, id: &[u8; 16], at: DateTime<Utc>) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "UPDATE plans SET scheduled = ?2 \
                 WHERE plan_id = ?1 AND batch_id IS NULL AND scheduled IS NULL",
            )?
            .execute((id, at.timestamp_millis()))?;
        Ok(())
    }

    /// Makes a plan void (R41): its key goes as soon as this is durable. That there was one is kept
    /// until it would have expired, so that whoever asks for it is told why it is gone.
    pub fn void_plan(&self, id: &[u8; 16]) -> Result<(), BookError> {
        self.connection
            .prepare_cached("UPDATE plans SET body = x'' WHERE plan_id = ?")?
            .execute([id])?;
        destroy_key(self.connection, id)
    }

    /// Makes a plan void because nobody is to apply it, and keeps for whom it was made: whoever that is
    /// can be told so.
    pub fn discard_plan(&self, id: &[u8; 16], made_for: &Blind) -> Result<(), BookError> {
        self.connection
            .prepare_cached("UPDATE plans SET discarded = ?2 WHERE plan_id = ?1")?
            .execute((id, made_for))?;
        self.void_plan(id)
    }

    /// Forgets for whom discarded plans were made, because one of these people is erased (R43).
    pub fn forget_who_discarded(&self) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "UPDATE plans SET discarded = zeroblob(16) WHERE discarded IS NOT NULL",
            )?
            .execute([])?;
        Ok(())
    }

    /// Forgets a plan.
    pub fn forget_plan(&self, id: &[u8; 16]) -> Result<(), BookError> {
        self.connection
            .prepare_cached("DELETE FROM plans WHERE plan_id = ?")?
            .execute([id])?;
        Ok(())
    }

    /// Keeps what a write with an idempotency key did.
    pub fn keep_receipt(&mut self, receipt: StoredReceipt) -> Result<(), BookError> {
        self.connection
            .prepare_cached("INSERT INTO receipts (key_hash, created, body) VALUES (?, ?, ?)")?
            .execute((
                receipt.key,
                receipt.created.timestamp_millis(),
                &receipt.body,
            ))?;
        self.receipts.push(receipt);
        Ok(())
    }

    /// Keeps what another node did, unless it is kept already.
    pub fn keep_receipt_again(&self, receipt: &StoredReceipt) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO receipts (key_hash, created, body) VALUES (?, ?, ?)",
            )?
            .execute((
                receipt.key,
                receipt.created.timestamp_millis(),
                &receipt.body,
            ))?;
        Ok(())
    }

    /// What was kept by [`Transaction::keep_receipt`] in this transaction.
    pub fn kept_receipts(&self) -> &[StoredReceipt] {
        &self.receipts
    }

    /// Forgets receipts from before a time.
    pub fn forget_receipts(&self, before: DateTime<Utc>) -> Result<(), BookError> {
        self.connection
            .prepare_cached("DELETE FROM receipts WHERE created < ?")?
            .execute([before.timestamp_millis()])?;
        Ok(())
    }
}

impl Reads<'_> {
    /// The plan with this id, expired or not.
    pub fn plan(&self, id: &[u8; 16]) -> Result<Option<StoredPlan>, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT plan_id, created, expires, batch_id, generation, scheduled, discarded, body FROM plans \
                 WHERE plan_id = ?",
            )?
            .query_row([id], read_plan)
            .optional()?)
    }

    /// Plans that can be applied still, the latest first; none whose file only says whom to
    /// schedule: from the one before `before` on.
    pub fn waiting_plans(
        &self,
        now: DateTime<Utc>,
        before: Option<[u8; 16]>,
        limit: usize,
    ) -> Result<Vec<StoredPlan>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT plan_id, created, expires, batch_id, generation, scheduled, discarded, body FROM plans \
             WHERE batch_id IS NULL AND scheduled IS NULL AND expires > ?1 AND length(body) > 0 \
             AND (?2 IS NULL OR plan_id < ?2) ORDER BY plan_id DESC LIMIT ?3",
        )?;
        let rows = statement.query_map((now.timestamp_millis(), before, limit), read_plan)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ids of every plan kept.
    pub fn plan_ids(&self) -> Result<Vec<[u8; 16]>, BookError> {
        let generations = self.plan_generations()?;
        Ok(generations.into_iter().map(|(id, _)| id).collect())
    }

    /// The ids of every plan kept, and how often each was decided again.
    pub fn plan_generations(&self) -> Result<Vec<([u8; 16], u64)>, BookError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT plan_id, generation FROM plans")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ids of plans that can no longer be applied (R61).
    pub fn expired_plans(&self, now: DateTime<Utc>) -> Result<Vec<[u8; 16]>, BookError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT plan_id FROM plans WHERE expires <= ?")?;
        let rows = statement.query_map([now.timestamp_millis()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ids of plans that are void (R41), or discarded.
    pub fn void_plans(&self) -> Result<Vec<[u8; 16]>, BookError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT plan_id FROM plans WHERE length(body) = 0")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a write with this idempotency key did.
    pub fn receipt(&self, key: &Blind) -> Result<Option<Vec<u8>>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT body FROM receipts WHERE key_hash = ?")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }
}

fn read_plan(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredPlan> {
    let batch: Option<[u8; 16]> = row.get(3)?;
    Ok(StoredPlan {
        id: row.get(0)?,
        created: time(row, 1)?,
        expires: time(row, 2)?,
        batch: batch.map(BatchId::from_bytes),
        generation: row.get(4)?,
        scheduled: optional_time(row, 5)?,
        discarded: row.get(6)?,
        body: Sealed::from_bytes(row.get_ref(7)?.as_blob()?),
    })
}

fn optional_time(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let milliseconds: Option<i64> = row.get(index)?;
    milliseconds.map(|_| time(row, index)).transpose()
}

pub(crate) fn time(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<DateTime<Utc>> {
    let milliseconds: i64 = row.get(index)?;
    DateTime::from_timestamp_millis(milliseconds).ok_or(rusqlite::Error::IntegralValueOutOfRange(
        index,
        milliseconds,
    ))
}
