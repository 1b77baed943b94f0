//! Limits of seats (R45).

use rollbook_domain::SeatScope;
use rollbook_domain::reversal::{Decided, Turn, decide};

use super::{Question, StructureDraft, StructureFate, StructurePut};
use crate::Error;
use crate::imports::PlannedLimit;

/// What becomes of a scope's limit.
pub(super) fn judge(question: &Question<'_>, scope: SeatScope) -> Result<StructureDraft, Error> {
    // Nobody has a limit who was never given one.
    let mut before = None;
    let mut turns = Vec::new();
    for (position, after) in question.reads.seat_limits_of(scope)? {
        turns.push(Turn {
            position,
            is_target: question.is_target(position),
            before,
            after,
        });
        before = after;
    }
    let first = turns.iter().position(|turn| turn.is_target).unwrap_or(0);
    let since = turns.get(first..).unwrap_or_default();
    let fate = match decide(since, question.drafts.aim, false) {
        Decided::Untouched | Decided::NothingToDo => StructureFate::NothingToDo,
        Decided::AsBefore(latest) => question.as_before(since, latest)?,
        Decided::Kept(position) => StructureFate::Kept(position),
        Decided::Put { to: limit, .. } => {
            StructureFate::Put(StructurePut::Limit(PlannedLimit { scope, limit }))
        }
    };
    Ok(StructureDraft {
        aspect: "seats",
        label: scope.to_string(),
        class: None,
        fate,
    })
}
