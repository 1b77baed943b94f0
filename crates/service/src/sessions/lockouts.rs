//! Wrong passwords in a row, and for how long none is accepted then. Kept for any email that
//! somebody tries, an admin's or not, so that its answers tell nothing, and for the password that the
//! email has, so that a new one begins anew; in memory, because whoever can restart the server needs
//! no password.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_records::Blind;

use super::SignInError;

/// So many wrong passwords in a row lock an email.
const FAILURES: u32 = 5;

/// The wrong passwords of so long a time are counted together, and for so long none is accepted.
const LOCKED: TimeDelta = TimeDelta::minutes(15);

/// Emails that are kept at most, in some 10 MB; beyond it the oldest is given up. Each took a hashing
/// of tens of milliseconds, two at a time: whoever would have a lock-out forgotten has to pay more
/// than a hundred thousand of them for five more tries.
const EMAILS: usize = 1 << 17;

#[derive(Clone, Copy)]
struct Row {
    /// Passwords that were tried, those that are just being looked at included.
    tried: u32,
    failed: u32,
    /// Since when they are counted, or, of one that is locked, since when it is.
    since: DateTime<Utc>,
}

impl Row {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        // A clock that was set back must not lock anybody for longer.
        self.since + LOCKED <= now || now < self.since
    }
}

/// The emails that somebody failed to sign in with lately.
#[derive(Default)]
pub(crate) struct Lockouts(Mutex<HashMap<Blind, Row>>);

impl Lockouts {
    /// Allows one password to be tried. It is counted at once: otherwise many could be tried at the
    /// same time.
    ///
    /// # Errors
    /// [`SignInError::Locked`].
    pub(super) fn begin(&self, email: Blind, now: DateTime<Utc>) -> Result<(), SignInError> {
        let mut rows = self.rows();
        make_room(&mut rows, &email, now);
        let fresh = Row {
            tried: 0,
            failed: 0,
            since: now,
        };
        let row = rows.entry(email).or_insert(fresh);
        if row.is_over(now) {
            *row = fresh;
        }
        if row.tried >= FAILURES {
            let wait = (row.since + LOCKED - now)
                .to_std()
                .unwrap_or(Duration::ZERO);
            return Err(SignInError::Locked { wait });
        }
        row.tried += 1;
        Ok(())
    }

    /// The password was wrong. Tells whether that locks the email.
    pub(super) fn fail(&self, email: &Blind, now: DateTime<Utc>) -> bool {
        let mut rows = self.rows();
        let Some(row) = rows.get_mut(email) else {
            return false;
        };
        row.failed += 1;
        let locks = row.failed == FAILURES;
        if locks {
            row.since = now;
        }
        locks
    }

    /// The password was not looked at.
    pub(super) fn give_back(&self, email: &Blind) {
        let mut rows = self.rows();
        if let Some(row) = rows.get_mut(email) {
            row.tried = row.tried.saturating_sub(1);
            if row.tried == 0 {
                rows.remove(email);
            }
        }
    }

    /// The password was right: the row ends.
    pub(super) fn succeed(&self, email: &Blind) {
        self.rows().remove(email);
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<Blind, Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room(rows: &mut HashMap<Blind, Row>, email: &Blind, now: DateTime<Utc>) {
    if rows.len() < EMAILS || rows.contains_key(email) {
        return;
    }
    rows.retain(|_, row| !row.is_over(now));
    if rows.len() < EMAILS {
        return;
    }
    let oldest = rows.iter().min_by_key(|(_, row)| row.since);
    if let Some(oldest) = oldest.map(|(email, _)| *email) {
        rows.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
    }

    fn email(number: u64) -> Blind {
        let mut email = [0; 16];
        email[..8].copy_from_slice(&number.to_be_bytes());
        email
    }

    fn fail(lockouts: &Lockouts, at: DateTime<Utc>) -> bool {
        lockouts.begin(email(1), at).expect("not locked");
        lockouts.fail(&email(1), at)
    }

    #[test]
    fn the_fifth_failure_locks_for_a_quarter_of_an_hour() {
        let lockouts = Lockouts::default();
        for _ in 0..4 {
            assert!(!fail(&lockouts, start()));
        }
        let fifth = start() + TimeDelta::minutes(14);
        assert!(fail(&lockouts, fifth));
        let wait = Duration::from_secs(15 * 60);
        assert_eq!(
            lockouts.begin(email(1), fifth),
            Err(SignInError::Locked { wait })
        );
        assert_eq!(lockouts.begin(email(2), fifth), Ok(()));
        let almost = fifth + LOCKED - TimeDelta::seconds(1);
        assert!(lockouts.begin(email(1), almost).is_err());
        // Trying while it is locked locks it for no longer.
        assert_eq!(lockouts.begin(email(1), fifth + LOCKED), Ok(()));
    }

    #[test]
    fn a_right_password_ends_the_row_and_so_does_time() {
        let lockouts = Lockouts::default();
        for _ in 0..4 {
            assert!(!fail(&lockouts, start()));
        }
        lockouts.begin(email(1), start()).expect("not locked");
        lockouts.succeed(&email(1));
        for _ in 0..4 {
            assert!(!fail(&lockouts, start()));
        }
        assert!(!fail(&lockouts, start() + LOCKED));
    }

    #[test]
    fn passwords_that_are_tried_at_the_same_time_are_all_counted() {
        let lockouts = Lockouts::default();
        let begun = (0..100).filter(|_| lockouts.begin(email(1), start()).is_ok());
        assert_eq!(begun.count(), 5);
        // Four were wrong, one was never looked at.
        for _ in 0..4 {
            assert!(!lockouts.fail(&email(1), start()));
        }
        lockouts.give_back(&email(1));
        assert_eq!(lockouts.begin(email(1), start()), Ok(()));
        assert!(lockouts.begin(email(1), start()).is_err());
        assert!(lockouts.fail(&email(1), start()));
    }

    #[test]
    fn many_emails_cannot_make_it_grow_without_end() {
        let lockouts = Lockouts::default();
        for _ in 0..5 {
            fail(&lockouts, start());
        }
        let later = start() + TimeDelta::milliseconds(1);
        for number in 2..EMAILS as u64 + 20 {
            lockouts.begin(email(number), later).expect("not locked");
        }
        assert_eq!(lockouts.rows().len(), EMAILS);
        // What counts no more makes room first.
        let over = later + LOCKED;
        lockouts.begin(email(0), over).expect("not locked");
        assert!(lockouts.rows().len() < EMAILS);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_for_longer() {
        let lockouts = Lockouts::default();
        for _ in 0..5 {
            fail(&lockouts, start());
        }
        assert_eq!(
            lockouts.begin(email(1), start() - TimeDelta::days(1)),
            Ok(())
        );
    }
}
