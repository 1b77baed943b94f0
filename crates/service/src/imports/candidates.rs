//! Whom the rows of a file may mean, looked up for all rows at once.

use rollbook_book::{KnownAccount, Reads};
use rollbook_records::Blind;

use super::intents::BulkRow;
use crate::Error;

/// The accounts that the identities of rows find.
pub(crate) struct Candidates {
    /// For each identity, in the order of the rows, where its accounts stand in `numbers`.
    spans: Vec<(u32, u32)>,
    numbers: Vec<u64>,
    /// Those that emails find, in the order of their numbers.
    accounts: Vec<KnownAccount>,
    /// The first identity of the next row.
    next: usize,
}

/// What is found for one row.
pub(crate) struct RowCandidates<'a> {
    /// Whoever has its email.
    pub(crate) by_email: Vec<KnownAccount>,
    candidates: &'a Candidates,
    first: usize,
}

impl Candidates {
    /// Looks up every row. Ask for them with [`Candidates::of_next`] in the same order.
    pub(crate) fn of(reads: &Reads<'_>, rows: &[BulkRow]) -> Result<Candidates, Error> {
        let mut wanted: Vec<(Blind, u32)> = Vec::new();
        let mut emails = Vec::with_capacity(rows.len());
        for row in rows {
            emails.push(wanted.len());
            for identity in row.identities() {
                wanted.push((*identity, super::intents::number(wanted.len())));
            }
        }
        wanted.sort_unstable();
        let mut distinct: Vec<Blind> = wanted.iter().map(|(identity, _)| *identity).collect();
        distinct.dedup();
        let mut numbers = Vec::new();
        let mut of_distinct = vec![(0, 0); distinct.len()];
        reads.find_many(&distinct, |place, number| {
            let end = super::intents::number(numbers.len() + 1);
            if let Some((start, last)) = of_distinct.get_mut(place) {
                if *last == 0 {
                    *start = end - 1;
                }
                *last = end;
            }
            numbers.push(number);
        })?;
        let mut spans = vec![(0, 0); wanted.len()];
        let mut place = 0;
        for (identity, slot) in &wanted {
            while distinct.get(place).is_some_and(|known| known < identity) {
                place += 1;
            }
            if let (Some(span), Some(found)) =
                (spans.get_mut(*slot as usize), of_distinct.get(place))
            {
                *span = *found;
            }
        }
        drop((wanted, distinct, of_distinct));
        let mut candidates = Candidates {
            spans,
            numbers,
            accounts: Vec::new(),
            next: 0,
        };
        let mut by_email: Vec<u64> = emails
            .into_iter()
            .flat_map(|slot| candidates.numbers_of(slot))
            .copied()
            .collect();
        by_email.sort_unstable();
        by_email.dedup();
        candidates.accounts = reads.known_accounts(&by_email)?;
        Ok(candidates)
    }

    /// What is found for the next row.
    pub(crate) fn of_next(&mut self, row: &BulkRow) -> RowCandidates<'_> {
        let first = self.next;
        self.next += row.identities().count();
        RowCandidates {
            by_email: self
                .numbers_of(first)
                .iter()
                .filter_map(|number| self.account(*number))
                .collect(),
            candidates: self,
            first,
        }
    }

    fn numbers_of(&self, slot: usize) -> &[u64] {
        let (start, end) = self.spans.get(slot).copied().unwrap_or_default();
        self.numbers
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    fn account(&self, number: u64) -> Option<KnownAccount> {
        let place = self
            .accounts
            .binary_search_by_key(&number, |account| account.number)
            .ok()?;
        self.accounts.get(place).copied()
    }
}

impl RowCandidates<'_> {
    /// Whether an account has one of the row's other identities, counted from 0.
    pub(crate) fn has_other(&self, other: usize, account: &KnownAccount) -> bool {
        self.candidates
            .numbers_of(self.first + 1 + other)
            .contains(&account.number)
    }
}
