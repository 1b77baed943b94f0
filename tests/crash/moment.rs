//! When to kill.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

/// Makes a run repeatable: `ROLLBOOK_CRASH_SEED` sets it, and it is printed.
pub struct Seed(u64);

impl Seed {
    pub fn from_environment_or_chance() -> Seed {
        let seed = match std::env::var("ROLLBOOK_CRASH_SEED") {
            Ok(seed) => seed.parse().expect("ROLLBOOK_CRASH_SEED is a whole number"),
            Err(_) => RandomState::new().build_hasher().finish(),
        };
        println!("ROLLBOOK_CRASH_SEED={seed}");
        Seed(seed)
    }

    /// From 0 up to 1 (SplitMix64).
    fn next_share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// How the import goes when nobody kills it.
pub struct Undisturbed {
    pub duration: Duration,
    /// What the data directory's files hold before it, and at most while it runs.
    pub bytes: Range<u64>,
}

/// Draws one moment after another.
pub struct Moments {
    seed: Seed,
    undisturbed: Undisturbed,
}

/// A random moment of an import.
pub enum Moment {
    /// So long after the start: mostly while the file is read and planned.
    Elapsed(Duration),
    /// When the files have grown so far: while the batch is written.
    Grown(u64),
}

impl Moments {
    pub fn new(seed: Seed, undisturbed: Undisturbed) -> Moments {
        Moments { seed, undisturbed }
    }

    /// By the clock and by the disk in turn.
    pub fn draw(&mut self, number: u32) -> Moment {
        let share = self.seed.next_share();
        if number.is_multiple_of(2) {
            Moment::Elapsed(self.undisturbed.duration.mul_f64(share))
        } else {
            let Range { start, end } = self.undisturbed.bytes;
            Moment::Grown(start + 1 + ((end - start) as f64 * share) as u64)
        }
    }
}

impl Moment {
    pub fn has_come(&self, elapsed: Duration, bytes: impl Fn() -> u64) -> bool {
        match self {
            Moment::Elapsed(moment) => elapsed >= *moment,
            Moment::Grown(moment) => bytes() >= *moment,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Elapsed(moment) => write!(formatter, "after {moment:?}"),
            Moment::Grown(moment) => write!(formatter, "at {moment} bytes"),
        }
    }
}

/// What the files of a directory hold; those that vanish meanwhile count nothing.
pub fn bytes_on_disk(directory: &Path) -> u64 {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes_on_disk(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}
