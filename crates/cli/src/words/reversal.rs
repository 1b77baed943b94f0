//! What is taken back or given again, what is kept and what is refused, as people read it.

use rollbook_service::answers::{AspectOutcome, Batch, Plan, Reversal, ReversalApplied};

use super::effects::{
    Tense, change_sentences, guards, is_stopped_by_guard, paragraphs, seats, seats_moved,
};
use super::text::{count, number, printable, time};
use crate::table::Table;

/// How many outcomes of each kind a screen shows.
const SHOWN: usize = 20;

/// Whether the plan would record anything.
pub fn changes_something(reversal: &Reversal) -> bool {
    let is_put = |outcome: &AspectOutcome| is(outcome, "reversed") || is(outcome, "replayed");
    reversal.outcomes.iter().any(is_put)
}

/// What would happen.
pub fn plan(reversal: &Reversal) -> String {
    told(reversal, Tense::Future, &stops(&reversal.plan))
}

/// What happened, or why nothing did.
pub fn applied(applied: &ReversalApplied) -> String {
    let reversal = &applied.plan;
    match &applied.batch_id {
        Some(batch) => {
            let recorded = format!(
                "Recorded as batch {batch}, {}.\n",
                count(applied.events, "event")
            );
            told(reversal, Tense::Past, &recorded)
        }
        None if reversal.plan.stopped.is_some() || changes_something(reversal) => plan(reversal),
        None => told(
            reversal,
            Tense::Past,
            "Nothing to do, so nothing was recorded.\n",
        ),
    }
}

fn told(reversal: &Reversal, tense: Tense, end: &str) -> String {
    paragraphs([
        heading(reversal) + &sentences(reversal, tense),
        seats(&reversal.plan),
        notes(&reversal.plan),
        exceptions(&reversal.outcomes, "kept"),
        exceptions(&reversal.outcomes, "refused"),
        forced(reversal),
        end.to_owned(),
    ])
}

fn heading(reversal: &Reversal) -> String {
    let verb = match reversal.kind.as_str() {
        "replay" => "Give again",
        _ => "Take back",
    };
    let of_batch = reversal.of_batch.as_ref().map(|id| format!("batch {id}"));
    let of_event = reversal
        .of_event
        .map(|position| format!("event {position}"));
    let of_query = reversal
        .of_query
        .as_ref()
        .map(|query| format!("what is found by {}", printable(query)));
    let target = of_batch.or(of_event).or(of_query).unwrap_or_default();
    format!("{verb} {target}:\n")
}

fn sentences(reversal: &Reversal, tense: Tense) -> String {
    let effects = &reversal.plan.effects;
    let mut lines = change_sentences(effects, tense) + &seats_moved(&reversal.plan);
    for (many, one, several) in [
        (
            effects.kept,
            "thing is kept as it is, because something else has changed it since",
            "things are kept as they are, because something else has changed them since",
        ),
        (effects.refused, "thing is refused", "things are refused"),
        (
            effects.nothing_to_do,
            "thing needs nothing: it is as wanted already",
            "things need nothing: they are as wanted already",
        ),
    ] {
        match many {
            0 => {}
            1 => lines += &format!("  1 {one}\n"),
            many => lines += &format!("  {} {several}\n", number(many)),
        }
    }
    lines
}

fn is(outcome: &AspectOutcome, word: &str) -> bool {
    outcome.outcome == word
}

/// What a batch kept and refused.
pub fn exceptions_of_batch(batch: &Batch) -> String {
    let more = match batch.outcomes_left_out {
        0 => String::new(),
        more => format!("{} more kept or refused, and only counted\n", number(more)),
    };
    paragraphs([
        exceptions(&batch.outcomes, "kept"),
        exceptions(&batch.outcomes, "refused"),
        more,
    ])
}

/// Everything that is kept or refused, as far as a screen shows it.
fn exceptions(outcomes: &[AspectOutcome], word: &str) -> String {
    let fitting = || outcomes.iter().filter(|outcome| is(outcome, word));
    let many = fitting().count();
    if many == 0 {
        return String::new();
    }
    let (heading, table) = match word {
        "kept" => ("Kept", kept(fitting())),
        _ => ("Refused", refused(fitting())),
    };
    let more = match many.saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(
            "  … and {} more; --format json lists them\n",
            number(more as u64)
        ),
    };
    format!("{heading}:\n{}{more}", table.render("  "))
}

fn kept<'a>(outcomes: impl Iterator<Item = &'a AspectOutcome>) -> Table {
    let mut table = Table::new(&["account", "what", "why", "at", ">position"]);
    for outcome in outcomes.take(SHOWN) {
        table.row([
            outcome.label.clone().or_else(|| outcome.account_id.clone()),
            Some(outcome.aspect.clone()),
            outcome.because.clone(),
            outcome.at.as_ref().map(time),
            outcome.position.map(|position| position.to_string()),
        ]);
    }
    table
}

fn refused<'a>(outcomes: impl Iterator<Item = &'a AspectOutcome>) -> Table {
    let mut table = Table::new(&["account", "what", "code", "why"]);
    for outcome in outcomes.take(SHOWN) {
        table.row([
            outcome.label.clone().or_else(|| outcome.account_id.clone()),
            Some(outcome.aspect.clone()),
            outcome.code.clone(),
            outcome.because.clone(),
        ]);
    }
    table
}

/// Whoever is put back although somebody else has changed it since should be seen once more.
fn forced(reversal: &Reversal) -> String {
    let is_forced = |outcome: &&AspectOutcome| outcome.code.as_deref() == Some("forced");
    let mut table = Table::new(&["account", "what", ">changed at position"]);
    let mut is_empty = true;
    for outcome in reversal.outcomes.iter().filter(is_forced).take(SHOWN) {
        is_empty = false;
        table.row([
            outcome.label.clone(),
            Some(outcome.aspect.clone()),
            outcome.position.map(|position| position.to_string()),
        ]);
    }
    match is_empty {
        true => String::new(),
        false => format!("Forced:\n{}", table.render("  ")),
    }
}

/// R38.
fn notes(plan: &Plan) -> String {
    let mut notes = plan.changes.iter().flat_map(|change| &change.notes);
    let is_restored = notes.any(|note| note.code == "import-will-restore");
    match is_restored {
        true => {
            "Some of these accounts come from a student information system: what its next full \
                 import says of them counts again.\n"
                .to_owned()
        }
        false => String::new(),
    }
}

/// What stands against the plan, and what to do about it.
fn stops(plan: &Plan) -> String {
    let lines = guards(plan);
    let Some(stopped) = plan.stopped.as_deref() else {
        return lines;
    };
    let repair = match stopped {
        _ if is_stopped_by_guard(plan) => {
            "If this is what you want, say why: --override-guards \"REASON\""
        }
        "seat-limit" => "Free a seat, or raise the limit with `rollbook seats set`",
        "plan-changed" => "The ledger has changed since you were asked: look at the plan again",
        _ => "Look at the plan again",
    };
    lines + &format!("Stopped ({stopped}): nothing was recorded. {repair}.\n")
}
