//! Search by name: an index in memory, because nothing readable stands on disk. Built when it is
//! first asked, then followed record by record.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use memchr::memmem;
use rollbook_book::{AccountRow, Filter, Reads};
use rollbook_domain::{Account, AccountId, Column, Position, Profile};
use rollbook_records::{Kind, Record};

use crate::Error;
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
pub(crate) struct SearchIndex(Mutex<Option<Texts>>);

/// The texts of all accounts in one piece of memory, in lower case.
struct Texts {
    /// The last record taken in.
    followed: Position,
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// The newest entry of each account.
    newest: HashMap<u64, usize>,
}

struct Entry {
    start: usize,
    id: AccountId,
    number: u64,
}

impl SearchIndex {
    /// Accounts whose texts hold every word, in the order of their ids.
    pub(crate) fn find(
        &self,
        reads: &Reads<'_>,
        vault: &Vault,
        words: &str,
    ) -> Result<Vec<AccountId>, Error> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let head = reads.head()?.unwrap_or(Position(0));
        match texts.as_mut() {
            // A reader of an older moment finds a later index good enough: rows are read again.
            Some(texts) => texts.follow(reads, vault, head)?,
            None => *texts = Some(Texts::build(reads, vault, head)?),
        }
        Ok(texts
            .as_ref()
            .map(|texts| texts.find(&words.to_lowercase()))
            .unwrap_or_default())
    }
}

impl Texts {
    fn build(reads: &Reads<'_>, vault: &Vault, head: Position) -> Result<Texts, Error> {
        let mut texts = Texts {
            followed: head,
            text: Vec::new(),
            entries: Vec::new(),
            newest: HashMap::new(),
        };
        reads.accounts(&Filter::default(), |row| {
            texts.add(&row, &vault.profile_of(reads, &row)?);
            Ok::<_, Error>(true)
        })?;
        Ok(texts)
    }

    fn follow(&mut self, reads: &Reads<'_>, vault: &Vault, head: Position) -> Result<(), Error> {
        while self.followed < head {
            for (position, bytes) in reads.log(Position(self.followed.0 + 1), CHUNK)? {
                self.followed = position;
                let record = Record::decode(&bytes)?;
                let is_text = matches!(
                    record.body.kind(),
                    Kind::AccountCreated | Kind::ProfileChanged
                );
                if let Some(id) = record.account.filter(|_| is_text)
                    && let Some(row) = reads.account(id)?
                    && matches!(row.account, Account::Living(_))
                {
                    self.add(&row, &vault.profile_of(reads, &row)?);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, row: &AccountRow, profile: &Profile) {
        let start = self.text.len();
        for value in SEARCHED
            .into_iter()
            .filter_map(|column| profile.get(column))
        {
            self.text.extend_from_slice(value.to_lowercase().as_bytes());
            self.text.push(b' ');
        }
        self.text.push(END);
        self.newest.insert(row.number, self.entries.len());
        self.entries.push(Entry {
            start,
            id: row.id,
            number: row.number,
        });
    }

    fn find(&self, words: &str) -> Vec<AccountId> {
        let mut words: Vec<&str> = words.split_whitespace().collect();
        // The longest word is the rarest: it is searched for, the others are looked up.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let Some((longest, others)) = words.split_first() else {
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
            let end = self
                .entries
                .get(index + 1)
                .map_or(self.text.len(), |next| next.start);
            let entry = &self.entries[index];
            let text = &self.text[entry.start..end];
            let is_newest = self.newest.get(&entry.number) == Some(&index);
            if is_newest
                && others
                    .iter()
                    .all(|word| memmem::find(text, word.as_bytes()).is_some())
            {
                found.push(entry.id);
            }
            from = end;
        }
        found.sort_unstable();
        found
    }
}
