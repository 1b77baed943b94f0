//! The texts of all accounts in one piece of memory.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;
use rollbook_book::{AccountRow, Filter, Reads, Revision};
use rollbook_domain::{AccountId, InstitutionId, Position, Profile};
use zeroize::Zeroize;

use super::Wanted;
use super::changes::Changes;
use super::words::{all_occur, write_text};
use crate::vault::Vault;
use crate::{Error, everyone};

/// Between the texts of two accounts, so that no word matches across them.
pub(super) const END: u8 = 0;

/// Entries behind those in order, and bytes of texts that were overwritten, for which putting all in
/// order anew is no question yet.
const FEW_ENTRIES: usize = 4096;
const FEW_BYTES: usize = 1 << 20;

/// Entries that are passed one by one before the next hit's is searched for.
const PASSED: usize = 8;

/// In lower case.
pub(super) struct Texts {
    /// Of the views that were read.
    edition: u64,
    /// The last record taken in.
    followed: Position,
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// So many of the first entries are in the order of their ids.
    in_order: usize,
    /// The places of the others, but for those that were overwritten.
    behind: HashMap<AccountId, usize>,
    /// Bytes of texts that were.
    overwritten: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    id: AccountId,
    institution: InstitutionId,
}

impl Texts {
    pub(super) fn build(
        reads: &Reads<'_>,
        vault: &Vault,
        revision: Revision,
        shall_go_on: &dyn Fn() -> bool,
    ) -> Result<Texts, Error> {
        let head = revision.head.unwrap_or(Position(0));
        let mut texts = Texts::empty(revision.edition, head);
        let everyone = (&Filter::default(), head);
        everyone::for_each(
            reads,
            vault,
            everyone,
            |_| true,
            |people| {
                for (row, profile) in people {
                    if let Some(profile) = profile {
                        texts.add(row, profile);
                    }
                }
                match shall_go_on() {
                    true => Ok(()),
                    false => Err(Error::ShuttingDown),
                }
            },
        )?;
        Ok(texts)
    }

    pub(super) fn empty(edition: u64, followed: Position) -> Texts {
        Texts {
            edition,
            followed,
            text: Vec::new(),
            entries: Vec::new(),
            in_order: 0,
            behind: HashMap::new(),
            overwritten: 0,
        }
    }

    pub(super) fn edition(&self) -> u64 {
        self.edition
    }

    pub(super) fn followed(&self) -> Position {
        self.followed
    }

    pub(super) fn take_in(&mut self, changes: &Changes) {
        let mut gone = changes.accounts.clone();
        for (row, profile) in &changes.people {
            if let Some(profile) = profile {
                gone.remove(&row.id);
                self.set(row, profile);
            }
        }
        for id in gone {
            self.overwrite(id);
        }
        self.followed = changes.until;
        let is_scattered = self.entries.len() - self.in_order > self.in_order / 4 + FEW_ENTRIES;
        if is_scattered || self.overwritten > self.text.len() / 2 + FEW_BYTES {
            self.put_in_order();
        }
    }

    /// What is known of an account from now on.
    fn set(&mut self, row: &AccountRow, profile: &Profile) {
        let mut text = Vec::new();
        write_text(profile, &mut text);
        text.push(END);
        if let Some(place) = self.place(row.id) {
            let extent = self.extent(place);
            if self.text[extent] == text[..] {
                self.entries[place].institution = row.institution();
                return;
            }
        }
        self.overwrite(row.id);
        self.add(row, profile);
    }

    fn add(&mut self, row: &AccountRow, profile: &Profile) {
        let start = self.text.len();
        write_text(profile, &mut self.text);
        self.text.push(END);
        self.push(Entry {
            start,
            id: row.id,
            institution: row.institution(),
        });
    }

    /// An entry whose text is there already.
    fn push(&mut self, entry: Entry) {
        let place = self.entries.len();
        let last = self.entries.last().map(|last| last.id);
        match self.in_order == place && last < Some(entry.id) {
            true => self.in_order += 1,
            false => drop(self.behind.insert(entry.id, place)),
        }
        self.entries.push(entry);
    }

    /// Where an account's entry is; one whose text was overwritten may be found too.
    fn place(&self, id: AccountId) -> Option<usize> {
        let in_order = &self.entries[..self.in_order];
        let behind = self.behind.get(&id).copied();
        behind.or_else(|| in_order.binary_search_by_key(&id, |entry| entry.id).ok())
    }

    /// Overwrites the text of an account that is no longer what it was.
    fn overwrite(&mut self, id: AccountId) {
        if let Some(place) = self.place(id) {
            let extent = self.extent(place);
            if self.text[extent.start] != END {
                self.overwritten += extent.len();
            }
            self.text[extent].fill(END);
            self.behind.remove(&id);
        }
    }

    pub(super) fn overwrite_all(&mut self, ids: &HashSet<AccountId>) {
        for id in ids {
            self.overwrite(*id);
        }
    }

    /// Leaves out what was overwritten.
    fn put_in_order(&mut self) {
        let mut places: Vec<usize> = (0..self.entries.len()).collect();
        places.retain(|place| self.text[self.entries[*place].start] != END);
        places.sort_by_key(|place| self.entries[*place].id);
        let mut ordered = Texts::empty(self.edition, self.followed);
        ordered
            .text
            .reserve_exact(self.text.len() - self.overwritten);
        ordered.entries.reserve_exact(places.len());
        for place in places {
            let start = ordered.text.len();
            ordered
                .text
                .extend_from_slice(&self.text[self.extent(place)]);
            ordered.push(Entry {
                start,
                ..self.entries[place]
            });
        }
        self.text.zeroize();
        *self = ordered;
    }

    /// Where an entry's text stands.
    fn extent(&self, place: usize) -> Range<usize> {
        let start = |place: usize| self.entries.get(place).map(|entry| entry.start);
        let end = self.text.len();
        start(place).unwrap_or(end)..start(place + 1).unwrap_or(end)
    }

    pub(super) fn find(&self, wanted: &Wanted<'_>, count: usize) -> Vec<AccountId> {
        let Some((longest, others)) = wanted.words.longest_and_others() else {
            return Vec::new();
        };
        let search = Search {
            texts: self,
            wanted,
            finder: memmem::Finder::new(longest),
            others,
        };
        let mut found = match wanted.members {
            Some(members) => search.among(members),
            None => {
                let in_order = &self.entries[..self.in_order];
                let first = wanted.after.map_or(0, |after| {
                    in_order.partition_point(|entry| entry.id <= after)
                });
                let mut found = search.within(first..self.in_order, count);
                // Those behind are few, and may come between any two of the others.
                found.extend(search.within(self.in_order..self.entries.len(), usize::MAX));
                found
            }
        };
        found.sort();
        found.truncate(count);
        found
    }

    #[cfg(test)]
    pub(super) fn holds(&self, text: &str) -> bool {
        memmem::find(&self.text, text.as_bytes()).is_some()
    }

    /// Bytes, and entries.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        (self.text.len(), self.entries.len())
    }
}

/// One pass.
struct Search<'a> {
    texts: &'a Texts,
    wanted: &'a Wanted<'a>,
    finder: memmem::Finder<'a>,
    others: &'a [String],
}

impl Search<'_> {
    /// The first so many accounts of some entries that are wanted, in the order of the entries.
    fn within(&self, places: Range<usize>, count: usize) -> Vec<AccountId> {
        let Texts { text, entries, .. } = self.texts;
        let mut found = Vec::new();
        let mut place = places.start;
        let mut from = self.texts.extent(place).start;
        let end = self.texts.extent(places.end).start;
        while found.len() < count
            && let Some(hit) = text.get(from..end).and_then(|text| self.finder.find(text))
        {
            place = self.entry_of(from + hit, place, places.end);
            let extent = self.texts.extent(place);
            let entry = &entries[place];
            if self.is_wanted(entry) && all_occur(self.others, &text[extent.clone()]) {
                found.push(entry.id);
            }
            place += 1;
            from = extent.end;
        }
        found
    }

    /// The entry from this place on that a hit lies in. Mostly it is one of the next.
    fn entry_of(&self, hit: usize, mut place: usize, end: usize) -> usize {
        let entries = &self.texts.entries[..end];
        for _ in 0..PASSED {
            match entries.get(place + 1) {
                Some(next) if next.start <= hit => place += 1,
                _ => return place,
            }
        }
        place + entries[place..].partition_point(|entry| entry.start <= hit) - 1
    }

    /// Those of some accounts that are wanted.
    fn among(&self, members: &HashSet<AccountId>) -> Vec<AccountId> {
        let is_found = |id: &AccountId| {
            self.texts.place(*id).is_some_and(|place| {
                let text = &self.texts.text[self.texts.extent(place)];
                self.is_wanted(&self.texts.entries[place])
                    && self.finder.find(text).is_some()
                    && all_occur(self.others, text)
            })
        };
        members.iter().copied().filter(is_found).collect()
    }

    fn is_wanted(&self, entry: &Entry) -> bool {
        let Wanted {
            institution, after, ..
        } = self.wanted;
        institution.is_none_or(|wanted| wanted == entry.institution)
            && after.is_none_or(|after| after < entry.id)
    }
}
