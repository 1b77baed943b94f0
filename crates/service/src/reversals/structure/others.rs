//! What stays, whatever is taken back, and what to do instead.

use rollbook_domain::Position;
use rollbook_domain::reversal::Aim;
use rollbook_records::{Body, Kind};

use super::{Question, StructureDraft};
use crate::Error;

/// Says why a record cannot be taken back; `None` for one that changes nothing by itself.
pub(super) fn judge(
    question: &Question<'_>,
    position: Position,
    kind: Kind,
) -> Result<Option<StructureDraft>, Error> {
    let refused = |aspect, code, because: &str| {
        Some(StructureDraft::refused(
            aspect,
            String::new(),
            code,
            because,
        ))
    };
    Ok(match kind {
        Kind::GroupAdded if question.drafts.aim == Aim::Again => None,
        Kind::GroupAdded => {
            let label = match question.reads.record(position)?.body {
                Body::GroupAdded(event) => question.vault.text(&event.name)?,
                _ => String::new(),
            };
            let because = "a group that was added stays; whoever is in it can leave it";
            Some(StructureDraft::refused(
                "group",
                label,
                "group-stays",
                because,
            ))
        }
        // What a batch does is in the records behind its first.
        Kind::BatchRecorded if !is_all(question) => None,
        Kind::BatchRecorded => refused(
            "batch",
            "batch-itself",
            "this record only begins a batch: name the batch to take back what it did",
        ),
        Kind::LedgerOpened => refused("ledger", "ledger-stays", "it opened the ledger"),
        Kind::AdminAdded
        | Kind::AdminRemoved
        | Kind::PasswordSet
        | Kind::SignInLocked
        | Kind::SignInLinkMade => refused(
            "admin",
            "admin-stays",
            "who administers is not taken back by events: add or remove the admin",
        ),
        Kind::TokenCreated | Kind::TokenRevoked => refused(
            "token",
            "token-stays",
            "tokens are not taken back by events: create a new one, or revoke it",
        ),
        // Whom a step was for and what became of it changes nothing beside the step's own events.
        Kind::StepTargeted | Kind::StepRan | Kind::StepRefused if !is_all(question) => None,
        Kind::StepScheduled
        | Kind::StepTargeted
        | Kind::StepCancelled
        | Kind::StepRan
        | Kind::StepRefused => refused(
            "schedule",
            "schedule-stays",
            "what is scheduled is not taken back by events: cancel the step, or schedule it anew",
        ),
        _ => refused(
            "event",
            "not-reversible",
            "nothing takes back an event of this kind",
        ),
    })
}

/// Whether nothing but one record is to be taken back.
fn is_all(question: &Question<'_>) -> bool {
    question.drafts.others.len() + question.drafts.iter().count() == 1
}
