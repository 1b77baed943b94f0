//! A clock that stands until a test sets it.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_service::sources::Clock;

/// Starts at the same moment in every test.
pub struct SettableClock(Mutex<DateTime<Utc>>);

/// 2026-08-31 08:00 UTC, a Monday before school starts.
const START: i64 = 1_788_163_200;

impl SettableClock {
    /// Lets time pass, or, with a negative span, run backwards.
    pub fn advance(&self, span: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += span;
    }
}

impl Default for SettableClock {
    fn default() -> Self {
        SettableClock(Mutex::new(
            DateTime::from_timestamp(START, 0).unwrap_or_default(),
        ))
    }
}

impl Clock for SettableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
