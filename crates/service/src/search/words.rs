//! What is searched for, and where.

use memchr::memmem;
use rollbook_domain::{Column, Profile};

use super::texts::END;

/// Columns that are searched.
const SEARCHED: [Column; 6] = [
    Column::FirstName,
    Column::LastName,
    Column::Email,
    Column::Username,
    Column::SisId,
    Column::UserId,
];

/// What is searched for: words in lower case, the longest first.
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn new(text: &str) -> Words {
        let text = text.to_lowercase();
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Words(words)
    }

    /// The longest word is the rarest: it is searched for, the others are looked up. Nothing where
    /// nobody can be found.
    pub(super) fn longest_and_others(&self) -> Option<(&String, &[String])> {
        let can_occur = |word: &String| !word.as_bytes().contains(&END);
        let split = self.0.split_first();
        split.filter(|_| self.0.iter().all(can_occur))
    }

    /// Whether the index would find an account of this profile.
    pub(crate) fn all_occur_in(&self, profile: &Profile) -> bool {
        let mut text = Vec::new();
        write_text(profile, &mut text);
        !self.0.is_empty() && all_occur(&self.0, &text)
    }
}

/// Whether every word occurs in a text.
pub(super) fn all_occur(words: &[String], text: &[u8]) -> bool {
    words
        .iter()
        .all(|word| memmem::find(text, word.as_bytes()).is_some())
}

/// What of a profile is searched.
pub(super) fn write_text(profile: &Profile, text: &mut Vec<u8>) {
    for value in SEARCHED
        .into_iter()
        .filter_map(|column| profile.get(column))
    {
        text.extend_from_slice(value.to_lowercase().as_bytes());
        text.push(b' ');
    }
}
