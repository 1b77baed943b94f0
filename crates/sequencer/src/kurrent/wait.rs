//! Waiting for what others append: looking again and again, and being told of what this node appends.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use rollbook_domain::Position;

use super::Log;
use super::tip::Tip;
use crate::EngineError;

/// Between two looks at a log in which nothing happens: from the first to the second, which it doubles
/// to.
const GLANCES: [Duration; 2] = [Duration::from_millis(25), Duration::from_millis(500)];

impl Log {
    pub(super) fn wait_for(
        &self,
        position: Position,
        patience: Duration,
    ) -> Result<bool, EngineError> {
        let deadline = Instant::now() + patience;
        let mut pause = GLANCES[0];
        loop {
            let tip = self.known_tip();
            if tip.next > position.0 {
                return Ok(true);
            }
            let failed = match self.look_behind(&tip) {
                Ok(Some(_)) => continue,
                Ok(None) => None,
                Err(fault) if fault.is_passing() => Some(fault),
                Err(fault) => return Err(self.told(fault)),
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return failed.map_or(Ok(false), |fault| Err(self.told(fault)));
            }
            self.pause_until_told(&tip, left.min(pause));
            pause = (pause * 2).min(GLANCES[1]);
        }
    }

    fn known_tip(&self) -> Tip {
        self.known().tip.clone().unwrap_or_default()
    }

    fn pause_until_told(&self, tip: &Tip, pause: Duration) {
        let known = self.known();
        // Told between the look and here.
        if known.tip.as_ref().is_some_and(|now| now.next > tip.next) {
            return;
        }
        let waited = self.appended.wait_timeout(known, pause);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}
