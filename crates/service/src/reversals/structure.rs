//! What is to become of what is no account's own: seat limits, institutions, classes, and the rest,
//! which stays.

mod classes;
mod institutions;
mod limits;
mod others;
mod statements;

use std::collections::BTreeMap;

use rollbook_book::Reads;
use rollbook_domain::reversal::Turn;
use rollbook_domain::{ClassId, InstitutionId, Position, SeatScope};
use rollbook_records::Kind;

use super::drafts::Drafts;
use super::judge::Refused;
use super::taken_back::was_taken_back;
use crate::Error;
use crate::imports::{PlannedClass, PlannedInstitution, PlannedLimit};
use crate::vault::Vault;
pub(super) use statements::Statements;
use statements::is_of_class;

/// What is to become of one seat limit, institution, class or the like.
pub(super) struct StructureDraft {
    /// `seats`, `institution`, `class`, `group`, …
    pub(super) aspect: &'static str,
    /// What it is called; empty where it has no name.
    pub(super) label: String,
    /// The class that it is, while there is one.
    pub(super) class: Option<ClassId>,
    pub(super) fate: StructureFate,
}

pub(super) enum StructureFate {
    Put(StructurePut),
    Kept(Position),
    NothingToDo,
    Refused(Refused),
}

/// What is to be recorded.
pub(super) enum StructurePut {
    Limit(PlannedLimit),
    Institution(PlannedInstitution),
    Class(PlannedClass),
}

impl StructureDraft {
    fn refused(
        aspect: &'static str,
        label: impl Into<String>,
        code: &'static str,
        because: impl Into<String>,
    ) -> StructureDraft {
        StructureDraft {
            aspect,
            label: label.into(),
            class: None,
            fate: StructureFate::Refused(Refused {
                code,
                because: because.into(),
            }),
        }
    }
}

/// Where something stands.
struct Question<'a> {
    reads: &'a Reads<'a>,
    vault: &'a Vault,
    drafts: &'a Drafts,
}

impl Question<'_> {
    fn is_target(&self, position: Position) -> bool {
        self.drafts.target.contains(position)
    }

    /// What becomes of what is as it was before, by the record at `latest`: what another hand has
    /// put back is kept, as an account's aspect is.
    fn as_before<V>(&self, turns: &[Turn<V>], latest: Position) -> Result<StructureFate, Error> {
        let targets: Vec<Position> = turns
            .iter()
            .filter(|turn| turn.is_target)
            .map(|turn| turn.position)
            .collect();
        let asked = &self.drafts.target.asked;
        Ok(
            match was_taken_back(self.reads, self.vault, asked, &targets, latest)? {
                true => StructureFate::NothingToDo,
                false => StructureFate::Kept(latest),
            },
        )
    }
}

/// Judges everything of the target that is no account's own.
pub(super) fn judge(
    reads: &Reads<'_>,
    vault: &Vault,
    drafts: &Drafts,
) -> Result<Vec<StructureDraft>, Error> {
    let question = Question {
        reads,
        vault,
        drafts,
    };
    let mut judged = Vec::new();
    let mut scopes: BTreeMap<SeatScope, Position> = BTreeMap::new();
    let mut institutions: BTreeMap<InstitutionId, Position> = BTreeMap::new();
    for (position, kind) in drafts.others.iter() {
        match kind {
            Kind::SeatLimitSet => {
                let institution = reads.record(*position)?.institution;
                let scope = institution.map_or(SeatScope::Domain, SeatScope::Institution);
                scopes.entry(scope).or_insert(*position);
            }
            Kind::InstitutionAdded | Kind::InstitutionChanged | Kind::InstitutionRemoved => {
                if let Some(institution) = reads.record(*position)?.institution {
                    institutions.entry(institution).or_insert(*position);
                }
            }
            kind if is_of_class(*kind) => {}
            kind => judged.extend(others::judge(&question, *position, *kind)?),
        }
    }
    for scope in scopes.into_keys() {
        judged.push(limits::judge(&question, scope)?);
    }
    for institution in institutions.into_keys() {
        judged.push(institutions::judge(&question, institution)?);
    }
    judged.extend(classes::judge(&question)?);
    Ok(judged)
}
