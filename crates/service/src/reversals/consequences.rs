//! What follows where accounts depend on each other: identities that only one may hold, seats, and
//! groups of an institution (R46, R49).

mod claims;

use std::collections::{BTreeMap, HashMap, HashSet};

use rollbook_book::Reads;
use rollbook_domain::reversal::{Aspect, Membership, Value};
use rollbook_domain::{Column, GroupId, InstitutionId, Seats, Transition, allot_seats};

use super::drafts::Drafts;
use super::judge::{Draft, Refused};
use super::structure::{self, StructureDraft, StructureFate, StructurePut};
use crate::Error;
use crate::institutions::place_name;
use crate::seats::no_seat;
use crate::vault::Vault;
use claims::Claims;

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
        settled.give_out_seats(reads, vault, drafts);
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
            if claims.is_empty() {
                return Ok(());
            }
            claims.look_up_holders(reads)?;
            let refused = claims.refused();
            if refused.is_empty() {
                return Ok(());
            }
            // Whoever would be left without a name keeps one, and others may have counted on it.
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
    fn give_out_seats(&mut self, reads: &Reads<'_>, vault: &Vault, drafts: &Drafts) {
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
        let mut places = BTreeMap::new();
        for (place, draft) in drafts.iter().enumerate() {
            let Some(reached) = without.get(&place) else {
                continue;
            };
            let scope = reached.scope;
            let called = || {
                let called = places.entry(scope);
                let name = called.or_insert_with(|| place_name(reads, vault, scope));
                name.clone()
            };
            let refused = Refused {
                code: "seat-limit",
                because: no_seat(drafts.terms.scope, *reached, called).to_string(),
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
