//! When tokens and sessions were last used, and what each of them may still ask. In memory, because
//! a request must not wait for a disk; written down now and then, because lists tell it.

mod keeping;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use crate::rate::{Bucket, Rate};
use crate::{Caller, Error, Ledger, SignInError};

/// The uses of one token or session.
#[derive(Default)]
pub(crate) struct Use {
    /// Milliseconds since 1970; 0 where it was not used since the process began.
    last: AtomicI64,
    /// The last one that was written down.
    written: AtomicI64,
    bucket: Bucket,
}

impl Use {
    /// Notes a request.
    ///
    /// # Errors
    /// [`SignInError::TooManyRequests`].
    pub(crate) fn take(&self, rate: Rate, now: DateTime<Utc>) -> Result<(), Error> {
        self.bucket
            .take(rate, now)
            .map_err(|wait| SignInError::TooManyRequests { wait })?;
        let now = now.timestamp_millis();
        // Most requests of a busy token fall into one millisecond: then nothing is written that
        // other processors would have to read.
        if self.last.load(Ordering::Relaxed) < now {
            self.last.fetch_max(now, Ordering::Relaxed);
        }
        Ok(())
    }

    fn last(&self) -> Option<DateTime<Utc>> {
        match self.last.load(Ordering::Relaxed) {
            0 => None,
            milliseconds => DateTime::from_timestamp_millis(milliseconds),
        }
    }

    fn unwritten(&self) -> Option<DateTime<Utc>> {
        let last = self.last()?;
        (self.written.load(Ordering::Relaxed) < last.timestamp_millis()).then_some(last)
    }
}

/// The uses of all tokens or sessions that were used since the process began. Nothing is noted of
/// what signs nobody in, so strangers cannot make it grow.
pub(crate) struct Uses<K>(RwLock<HashMap<K, Arc<Use>>>);

impl<K> Default for Uses<K> {
    fn default() -> Uses<K> {
        Uses(RwLock::default())
    }
}

impl<K: Copy + Eq + Hash> Uses<K> {
    /// Of one that signs somebody in.
    pub(crate) fn of(&self, id: K) -> Arc<Use> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(&id) {
            return Arc::clone(found);
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(id).or_default())
    }

    /// When this process saw it last.
    pub(crate) fn last(&self, id: K) -> Option<DateTime<Utc>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&id)?.last()
    }

    fn unwritten(&self) -> Vec<(K, DateTime<Utc>)> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let uses = known.iter();
        uses.filter_map(|(id, noted)| Some((*id, noted.unwritten()?)))
            .collect()
    }

    fn note_written(&self, written: &[(K, DateTime<Utc>)]) {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for (id, at) in written {
            if let Some(noted) = known.get(id) {
                let at = at.timestamp_millis();
                noted.written.fetch_max(at, Ordering::Relaxed);
            }
        }
    }

    /// Forgets what was written down, is held by nobody, and was not used since `unused`.
    fn forget(&self, unused: DateTime<Utc>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, noted| {
            let is_idle = noted.last().is_none_or(|last| last <= unused);
            Arc::strong_count(noted) > 1 || noted.unwritten().is_some() || !is_idle
        });
    }
}

impl Ledger {
    /// Writes down what was used since the last time; nothing, where nothing was.
    pub(crate) fn write_uses(&self) -> Result<(), Error> {
        let tokens = self.token_uses.unwritten();
        let sessions = self.session_uses.unwritten();
        if !(tokens.is_empty() && sessions.is_empty()) {
            let written = (tokens.clone(), sessions.clone());
            let caller = Caller::of_the_machine("rollbook");
            self.write_aside(&caller, "note uses", move |work| {
                for (id, at) in &tokens {
                    work.transaction.note_token_use(*id, *at)?;
                }
                for (secret, at) in &sessions {
                    work.transaction.note_session_use(secret, *at)?;
                }
                Ok(crate::work::Receipt::default())
            })?;
            self.token_uses.note_written(&written.0);
            self.session_uses.note_written(&written.1);
        }
        let unused = self.now() - crate::sessions::IDLE;
        self.token_uses.forget(unused);
        self.session_uses.forget(unused);
        Ok(())
    }
}
