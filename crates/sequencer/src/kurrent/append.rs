//! Appending at the expected head.

use std::time::{Duration, Instant};

use eventstore::EventData;

use super::Log;
use super::fault::Fault;
use super::parcel::{Parcel, digest};
use super::tip::Tip;
use crate::{Appended, Batch};

/// How long an append waits for another node's turn to end, before it is a conflict: then whoever
/// appends takes a turn itself.
const COURTESY: Duration = Duration::from_secs(2);

/// Between two looks whether a turn has ended.
pub(super) const GLANCE: Duration = Duration::from_millis(20);

impl Log {
    /// One attempt whose outcome may be unknown, after any number that certainly wrote nothing.
    pub(super) fn append_batch(&self, batch: &Batch<'_>) -> Appended {
        match self.try_append(batch) {
            Ok(()) => Appended::Committed,
            Err(Fault::Elsewhere) => Appended::Conflict,
            Err(fault @ Fault::Lost(_)) => Appended::Unknown(self.told(fault)),
            Err(fault) => Appended::Failed(self.told(fault)),
        }
    }

    fn try_append(&self, batch: &Batch<'_>) -> Result<(), Fault> {
        let tip = self.tip_at_head(batch)?;
        let parcel = Parcel::pack(batch)?;
        if let Some(events) = parcel.whole {
            return self.commit(batch, tip, events, parcel.last);
        }
        let staged = self.stage(batch, &parcel)?;
        let committed = self.commit(batch, tip, vec![staged.event.clone()], parcel.last);
        // Only a definite answer tells that nobody will ever read it.
        if matches!(committed, Err(Fault::Elsewhere)) {
            self.abandon(&staged);
        }
        committed
    }

    /// Where the stream ends, if the log ends where it is expected to.
    fn tip_at_head(&self, batch: &Batch<'_>) -> Result<Tip, Fault> {
        let known = self.known().tip.clone();
        let tip = match known.filter(|tip| tip.next == batch.first().0) {
            Some(tip) => tip,
            None => self.insist(|| self.look_at_tip())?,
        };
        if tip.next != batch.first().0 {
            return Err(Fault::Elsewhere);
        }
        match (batch.expected_head, batch.record_at_head) {
            (Some(head), Some(record)) if tip.last.as_ref() != Some(&digest(record)) => {
                Err(Fault::Forked(head))
            }
            _ => Ok(tip),
        }
    }

    fn commit(
        &self,
        batch: &Batch<'_>,
        mut tip: Tip,
        events: Vec<EventData>,
        last: String,
    ) -> Result<(), Fault> {
        let mut attempts = self.attempts();
        loop {
            tip = self.when_free(tip)?;
            if tip.next != batch.first().0 {
                return Err(Fault::Elsewhere);
            }
            let put = self
                .connection
                .put(&self.stream, tip.revision, events.clone());
            match put {
                Ok(revision) => {
                    self.note(&Tip {
                        revision: Some(revision),
                        next: batch.last().0 + 1,
                        last: Some(last),
                        turn: None,
                    });
                    return Ok(());
                }
                Err(Fault::Lost(why)) => return Err(Fault::Lost(why)),
                // Maybe somebody only took a turn, and has given it back.
                Err(Fault::Elsewhere) => {
                    let now = self.insist(|| self.look_at_tip())?;
                    if now.revision == tip.revision && !attempts.pause() {
                        return Err(Fault::Unreachable("it contradicts itself".to_owned()));
                    }
                    tip = now;
                }
                Err(fault) if fault.is_passing() && attempts.pause() => {}
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Waits a moment for another node's turn to end.
    fn when_free(&self, mut tip: Tip) -> Result<Tip, Fault> {
        let deadline = Instant::now() + COURTESY;
        while let Some(left) = self.others_turn(&tip) {
            if Instant::now() >= deadline {
                return Err(Fault::Elsewhere);
            }
            std::thread::sleep(left.min(GLANCE));
            if let Some(next) = self.insist(|| self.look_behind(&tip))? {
                tip = next;
            }
        }
        Ok(tip)
    }
}
