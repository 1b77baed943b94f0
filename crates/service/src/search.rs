//! Search by name: an index in memory, because nothing readable stands on disk. Built when it is
//! first asked, then followed record by record. What it holds of a deleted person is overwritten at
//! once (R42).

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use memchr::memmem;
use rollbook_book::{AccountRow, Filter, Reads, Revision};
use rollbook_domain::{Account, AccountId, Column, Position, Profile};
use rollbook_records::{KeyId, Kind, Record};

use crate::Error;
use crate::everyone;
use crate::vault::Vault;

/// Columns that are searched.
const SEARCHED: [Column; 6] = [
    Column::FirstName,
    Column::LastName,
    Column::Email,
    Column::Username,
    Column::SisId,
    Column::UserId,
];

/// Between the texts of two accounts, so that no word matches across them.
const END: u8 = 0;

/// Records read at once while the log is followed.
const CHUNK: usize = 1000;

#[derive(Default)]
pub(crate) struct SearchIndex {
    texts: Mutex<Option<Texts>>,
    /// Accounts whose keys were destroyed in this process, until their texts are gone too.
    doomed: Mutex<HashSet<AccountId>>,
}

/// The texts of all accounts in one piece of memory, in lower case.
struct Texts {
    /// Of the views that were read.
    edition: u64,
    /// The last record taken in.
    followed: Position,
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// The one entry of each account that was not overwritten.
    newest: HashMap<u64, usize>,
}

struct Entry {
    start: usize,
    id: AccountId,
    number: u64,
}

/// What is searched for: words in lower case, the longest first.
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn new(text: &str) -> Words {
        let text = text.to_lowercase();
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Words(words)
    }

    /// Whether the index would find an account of this profile.
    pub(crate) fn all_occur_in(&self, profile: &Profile) -> bool {
        let mut text = Vec::new();
        write_text(profile, &mut text);
        let occurs = |word: &String| memmem::find(&text, word.as_bytes()).is_some();
        !self.0.is_empty() && self.0.iter().all(occurs)
    }
}

/// What of a profile is searched.
fn write_text(profile: &Profile, text: &mut Vec<u8>) {
    for value in SEARCHED
        .into_iter()
        .filter_map(|column| profile.get(column))
    {
        text.extend_from_slice(value.to_lowercase().as_bytes());
        text.push(b' ');
    }
}

impl SearchIndex {
    /// Accounts whose texts hold every word, in the order of their ids.
    pub(crate) fn find(
        &self,
        reads: &Reads<'_>,
        vault: &Vault,
        words: &str,
    ) -> Result<Vec<AccountId>, Error> {
        let found = self.find_followed(reads, vault, words);
        // Somebody may have been deleted meanwhile, and the writer did not wait for the texts.
        self.overwrite_doomed();
        found
    }

    fn find_followed(
        &self,
        reads: &Reads<'_>,
        vault: &Vault,
        words: &str,
    ) -> Result<Vec<AccountId>, Error> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = reads.revision()?;
        match texts.as_mut() {
            // A reader of an older moment finds a later index good enough: rows are read again.
            Some(texts) if texts.edition >= revision.edition => {
                texts.follow(reads, vault, revision)?;
            }
            _ => *texts = Some(Texts::build(reads, vault, revision)?),
        }
        Ok(texts
            .as_ref()
            .map(|texts| texts.find(words))
            .unwrap_or_default())
    }

    /// Overwrites the texts of whoever these keys belonged to. Where somebody is just searching,
    /// which may take as long as building the index, it is done as soon as that has ended.
    pub(crate) fn forget(&self, keys: &[KeyId]) {
        self.doomed()
            .extend(keys.iter().map(|id| AccountId::from_bytes(id.0)));
        self.overwrite_doomed();
    }

    /// Whoever holds the texts comes here after letting go of them, so none is left to wait.
    fn overwrite_doomed(&self) {
        let Ok(mut texts) = self.texts.try_lock() else {
            return;
        };
        let doomed = std::mem::take(&mut *self.doomed());
        if let Some(texts) = texts.as_mut().filter(|_| !doomed.is_empty()) {
            texts.overwrite(|entry| doomed.contains(&entry.id));
        }
    }

    /// Whether a text stands anywhere in this memory.
    #[cfg(test)]
    pub(crate) fn holds(&self, text: &str) -> bool {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts
            .as_ref()
            .is_some_and(|texts| memmem::find(&texts.text, text.as_bytes()).is_some())
    }

    fn doomed(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Texts {
    fn build(reads: &Reads<'_>, vault: &Vault, revision: Revision) -> Result<Texts, Error> {
        let head = revision.head.unwrap_or(Position(0));
        let mut texts = Texts {
            edition: revision.edition,
            followed: head,
            text: Vec::new(),
            entries: Vec::new(),
            newest: HashMap::new(),
        };
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
                Ok(())
            },
        )?;
        Ok(texts)
    }

    fn follow(
        &mut self,
        reads: &Reads<'_>,
        vault: &Vault,
        revision: Revision,
    ) -> Result<(), Error> {
        while Some(self.followed) < revision.head {
            for (position, bytes) in reads.log(Position(self.followed.0 + 1), CHUNK)? {
                let record = Record::decode(&bytes)?;
                let is_text = matches!(
                    record.body.kind(),
                    Kind::AccountCreated | Kind::ProfileChanged | Kind::AccountDeleted
                );
                if let Some(id) = record.account.filter(|_| is_text)
                    && let Some(row) = reads.account(id)?
                {
                    self.overwrite_account(row.number);
                    self.open(reads, vault, &row)?;
                }
                self.followed = position;
            }
        }
        Ok(())
    }

    /// Adds what is known of an account now; of one that is deleted, nothing.
    fn open(&mut self, reads: &Reads<'_>, vault: &Vault, row: &AccountRow) -> Result<(), Error> {
        if matches!(row.account, Account::Deleted { .. }) {
            return Ok(());
        }
        match vault.profile_of(reads, row) {
            Ok(profile) => self.add(row, &profile),
            // It was deleted since this moment of the book. (Where keys are lost, a search finds
            // less; the list of what it found and the doctor tell.)
            Err(Error::KeyMissing) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn add(&mut self, row: &AccountRow, profile: &Profile) {
        let start = self.text.len();
        write_text(profile, &mut self.text);
        self.text.push(END);
        self.newest.insert(row.number, self.entries.len());
        self.entries.push(Entry {
            start,
            id: row.id,
            number: row.number,
        });
    }

    /// Overwrites the text of an account that is no longer what it was.
    fn overwrite_account(&mut self, number: u64) {
        if let Some(index) = self.newest.remove(&number) {
            self.overwrite_entry(index);
        }
    }

    /// Overwrites the texts of all entries that are asked for.
    fn overwrite(&mut self, is_meant: impl Fn(&Entry) -> bool) {
        for index in 0..self.entries.len() {
            if is_meant(&self.entries[index]) {
                self.newest.remove(&self.entries[index].number);
                self.overwrite_entry(index);
            }
        }
    }

    fn overwrite_entry(&mut self, index: usize) {
        let text = self.extent(index);
        self.text[text].fill(END);
    }

    /// Where an entry's text stands.
    fn extent(&self, index: usize) -> Range<usize> {
        let start = |index: usize| self.entries.get(index).map(|entry| entry.start);
        let end = self.text.len();
        start(index).unwrap_or(end)..start(index + 1).unwrap_or(end)
    }

    fn find(&self, words: &str) -> Vec<AccountId> {
        let words = Words::new(words);
        // The longest word is the rarest: it is searched for, the others are looked up.
        let Some((longest, others)) = words.0.split_first() else {
            return Vec::new();
        };
        let finder = memmem::Finder::new(longest);
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(hit) = self.text.get(from..).and_then(|text| finder.find(text)) {
            let index = self
                .entries
                .partition_point(|entry| entry.start <= from + hit)
                .saturating_sub(1);
            let extent = self.extent(index);
            let text = &self.text[extent.clone()];
            if others
                .iter()
                .all(|word| memmem::find(text, word.as_bytes()).is_some())
            {
                found.push(self.entries[index].id);
            }
            from = extent.end;
        }
        found.sort_unstable();
        found
    }
}
