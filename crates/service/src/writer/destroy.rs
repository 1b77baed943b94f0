//! Keys go after the records that end them, and what the write-ahead log holds of theirs goes with
//! them (R42, R43).

use std::time::Duration;

use super::Turn;
use crate::Error;

/// How often it is looked whether anything is to be destroyed while nobody gives commands: another
/// process may have left it.
const SWEEP: Duration = Duration::from_secs(10);

/// How soon after a reader was in the way.
const NEXT_ATTEMPT: Duration = Duration::from_secs(1);

/// How long readers are waited for while nobody gives commands.
pub(super) const SWEEP_PATIENCE: Duration = Duration::from_millis(100);

impl Turn {
    /// Destroys the keys that must go because of what is recorded, and then what the write-ahead log
    /// holds of theirs, for which readers are waited for so long. Nobody can be told of a failure:
    /// whatever was recorded stands. The next commit and the next start try again, and so does the
    /// next sweep; tells when that is due.
    pub(super) fn destroy_pending(&mut self, patience: Duration) -> Duration {
        self.try_destroy_pending(patience).unwrap_or_else(|error| {
            tracing::error!(
                code = error.code(),
                %error,
                "keys of deleted accounts could not be destroyed; the next command tries again, and `rollbook doctor` tells more"
            );
            SWEEP
        })
    }

    fn try_destroy_pending(&mut self, patience: Duration) -> Result<Duration, Error> {
        let pending = self.book.pending_destructions()?;
        let gone = self.book.destroyed_with_traces()?;
        if pending.is_empty() && gone.is_empty() {
            return Ok(SWEEP);
        }
        if !pending.is_empty() {
            self.vault.keyring.destroy(&pending)?;
            self.search.forget(&pending);
            self.vault.forget_actors(&pending);
        }
        let is_empty = self.book.empty_write_ahead_log(patience)?;
        if !is_empty && pending.is_empty() {
            return Ok(NEXT_ATTEMPT);
        }
        let transaction = self.book.begin()?;
        if is_empty {
            transaction.forget_destructions(&pending)?;
            transaction.forget_destructions(&gone)?;
        } else {
            transaction.note_destroyed(&pending)?;
        }
        transaction.commit()?;
        Ok(if is_empty { SWEEP } else { NEXT_ATTEMPT })
    }
}
