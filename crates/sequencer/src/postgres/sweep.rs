//! Forgets what writes with idempotency keys did: a key counts for a day.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::database::lock;

/// How often a node sweeps.
const EVERY: Duration = Duration::from_secs(3600);

/// An hour more than a day, because clocks differ.
pub(super) const FORGET: &str =
    "DELETE FROM rollbook_receipts WHERE kept < now() - interval '25 hours'";

/// When this node has last swept.
#[derive(Default)]
pub(super) struct Sweep(Mutex<Option<Instant>>);

impl Sweep {
    /// True now and then, and for one caller each time.
    pub(super) fn is_due(&self) -> bool {
        let mut last = lock(&self.0);
        let is_due = last.is_none_or(|last| last.elapsed() > EVERY);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}
