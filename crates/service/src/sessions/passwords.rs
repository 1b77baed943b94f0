//! Passwords as they are kept: Argon2id with the parameters that OWASP's Password Storage Cheat Sheet
//! gives, in the PHC format, which carries them along.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use super::SignInError;
use crate::Error;
use crate::sources::Chance;

/// KiB of memory that one hashing takes: what makes guessing dear on a graphics card.
const MEMORY: u32 = 19 * 1024;
/// Passes over that memory, so that one takes some tens of milliseconds.
const PASSES: u32 = 2;
/// One, because a server has other things to do on its processors.
const LANES: u32 = 1;

const SALT_BYTES: usize = 16;

/// NIST SP 800-63B asks for 8 where there is no second factor beside it; an admin acts on thousands.
const SHORTEST: usize = 12;
/// Room for any phrase, and an end to what a stranger can have hashed.
const LONGEST: usize = 256;

/// Hashings at the same time, so that nobody can have the memory of many taken at once.
const AT_ONCE: usize = 2;
/// Who may wait for them: each holds a thread.
const WAITING: usize = 16;
/// How long.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is verified where there is no password, so that it takes the same work. It is the hash of
/// random bytes that nobody kept.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$NM5WyAKnFN3OO6UxgLd7NQ$Nz8Hh9gf2PfI1ZHfP6mWQ1rNJKPXy9y1Zbl2PVJ1s0A";

/// Hashes and verifies, two at a time.
#[derive(Default)]
pub(crate) struct Passwords {
    queue: Mutex<Queue>,
    freed: Condvar,
}

#[derive(Default)]
struct Queue {
    running: usize,
    waiting: usize,
    /// How often a password was hashed, which a clock could tell only roughly.
    #[cfg(test)]
    hashed: usize,
}

/// A place to hash in, free again when it is dropped.
struct Place<'a>(&'a Passwords);

impl Passwords {
    /// What is kept of a new password.
    ///
    /// # Errors
    /// [`SignInError::Crowded`].
    pub(super) fn hash(&self, password: &str) -> Result<String, Error> {
        let salt = Chance::new().bytes::<SALT_BYTES>()?;
        let _place = self.enter()?;
        let hash: PasswordHash = hasher()?
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(Error::Password)?;
        Ok(hash.to_string())
    }

    /// Whether a password is the one that was kept. It takes the same work where none was, or where
    /// the password is longer than any that is kept.
    ///
    /// # Errors
    /// [`SignInError::Crowded`].
    pub(super) fn verify(&self, password: &str, kept: Option<&str>) -> Result<bool, Error> {
        let is_too_long = password.chars().nth(LONGEST).is_some();
        let (password, kept) = match is_too_long {
            true => ("", None),
            false => (password, kept),
        };
        let hash = PasswordHash::new(kept.unwrap_or(NOBODYS))
            .map_err(|error| Error::Password(error.into()))?;
        let hasher = hasher()?;
        let _place = self.enter()?;
        match hasher.verify_password(password.as_bytes(), &hash) {
            Ok(()) => Ok(kept.is_some()),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(Error::Password(error)),
        }
    }

    fn enter(&self) -> Result<Place<'_>, SignInError> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.running >= AT_ONCE && queue.waiting >= WAITING {
            return Err(SignInError::Crowded);
        }
        queue.waiting += 1;
        let waited = self
            .freed
            .wait_timeout_while(queue, PATIENCE, |queue| queue.running >= AT_ONCE);
        let (mut queue, outcome) = waited.unwrap_or_else(PoisonError::into_inner);
        queue.waiting -= 1;
        if outcome.timed_out() {
            return Err(SignInError::Crowded);
        }
        queue.running += 1;
        #[cfg(test)]
        {
            queue.hashed += 1;
        }
        Ok(Place(self))
    }

    #[cfg(test)]
    pub(super) fn hashed(&self) -> usize {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.hashed
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let passwords = self.0;
        let queue = passwords.queue.lock();
        queue.unwrap_or_else(PoisonError::into_inner).running -= 1;
        passwords.freed.notify_one();
    }
}

/// Whether a password may be kept. Nothing but its length counts: rules about signs make people
/// write it down.
pub(super) fn check(password: &str) -> Result<(), Error> {
    match password.chars().count() {
        SHORTEST..=LONGEST => Ok(()),
        _ => Err(Error::invalid(
            "new password",
            format!(
                "it needs {SHORTEST} to {LONGEST} characters; several words are easy to remember"
            ),
        )),
    }
}

fn hasher() -> Result<Argon2<'static>, Error> {
    let params =
        Params::new(MEMORY, PASSES, LANES, None).map_err(|error| Error::Password(error.into()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_names_its_parameters_and_is_another_each_time() {
        let passwords = Passwords::default();
        let hash = || passwords.hash("correct horse battery").expect("a hash");
        let (first, second) = (hash(), hash());
        assert!(
            first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{first}"
        );
        assert_ne!(first, second);
        let is = |password, kept| passwords.verify(password, Some(kept)).expect("an answer");
        assert!(is("correct horse battery", &first) && is("correct horse battery", &second));
        assert!(!is("correct horse batterie", &first));
        assert_eq!(passwords.hashed(), 5);
        // None that long is ever kept: whoever sends one has no more of it hashed than others.
        let long = "a".repeat(LONGEST + 1);
        let kept = passwords.hash(&long).expect("a hash");
        assert!(!is(&long, &kept) && is(&long[1..], &passwords.hash(&long[1..]).expect("a hash")));
        assert_eq!(passwords.hashed(), 9);
    }

    #[test]
    fn nobodys_password_takes_the_same_work_and_is_never_right() {
        let passwords = Passwords::default();
        let kept = passwords.hash("correct horse battery").expect("a hash");
        let parameters = |phc: &str| {
            let hash = PasswordHash::new(phc).expect("a PHC text");
            let lengths = (
                hash.salt.expect("a salt").len(),
                hash.hash.expect("a hash").len(),
            );
            (
                hash.algorithm.to_string(),
                hash.version,
                hash.params.to_string(),
                lengths,
            )
        };
        assert_eq!(parameters(NOBODYS), parameters(&kept));
        assert!(!passwords.verify("anything", None).expect("an answer"));
        assert_eq!(passwords.hashed(), 2);
    }

    #[test]
    fn two_hash_at_a_time_and_few_wait() {
        let passwords = Passwords::default();
        let first = passwords.enter().expect("a place");
        let _second = passwords.enter().expect("a place");
        std::thread::scope(|scope| {
            let waiting: Vec<_> = (0..WAITING)
                .map(|_| scope.spawn(|| passwords.enter().map(drop)))
                .collect();
            while passwords.queue.lock().expect("a queue").waiting < WAITING {
                std::thread::yield_now();
            }
            assert_eq!(passwords.enter().err(), Some(SignInError::Crowded));
            drop(first);
            for waiting in waiting {
                assert_eq!(waiting.join().expect("it ends"), Ok(()));
            }
        });
    }

    #[test]
    fn twelve_characters_are_enough_whatever_they_are() {
        for refused in ["", "elevenchars", &"a".repeat(257)] {
            assert_eq!(check(refused).expect_err("refused").code(), "invalid");
        }
        for accepted in ["twelve chars", "ßßßßßßßßßßßß", &"a".repeat(256)] {
            assert!(check(accepted).is_ok(), "{accepted}");
        }
    }
}
