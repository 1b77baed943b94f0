//! Every living account in memory, found by the fingerprint of its profile: a nightly import of a
//! million rows asks the store about the few that differ, and about no other (R27, R28).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rollbook_book::{Reads, Revision};
use rollbook_domain::{Account, Position};
use rollbook_records::Blind;

use crate::Error;

/// Records since the roll was read that are followed one by one; beyond, it is read anew.
const MOST_CHANGED: u64 = 50_000;

/// A slot in which no account stands.
const FREE: u32 = u32::MAX;

/// The roll as it was last read, kept for the next import.
#[derive(Default)]
pub(crate) struct Rolls(Mutex<Option<Arc<Roll>>>);

/// All accounts that are not deleted, as one revision of the views has them.
#[derive(Clone)]
pub(crate) struct Roll {
    /// The views that were read.
    pub(crate) revision: Revision,
    /// In the order of their numbers; deleted ones stay as shells.
    entries: Vec<Entry>,
    /// Places of entries by fingerprint, in open addressing; a power of two of them.
    slots: Vec<u32>,
    taken: usize,
}

/// One account.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    fingerprint: Blind,
    pub(crate) number: u64,
    pub(crate) account: Account,
}

impl Rolls {
    /// Lets go of what is kept; the next import reads it anew.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The roll at the very position that is read. It is kept for the next reader where the log
    /// will never be without what was read (`is_committed`).
    pub(crate) fn at(&self, reads: &Reads<'_>, is_committed: bool) -> Result<Arc<Roll>, Error> {
        let revision = reads.revision()?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let roll = match kept.as_ref() {
            Some(roll) if roll.revision == revision => return Ok(Arc::clone(roll)),
            // A reader of an older moment gets a roll of its own.
            Some(roll) if roll.revision > revision => {
                return Ok(Arc::new(Roll::read(reads, revision)?));
            }
            Some(roll) if roll.revision.edition == revision.edition => {
                match reads.accounts_changed_since(roll.position(), MOST_CHANGED)? {
                    Some(changed) => {
                        let mut followed = Arc::clone(roll);
                        if is_committed {
                            // Alone with it, the roll is followed in place.
                            *kept = None;
                        }
                        Arc::make_mut(&mut followed).follow(reads, &changed, revision)?;
                        followed
                    }
                    None => Arc::new(Roll::read(reads, revision)?),
                }
            }
            // The views were made anew, or nothing was read yet.
            _ => Arc::new(Roll::read(reads, revision)?),
        };
        if is_committed {
            *kept = Some(Arc::clone(&roll));
        }
        Ok(roll)
    }
}

impl Roll {
    fn position(&self) -> Position {
        self.revision.head.unwrap_or(Position(0))
    }

    fn read(reads: &Reads<'_>, revision: Revision) -> Result<Roll, Error> {
        let mut entries = Vec::new();
        reads.for_each_fingerprint(|known| {
            entries.push(Entry {
                fingerprint: known.fingerprint,
                number: known.number,
                account: known.account,
            });
        })?;
        let mut roll = Roll {
            revision,
            slots: Vec::new(),
            taken: 0,
            entries,
        };
        roll.fill_slots();
        Ok(roll)
    }

    fn fill_slots(&mut self) {
        let count = (self.entries.len() * 2 + 16).next_power_of_two();
        self.slots = vec![FREE; count];
        self.taken = 0;
        for place in 0..self.entries.len() {
            self.occupy(place);
        }
    }

    /// Puts a living account into the first free slot behind its own.
    fn occupy(&mut self, place: usize) {
        let Some(entry) = self
            .entries
            .get(place)
            .filter(|entry| entry.account.living().is_some())
        else {
            return;
        };
        if (self.taken + 1) * 4 > self.slots.len() * 3 {
            // Slots for all entries, and none for what was.
            return self.fill_slots();
        }
        let mask = self.slots.len() - 1;
        let mut slot = start(&entry.fingerprint) & mask;
        while let Some(taken) = self.slots.get_mut(slot) {
            if *taken == FREE {
                *taken = u32::try_from(place).unwrap_or(FREE);
                self.taken += 1;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Takes in accounts as they are now. Slots of earlier fingerprints stay and lead to entries
    /// that no longer have them, which a look-up notices.
    fn follow(
        &mut self,
        reads: &Reads<'_>,
        changed: &BTreeSet<u64>,
        revision: Revision,
    ) -> Result<(), Error> {
        self.revision = revision;
        for number in changed {
            let Some(row) = reads.account_by_number(*number)? else {
                continue;
            };
            let entry = Entry {
                fingerprint: row.fingerprint,
                number: *number,
                account: row.account,
            };
            match self.place(*number) {
                Ok(place) => self.replace(place, entry),
                // Numbers rise, so a new account stands at the end.
                Err(place) if place == self.entries.len() => {
                    self.entries.push(entry);
                    self.occupy(place);
                }
                // It was deleted when the roll was read, and still is.
                Err(_) => {}
            }
        }
        Ok(())
    }

    fn replace(&mut self, place: usize, entry: Entry) {
        let Some(known) = self.entries.get_mut(place) else {
            return;
        };
        let is_same = known.fingerprint == entry.fingerprint;
        *known = entry;
        if !is_same {
            self.occupy(place);
        }
    }

    /// Where the account of a number stands, or would.
    fn place(&self, number: u64) -> Result<usize, usize> {
        self.entries
            .binary_search_by_key(&number, |entry| entry.number)
    }

    /// Marks an account in a list that has one mark for each of the roll's places.
    pub(crate) fn mark(&self, marks: &mut [bool], number: u64) {
        if let Ok(place) = self.place(number)
            && let Some(mark) = marks.get_mut(place)
        {
            *mark = true;
        }
    }

    /// The account with exactly this profile, and its place.
    fn find(&self, fingerprint: &Blind) -> Option<(usize, &Entry)> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = start(fingerprint) & mask;
        loop {
            let place = *self.slots.get(slot)?;
            // The table is never full, so this ends.
            let entry = self.entries.get(place as usize)?;
            if entry.fingerprint == *fingerprint {
                return Some((place as usize, entry));
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The same for many, in their order. A look-up waits for memory twice; here none waits until
    /// another is done.
    pub(crate) fn find_all(&self, fingerprints: &[Blind]) -> Vec<Option<(usize, Account)>> {
        let mask = self.slots.len().saturating_sub(1);
        let first = |fingerprint| self.slots.get(start(fingerprint) & mask).copied();
        let first: Vec<u32> = fingerprints
            .iter()
            .map(|fingerprint| first(fingerprint).unwrap_or(FREE))
            .collect();
        let found = fingerprints.iter().zip(first).map(|(fingerprint, place)| {
            let entry = self.entries.get(place as usize)?;
            let (place, entry) = match entry.fingerprint == *fingerprint {
                true => (place as usize, entry),
                false => self.find(fingerprint)?,
            };
            Some((place, entry.account))
        });
        found.collect()
    }

    /// All accounts, in the order of their numbers.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// A fingerprint is a keyed hash, so its own bits are as good as any.
#[inline]
fn start(fingerprint: &Blind) -> usize {
    let mut first = [0; 8];
    first.copy_from_slice(&fingerprint[..8]);
    u64::from_le_bytes(first) as usize
}
