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

    /// A new UUIDv7 of a time.
    pub fn identifier(&mut self, at: DateTime<Utc>) -> Result<Uuid, NoChance> {
        let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let random = self.bytes()?;
        Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }
}

impl Default for Chance {
    fn default() -> Self {
        Self::new()
    }
}
