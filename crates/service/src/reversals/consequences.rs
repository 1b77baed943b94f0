//! What follows where accounts depend on each other: identities that only one may hold, seats, and
//! groups of an institution (R46, R49).

use std::collections::{BTreeMap, HashMap, HashSet};

use rollbook_book::Reads;
use rollbook_domain::reversal::{Aspect, Membership, Value};
use rollbook_domain::{Column, GroupId, InstitutionId, SeatScope, Seats, Transition, allot_seats};
use rollbook_records::Blind;

use super::drafts::Drafts;
use super::judge::{Draft, Refused};
use super::structure::{self, StructureDraft, StructureFate, StructurePut};
use crate::Error;
use crate::caller::Scope;
use crate::vault::Vault;

/// The drafts after all of them were looked at together.
pub(super) struct Settled {
    /// Drafts as they are carried out, by their place; those that are carried out as they were
    /// judged have none.
    refused: BTreeMap<usize, Draft>,
    pub(super) seats_before: Seats,
    pub(super) seats_after: Seats,
    /// Accounts that found no free seat.
    pub(super) without_seat: u64,
    /// What is no account's own.
    pub(super) structure: Vec<StructureDraft>,
}

impl Settled {
    pub(super) fn of(reads: &Reads<'_>, vault: &Vault, drafts: &Drafts) -> Result<Settled, Error> {
        let seats = reads.seats()?;
        let mut settled = Settled {
            refused: BTreeMap::new(),
            seats_before: seats.clone(),
            seats_after: seats,
            without_seat: 0,
            structure: structure::judge(reads, vault, drafts)?,
        };
        settled.set_limits();
        settled.refuse_unknown_institutions(reads, drafts)?;
        settled.refuse_taken_identities(reads, vault, drafts)?;
        settled.give_out_seats(drafts);
        settled.refuse_strange_groups(reads, drafts)?;
        Ok(settled)
    }

    /// Every draft as it is carried out.
    pub(super) fn drafts<'a>(&'a self, drafts: &'a Drafts) -> impl Iterator<Item = &'a Draft> {
        let settled = |(place, draft)| self.refused.get(&place).unwrap_or(draft);
        drafts.iter().enumerate().map(settled)
    }

    fn refuse(
        &mut self,
        (place, draft): (usize, &Draft),
        refused: &Refused,
        fits: impl Fn(Aspect, &Value) -> bool,
    ) {
        let draft = self.refused.entry(place).or_insert_with(|| draft.clone());
        draft.refuse_where(fits, refused.code, refused.because.as_str());
    }

    /// Limits come first in what is recorded.
    fn set_limits(&mut self) {
        for draft in &self.structure {
            if let StructureFate::Put(StructurePut::Limit(limit)) = &draft.fate {
                self.seats_after.set_limit(limit.scope, limit.limit);
            }
        }
    }

    fn refuse_unknown_institutions(
        &mut self,
        reads: &Reads<'_>,
        drafts: &Drafts,
    ) -> Result<(), Error> {
        let known: HashSet<InstitutionId> =
            reads.institutions()?.iter().map(|row| row.id).collect();
        for (place, draft) in drafts.iter().enumerate() {
            let unknown = draft.puts().find_map(|(_, _, to)| match to {
                Value::Institution(to) if !known.contains(to) => Some(*to),
                _ => None,
            });
            if let Some(unknown) = unknown {
                let refused = Refused {
                    code: "unknown-institution",
                    because: Error::UnknownInstitution(unknown).to_string(),
                };
                self.refuse((place, draft), &refused, |aspect, _| {
                    aspect == Aspect::Institution
                });
            }
        }
        Ok(())
    }

    /// R49. Accounts of the same reversal may change places: what one gives up, another may have.
    fn refuse_taken_identities(
        &mut self,
        reads: &Reads<'_>,
        vault: &Vault,
        drafts: &Drafts,
    ) -> Result<(), Error> {
        loop {
            let mut claims = Claims::default();
            for (place, draft) in self.drafts(drafts).enumerate() {
                claims.add(place, draft, vault);
            }
            if claims.wanted.is_empty() {
                return Ok(());
            }
            claims.look_up_holders(reads)?;
            let refused = claims.refused();
            if refused.is_empty() {
                return Ok(());
            }
            // Whoever is not left without a name by that may keep one that others count on.
            self.refuse_columns(drafts, &refused);
        }
    }

    fn refuse_columns(&mut self, drafts: &Drafts, refused: &HashMap<usize, Vec<Column>>) {
        for (place, draft) in drafts.iter().enumerate() {
            let Some(columns) = refused.get(&place) else {
                continue;
            };
            for column in columns {
                let reason = Refused {
                    code: "identity-taken",
                    because: format!("another account has this {}", column.name()),
                };
                let aspect = Aspect::Column(*column);
                self.refuse((place, draft), &reason, |other, _| other == aspect);
            }
            if let Some(draft) = self.refused.get_mut(&place) {
                draft.refuse_unnamed();
            }
        }
    }

    /// R46: seats that are freed count first, the rest goes in the order of the records.
    fn give_out_seats(&mut self, drafts: &Drafts) {
        let transitions: Vec<Transition> = self
            .drafts(drafts)
            .map(|draft| Transition {
                before: Some(draft.account),
                after: draft.account_after(),
            })
            .collect();
        let without: BTreeMap<_, _> = allot_seats(&mut self.seats_after, &transitions)
            .into_iter()
            .collect();
        self.without_seat = without.len() as u64;
        for (place, draft) in drafts.iter().enumerate() {
            let Some(reached) = without.get(&place) else {
                continue;
            };
            let because = match (drafts.terms.scope, reached.scope) {
                (Scope::Domain, _) => reached.to_string(),
                // R16, R18.
                (_, SeatScope::Domain) => Error::NoSeatInDomain.to_string(),
                (_, SeatScope::Institution(_)) => {
                    Error::NoSeatForInstitutionAdmin(*reached).to_string()
                }
            };
            let refused = Refused {
                code: "seat-limit",
                because,
            };
            self.refuse((place, draft), &refused, |aspect, to| match aspect {
                Aspect::Status | Aspect::Block => *to == Value::Flag(false),
                aspect => aspect == Aspect::Institution,
            });
        }
    }

    /// A group is of one institution, and a class may have ended.
    fn refuse_strange_groups(&mut self, reads: &Reads<'_>, drafts: &Drafts) -> Result<(), Error> {
        let mut places = Groups {
            reads,
            groups: HashMap::new(),
            classes: HashMap::new(),
        };
        for (place, draft) in drafts.iter().enumerate() {
            let settled = self.refused.get(&place).unwrap_or(draft);
            if settled.joins().next().is_none() {
                continue;
            }
            let institution = settled.account_after().institution();
            let joins: Vec<_> = settled.joins().collect();
            for (group, membership) in joins {
                if let Some(refused) = places.refusal(group, membership, institution)? {
                    self.refuse((place, draft), &refused, |aspect, _| {
                        aspect == Aspect::Group(group)
                    });
                }
            }
        }
        Ok(())
    }
}

/// Who wants which identities, who holds them, and who gives them up.
#[derive(Default)]
struct Claims {
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
    fn add(&mut self, place: usize, draft: &Draft, vault: &Vault) {
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

    fn look_up_holders(&mut self, reads: &Reads<'_>) -> Result<(), Error> {
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
    fn refused(&self) -> HashMap<usize, Vec<Column>> {
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

/// Groups and classes that were looked up.
struct Groups<'a> {
    reads: &'a Reads<'a>,
    groups: HashMap<GroupId, Option<InstitutionId>>,
    classes: HashMap<GroupId, bool>,
}

impl Groups<'_> {
    fn refusal(
        &mut self,
        group: GroupId,
        membership: Membership,
        institution: InstitutionId,
    ) -> Result<Option<Refused>, Error> {
        if membership != Membership::Member {
            return Ok((!self.is_class(group)?).then(|| Refused {
                code: "class-ended",
                because: "the class has ended, and does not come back: the next import of classes \
                          states it anew"
                    .to_owned(),
            }));
        }
        Ok(
            (self.institution_of(group)? != Some(institution)).then(|| Refused {
                code: "other-institution",
                because: Error::OtherInstitution.to_string(),
            }),
        )
    }

    fn institution_of(&mut self, group: GroupId) -> Result<Option<InstitutionId>, Error> {
        if let Some(known) = self.groups.get(&group) {
            return Ok(*known);
        }
        let institution = self.reads.group(group)?.map(|row| row.institution);
        self.groups.insert(group, institution);
        Ok(institution)
    }

    fn is_class(&mut self, group: GroupId) -> Result<bool, Error> {
        if let Some(known) = self.classes.get(&group) {
            return Ok(*known);
        }
        let is_class = self
            .reads
            .class(rollbook_domain::ClassId::from_bytes(*group.as_bytes()))?
            .is_some();
        self.classes.insert(group, is_class);
        Ok(is_class)
    }
}
