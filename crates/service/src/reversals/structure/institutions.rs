//! Names, external ids and parents of institutions (R39).

use rollbook_domain::reversal::{Aim, Decided, Turn, decide};
use rollbook_domain::{InstitutionId, Position};
use rollbook_records::{Body, Sealed};

use super::{Question, StructureDraft, StructureFate, StructurePut};
use crate::Error;
use crate::imports::{InstitutionChange, PlannedInstitution};

const ASPECT: &str = "institution";

/// What an institution is called, and where it belongs.
#[derive(Clone, PartialEq, Eq)]
struct State {
    name: String,
    import_id: Option<String>,
    parent: Option<u64>,
}

/// What becomes of an institution. One that was added stays: accounts may belong to it at any time.
pub(super) fn judge(
    question: &Question<'_>,
    institution: InstitutionId,
) -> Result<StructureDraft, Error> {
    let label = format!("institution {institution}");
    let Some(now) = question.reads.institution(institution)? else {
        let because = "it was removed, and its number is never given again: add it anew";
        return Ok(StructureDraft::refused(
            ASPECT,
            label,
            "institution-removed",
            because,
        ));
    };
    let states = states(question, institution)?;
    // Before the first state there was no institution.
    let is_added = states
        .first()
        .is_some_and(|(position, _)| question.is_target(*position));
    let turns: Vec<Turn<&State>> = states
        .windows(2)
        .filter_map(|pair| match pair {
            [(_, before), (position, after)] => Some(Turn {
                position: *position,
                is_target: question.is_target(*position),
                before,
                after,
            }),
            _ => None,
        })
        .collect();
    if is_added && question.drafts.aim == Aim::Back {
        let because = "an institution that was added stays: delete_organizations.csv removes one \
                       that nobody belongs to";
        return Ok(StructureDraft::refused(
            ASPECT,
            label,
            "institution-stays",
            because,
        ));
    }
    let first = turns.iter().position(|turn| turn.is_target).unwrap_or(0);
    let since = turns.get(first..).unwrap_or_default();
    let fate = match decide(since, question.drafts.aim, false) {
        Decided::Untouched | Decided::NothingToDo => StructureFate::NothingToDo,
        Decided::AsBefore(latest) => question.as_before(since, latest)?,
        Decided::Kept(position) => StructureFate::Kept(position),
        Decided::Put { to, .. } => {
            if let Some(refused) = obstacle(question, now.id, to)? {
                return Ok(StructureDraft::refused(ASPECT, label, refused.0, refused.1));
            }
            StructureFate::Put(StructurePut::Institution(PlannedInstitution {
                id: institution,
                change: InstitutionChange::Changed {
                    name: to.name.clone(),
                    import_id: to.import_id.clone(),
                    parent: to.parent.map(InstitutionId),
                },
            }))
        }
    };
    Ok(StructureDraft {
        aspect: ASPECT,
        label,
        class: None,
        fate,
    })
}

fn states(
    question: &Question<'_>,
    institution: InstitutionId,
) -> Result<Vec<(Position, State)>, Error> {
    let text = |sealed: &Option<Sealed>| {
        let open = |sealed| question.vault.text(sealed);
        sealed.as_ref().map(open).transpose()
    };
    let mut states = Vec::new();
    for position in question.reads.institution_positions(institution)? {
        let state = match question.reads.record(position)?.body {
            Body::InstitutionAdded(event) => State {
                name: question.vault.text(&event.name)?,
                import_id: text(&event.import_id)?,
                parent: event.parent,
            },
            Body::InstitutionChanged(event) => State {
                name: question.vault.text(&event.name)?,
                import_id: text(&event.import_id)?,
                parent: event.parent,
            },
            _ => continue,
        };
        states.push((position, state));
    }
    Ok(states)
}

/// What stands against a state: a code, and why.
fn obstacle(
    question: &Question<'_>,
    institution: InstitutionId,
    to: &State,
) -> Result<Option<(&'static str, String)>, Error> {
    if let Some(import_id) = &to.import_id {
        let hash = question.vault.blinding.institution_import_id(import_id);
        let holder = question.reads.institution_by_import_id(&hash)?;
        if holder.is_some_and(|holder| holder.id != institution) {
            return Ok(Some((
                "institution-taken",
                Error::ImportIdTaken.to_string(),
            )));
        }
    }
    if let Some(parent) = to.parent.map(InstitutionId)
        && question.reads.institution(parent)?.is_none()
    {
        let why = Error::UnknownInstitution(parent).to_string();
        return Ok(Some(("unknown-institution", why)));
    }
    Ok(None)
}
