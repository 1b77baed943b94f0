//! Identities that only one account may hold (R49): who wants which, who holds them, and who gives
//! them up.

use std::collections::HashMap;

use rollbook_book::Reads;
use rollbook_domain::Column;
use rollbook_domain::reversal::{Aspect, Value};
use rollbook_records::Blind;

use super::super::judge::Draft;
use crate::Error;
use crate::vault::Vault;

/// Who wants which identities, who holds them, and who gives them up.
#[derive(Default)]
pub(super) struct Claims {
    wanted: Vec<Claim>,
    /// What an account gives up, and for which claim of its own.
    given_up: HashMap<(Blind, u64), usize>,
    holders: HashMap<Blind, Vec<u64>>,
}

struct Claim {
    place: usize,
    account: u64,
    column: Column,
    /// None where the column is only cleared.
    identity: Option<Blind>,
}

impl Claims {
    /// Whether nobody wants anything.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    pub(super) fn add(&mut self, place: usize, draft: &Draft, vault: &Vault) {
        for (aspect, from, to) in draft.puts() {
            let (Aspect::Column(column), Value::Text(from), Value::Text(to)) = (aspect, from, to)
            else {
                continue;
            };
            if !column.is_unique() {
                continue;
            }
            let blind = |text: &Option<String>| {
                let text = text.as_deref()?;
                Some(vault.blinding.identity(column, text))
            };
            if let Some(given_up) = blind(from) {
                self.given_up
                    .insert((given_up, draft.number), self.wanted.len());
            }
            self.wanted.push(Claim {
                place,
                account: draft.number,
                column,
                identity: blind(to),
            });
        }
    }

    pub(super) fn look_up_holders(&mut self, reads: &Reads<'_>) -> Result<(), Error> {
        let mut identities: Vec<Blind> = self
            .wanted
            .iter()
            .filter_map(|claim| claim.identity)
            .collect();
        identities.sort_unstable();
        identities.dedup();
        let holders = &mut self.holders;
        reads.find_many(&identities, |place, account| {
            if let Some(identity) = identities.get(place) {
                holders.entry(*identity).or_default().push(account);
            }
        })?;
        Ok(())
    }

    /// The columns that cannot be had, by the place of their drafts. Whoever cannot have one keeps
    /// what it would have given up, which may stand in another's way.
    pub(super) fn refused(&self) -> HashMap<usize, Vec<Column>> {
        let mut granted: HashMap<Blind, usize> = HashMap::new();
        let mut is_refused = vec![false; self.wanted.len()];
        let mut open: Vec<usize> = Vec::new();
        for (index, claim) in self.wanted.iter().enumerate() {
            let Some(identity) = claim.identity else {
                continue;
            };
            // The first of two that want the same has it.
            if *granted.entry(identity).or_insert(index) != index {
                open.push(index);
            }
        }
        let mut counting_on: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, claim) in self.wanted.iter().enumerate() {
            for holder in self.holders_of(claim) {
                match holder {
                    Some(giver) => counting_on.entry(giver).or_default().push(index),
                    None => open.push(index),
                }
            }
        }
        while let Some(index) = open.pop() {
            match is_refused.get_mut(index) {
                Some(refused) if !*refused => *refused = true,
                _ => continue,
            }
            // What this account keeps now, others have counted on.
            open.extend(counting_on.get(&index).into_iter().flatten());
        }
        let mut refused: HashMap<usize, Vec<_>> = HashMap::new();
        for (claim, is_refused) in self.wanted.iter().zip(is_refused) {
            if is_refused {
                refused.entry(claim.place).or_default().push(claim.column);
            }
        }
        refused
    }

    /// For each other account that holds what is wanted: the claim with which it gives that up, if
    /// it does.
    fn holders_of<'a>(&'a self, claim: &'a Claim) -> impl Iterator<Item = Option<usize>> + 'a {
        let identity = claim.identity;
        let holders = identity.and_then(|identity| self.holders.get(&identity));
        holders
            .into_iter()
            .flatten()
            .filter(|holder| **holder != claim.account)
            .map(move |holder| {
                let given_up = identity.map(|identity| (identity, *holder))?;
                self.given_up.get(&given_up).copied()
            })
    }
}
