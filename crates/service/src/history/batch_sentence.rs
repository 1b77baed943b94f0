//! A batch in half a sentence: what was done, and what came of it.

use super::sentence::{listed, quoted};
use crate::answers::{Effects, RecordedBatch};

/// What whoever made the batch did.
pub(super) fn batch(batch: &RecordedBatch) -> String {
    let done = deed(batch);
    let effects = effects(&batch.effects);
    let guards = match &batch.override_reason {
        Some(reason) => format!(", overriding a guard with the reason {}", quoted(reason)),
        None => String::new(),
    };
    match effects.is_empty() {
        true => format!("{done}{guards}"),
        false => format!("{done}, which {}{guards}", listed(&effects)),
    }
}

fn deed(batch: &RecordedBatch) -> String {
    match batch.kind.as_str() {
        "reversal" => format!("took back {}", target(batch)),
        "replay" => format!("applied {} again", target(batch)),
        "schedule" => "ran a step that was due".to_owned(),
        _ => match &batch.files[..] {
            [] => "imported a package".to_owned(),
            [file] => format!("imported {}", file.name),
            [file, others @ ..] => match others.len() {
                1 => format!("imported {} and 1 more file", file.name),
                many => format!("imported {} and {many} more files", file.name),
            },
        },
    }
}

fn target(batch: &RecordedBatch) -> String {
    match (&batch.of_batch, batch.of_event, &batch.of_query) {
        (Some(id), _, _) => format!("the batch {id}"),
        (_, Some(position), _) => format!("the event at position {position}"),
        (_, _, Some(query)) => format!("what the query {} finds", quoted(query)),
        (None, None, None) => "what was recorded before".to_owned(),
    }
}

fn effects(effects: &Effects) -> Vec<String> {
    [
        (effects.create, "created", "account"),
        (effects.change_profile, "changed", "profile"),
        (effects.change_origin, "changed the origin of", "account"),
        (effects.disable, "disabled", "account"),
        (effects.enable, "enabled", "account"),
        (effects.deactivate, "deactivated", "account"),
        (effects.reactivate, "reactivated", "account"),
        (effects.delete, "deleted", "account"),
        (effects.leave_group, "ended", "membership"),
        (effects.join_group, "began", "membership"),
        (effects.add_institution, "added", "institution"),
        (effects.change_institution, "changed", "institution"),
        (effects.remove_institution, "removed", "institution"),
        (effects.add_class, "added", "class"),
        (effects.change_class, "changed", "class"),
        (effects.remove_class, "removed", "class"),
        (effects.record_activity, "reported activity of", "account"),
        (effects.kept, "kept", "later change"),
        (effects.refused, "refused", "row"),
    ]
    .into_iter()
    .filter(|(many, _, _)| *many > 0)
    .map(|(many, verb, thing)| {
        let plural = match (many, thing) {
            (1, _) => "",
            (_, "class") => "es",
            _ => "s",
        };
        format!("{verb} {many} {thing}{plural}")
    })
    .collect()
}
