//! A digest of everything that would be done and refused: the plan's name. Two plans of the same
//! name do the same, so nothing needs to be stored between the plan and its yes (R61).

use rollbook_domain::reversal::{Aim, Aspect, Membership, Value};
use rollbook_domain::{Origin, SeatScope};
use uuid::Uuid;

use super::consequences::Settled;
use super::drafts::Drafts;
use super::judge::Fate;
use super::structure::{StructureDraft, StructureFate, StructurePut};
use crate::imports::{ClassChange, InstitutionChange};
use crate::plan_digest::PlanDigest;
use crate::vault::Vault;

/// The plan's id.
pub(super) fn plan_id(vault: &Vault, drafts: &Drafts, settled: &Settled) -> Uuid {
    let mut digest = PlanDigest::default();
    digest.number(match drafts.aim {
        Aim::Back => 0,
        Aim::Again => 1,
    });
    for draft in settled.drafts(drafts) {
        digest.number(draft.number);
        digest.number(u64::from(draft.is_deleted));
        digest.number(draft.fates.len() as u64);
        for (aspect, fate) in &draft.fates {
            digest.aspect(*aspect);
            digest.fate(fate);
        }
    }
    for draft in &settled.structure {
        digest.structure(draft);
    }
    digest.plan_id(vault)
}

impl PlanDigest {
    fn aspect(&mut self, aspect: Aspect) {
        match aspect {
            Aspect::Status => self.number(0),
            Aspect::Block => self.number(1),
            Aspect::Origin => self.number(2),
            Aspect::Institution => self.number(3),
            Aspect::Group(group) => {
                self.number(4);
                self.bytes(group.as_bytes());
            }
            Aspect::Column(column) => {
                self.number(5);
                self.number(column as u64);
            }
        }
    }

    fn fate(&mut self, fate: &Fate) {
        match fate {
            Fate::Put { from, to, over } => {
                self.number(0);
                self.value(from);
                self.value(to);
                self.number(over.map_or(u64::MAX, |position| position.0));
            }
            Fate::Kept(position) => {
                self.number(1);
                self.number(position.0);
            }
            Fate::Refused(refused) => {
                self.number(2);
                self.bytes(refused.code.as_bytes());
            }
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Flag(flag) => self.number(u64::from(*flag)),
            Value::Origin(Origin::Import) => self.number(0),
            Value::Origin(Origin::Manual) => self.number(1),
            Value::Institution(institution) => self.number(institution.0),
            Value::Membership(Membership::Outside) => self.number(0),
            Value::Membership(Membership::Member) => self.number(1),
            Value::Membership(Membership::Student) => self.number(2),
            Value::Membership(Membership::Teacher) => self.number(3),
            Value::Text(text) => self.text(text.as_deref()),
        }
    }

    fn structure(&mut self, draft: &StructureDraft) {
        self.bytes(draft.aspect.as_bytes());
        self.bytes(draft.label.as_bytes());
        match &draft.fate {
            StructureFate::NothingToDo => self.number(0),
            StructureFate::Kept(position) => {
                self.number(1);
                self.number(position.0);
            }
            StructureFate::Refused(refused) => {
                self.number(2);
                self.bytes(refused.code.as_bytes());
            }
            StructureFate::Put(put) => {
                self.number(3);
                self.put(put);
            }
        }
    }

    fn put(&mut self, put: &StructurePut) {
        match put {
            StructurePut::Limit(limit) => {
                self.number(match limit.scope {
                    SeatScope::Domain => u64::MAX,
                    SeatScope::Institution(institution) => institution.0,
                });
                self.number(limit.limit.unwrap_or(u64::MAX));
            }
            StructurePut::Institution(planned) => {
                self.number(planned.id.0);
                if let InstitutionChange::Added {
                    name,
                    import_id,
                    parent,
                }
                | InstitutionChange::Changed {
                    name,
                    import_id,
                    parent,
                } = &planned.change
                {
                    self.bytes(name.as_bytes());
                    self.text(import_id.as_deref());
                    self.number(parent.map_or(u64::MAX, |parent| parent.0));
                }
            }
            StructurePut::Class(planned) => {
                self.number(planned.institution.0);
                self.number(
                    planned
                        .owner
                        .and_then(|owner| owner.number())
                        .unwrap_or(u64::MAX),
                );
                match &planned.change {
                    ClassChange::Removed => self.number(0),
                    ClassChange::Added(details) | ClassChange::Changed { details, .. } => {
                        self.number(1);
                        for text in [
                            &details.import_id,
                            &details.name,
                            &details.shortname,
                            &details.description,
                            &details.code,
                            &details.year,
                        ] {
                            self.text(text.as_deref());
                        }
                    }
                }
            }
        }
    }
}
