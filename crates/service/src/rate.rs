//! How often one caller may ask: a bucket that fills at a steady rate, in one atomic number.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};

/// How much of the rate may be used up at once, in nanoseconds: ten seconds of it.
const BURST: i64 = 10_000_000_000;

const SECOND: i64 = 1_000_000_000;

/// So many requests a second, and ten times as many at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    /// Nanoseconds that one request takes of the bucket; 0 where there is no limit.
    interval: i64,
}

impl Rate {
    /// 0 sets no limit.
    pub(crate) fn per_second(requests: u32) -> Rate {
        Rate {
            interval: SECOND.checked_div(requests.into()).unwrap_or_default(),
        }
    }
}

/// What one caller has left: the moment in nanoseconds at which its bucket is full again, as in the
/// generic cell rate algorithm.
#[derive(Default)]
pub(crate) struct Bucket(AtomicI64);

impl Bucket {
    /// Takes one request out of the bucket.
    ///
    /// # Errors
    /// How long to wait, where there is none left.
    pub(crate) fn take(&self, rate: Rate, now: DateTime<Utc>) -> Result<(), Duration> {
        if rate.interval == 0 {
            return Ok(());
        }
        let now = now.timestamp_nanos_opt().unwrap_or_default();
        let limit = now.saturating_add(BURST);
        let after = |full_at: i64| {
            // Behind the limit only where the clock was set back: that must not lock anybody out.
            let full_at = if full_at > limit {
                now
            } else {
                full_at.max(now)
            };
            full_at.saturating_add(rate.interval)
        };
        let (ordering, first) = (Ordering::Relaxed, Ordering::Relaxed);
        let taken = self.0.fetch_update(ordering, first, |full_at| {
            Some(after(full_at)).filter(|after| *after <= limit)
        });
        taken.map(|_| ()).map_err(|full_at| {
            let nanoseconds = after(full_at).saturating_sub(limit);
            Duration::from_nanos(nanoseconds.unsigned_abs())
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
    }

    #[test]
    fn ten_seconds_of_the_rate_may_be_used_up_at_once() {
        let (rate, bucket) = (Rate::per_second(5), Bucket::default());
        for _ in 0..50 {
            assert_eq!(bucket.take(rate, start()), Ok(()));
        }
        let wait = Duration::from_millis(200);
        assert_eq!(bucket.take(rate, start()), Err(wait));
        // Whoever is refused does not have to wait longer for it.
        assert_eq!(bucket.take(rate, start()), Err(wait));
        let later = start() + TimeDelta::milliseconds(200);
        assert_eq!(bucket.take(rate, later), Ok(()));
        assert_eq!(bucket.take(rate, later), Err(wait));
        let next_day = start() + TimeDelta::days(1);
        let taken = (0..100).filter(|_| bucket.take(rate, next_day).is_ok());
        assert_eq!(taken.count(), 50);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let (rate, bucket) = (Rate::per_second(1), Bucket::default());
        for _ in 0..10 {
            assert_eq!(bucket.take(rate, start()), Ok(()));
        }
        assert!(bucket.take(rate, start()).is_err());
        let before = start() - TimeDelta::days(1);
        assert_eq!(bucket.take(rate, before), Ok(()));
    }

    #[test]
    fn zero_sets_no_limit() {
        let (rate, bucket) = (Rate::per_second(0), Bucket::default());
        assert!((0..100_000).all(|_| bucket.take(rate, start()).is_ok()));
    }

    #[test]
    fn threads_cannot_take_more_than_there_is() {
        let (rate, bucket) = (Rate::per_second(100), Bucket::default());
        let taken: usize = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..4)
                .map(|_| {
                    let take = || (0..1000).filter(|_| bucket.take(rate, start()).is_ok());
                    scope.spawn(move || take().count())
                })
                .collect();
            let counts = takers
                .into_iter()
                .map(|taker| taker.join().expect("a count"));
            counts.sum()
        });
        assert_eq!(taken, 1000);
    }
}
