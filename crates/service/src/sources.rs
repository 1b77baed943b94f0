//! Time, identifiers and chance: the only place that draws them from the machine.

use chrono::{DateTime, Utc};
use ring::rand::{SecureRandom, SystemRandom};
use rollbook_records::Key;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Tells the time; tests supply their own.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one module that supplies the time"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// How many random bytes are drawn at once: one call to the system for each key of a large import
/// would cost more than sealing with it.
const BLOCK: usize = 4096;

/// Random bytes for keys, nonces, secrets and identifiers, drawn in blocks.
pub struct Chance {
    block: Zeroizing<Vec<u8>>,
    used: usize,
    last: Uuid,
}

/// The machine has no random bytes to give.
#[derive(Debug, thiserror::Error)]
#[error("the machine gives no random bytes")]
pub struct NoChance;

impl Chance {
    /// With an empty block.
    pub fn new() -> Chance {
        Chance {
            block: Zeroizing::new(vec![0; BLOCK]),
            used: BLOCK,
            last: Uuid::nil(),
        }
    }

    /// `N` random bytes; at most a block.
    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], NoChance> {
        if self.used + N > self.block.len() {
            SystemRandom::new()
                .fill(&mut self.block)
                .map_err(|_| NoChance)?;
            self.used = 0;
        }
        let mut bytes = [0; N];
        let drawn = &mut self.block[self.used..self.used + N];
        bytes.copy_from_slice(drawn);
        drawn.fill(0);
        self.used += N;
        Ok(bytes)
    }

    /// A new key.
    pub fn key(&mut self) -> Result<Key, NoChance> {
        self.bytes().map(Zeroizing::new)
    }

    /// A new UUIDv7 of a time. Those of one millisecond count up from a random start, so that
    /// accounts created together are listed in the order of their file.
    pub fn identifier(&mut self, at: DateTime<Utc>) -> Result<Uuid, NoChance> {
        let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let random = self.bytes()?;
        let drawn = uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid();
        let next = Uuid::from_u128(self.last.as_u128() + 1);
        let is_same_moment = drawn.as_u128() >> TIME_SHIFT == next.as_u128() >> TIME_SHIFT;
        // Past the last number of a moment the variant's bits would change: draw again then.
        self.last = match is_same_moment && next.get_variant() == uuid::Variant::RFC4122 {
            true => next,
            false => drawn,
        };
        Ok(self.last)
    }
}

/// Bits of a UUIDv7 behind its milliseconds.
const TIME_SHIFT: u32 = 80;

impl Default for Chance {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_one_moment_count_up_and_stay_version_7() {
        let mut chance = Chance::new();
        let at = DateTime::from_timestamp_millis(1_800_000_000_000).expect("a time");
        let drawn: Vec<Uuid> = (0..1000)
            .map(|_| chance.identifier(at).expect("an identifier"))
            .collect();
        assert!(drawn.is_sorted_by(|left, right| left < right));
        assert!(drawn.iter().all(|id| id.get_version_num() == 7));
        let later = chance
            .identifier(at + chrono::TimeDelta::milliseconds(1))
            .expect("an identifier");
        assert!(later > drawn[999]);
    }
}
