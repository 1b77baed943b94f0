//! What is scheduled, in plain sentences and tables.

use rollbook_service::answers::{
    ChangeOutcome, Effects, GuardStop, Note, PlannedStep, Refusal, SchedulePlan, Scheduled, Step,
    StepList, StepsCancelled, StepsRan,
};

use super::account::next_page;
use super::text::{count, day, number, printable};
use crate::table::Table;

/// How many refused rows a screen shows.
const SHOWN: usize = 20;

/// What would be scheduled.
pub fn plan(plan: &SchedulePlan) -> String {
    let mut text = String::new();
    for (place, step) in plan.steps.iter().enumerate() {
        text += &planned(step, place > 0);
    }
    if plan.steps.is_empty() {
        text += "There is nobody to schedule it for, so nothing is recorded.\n";
    }
    text + &notes(&plan.notices)
        + &refusals(&plan.refusals)
        + &stops(&plan.guards, plan.stopped.as_deref())
}

fn planned(step: &PlannedStep, ends: bool) -> String {
    let (accounts, day) = (count(step.accounts, "account"), day(&step.due));
    let judged = match ends {
        false => "If it ran now",
        true => "It gives back what the step before took; if it ran right behind it",
    };
    format!(
        "{} {accounts} on {day}.\n  {judged}: {}.\n",
        capital(&step.action),
        outcome(step)
    )
}

/// What a step would do, in one line.
fn outcome(step: &PlannedStep) -> String {
    let mut parts = changes(&step.effects);
    for (many, what) in [
        (step.effects.nothing_to_do, "as asked already"),
        (step.effects.refused, "refused"),
    ] {
        if many > 0 {
            parts.push(format!("{} {what}", number(many)));
        }
    }
    let before: u64 = step.seats.iter().map(|seats| seats.before).sum();
    let after: u64 = step.seats.iter().map(|seats| seats.after).sum();
    if after < before {
        parts.push(format!("{} freed", count(before - after, "seat")));
    }
    if after > before {
        parts.push(format!("{} needed", count(after - before, "seat")));
    }
    parts.join(", ")
}

fn changes(effects: &Effects) -> Vec<String> {
    let changed = [
        (effects.disable, "disabled"),
        (effects.enable, "enabled"),
        (effects.deactivate, "deactivated"),
        (effects.reactivate, "reactivated"),
    ];
    let changed = changed.into_iter().filter(|(many, _)| *many > 0);
    changed
        .map(|(many, what)| format!("{} {what}", number(many)))
        .collect()
}

/// What was scheduled, and what makes it happen.
pub fn scheduled(scheduled: &Scheduled) -> String {
    let mut text = notes(&scheduled.notices) + &refusals(&scheduled.refusals);
    for step in &scheduled.steps {
        text += &format!("Scheduled as step {}: {}.\n", step.step_id, what(step));
    }
    text + "It runs while `rollbook serve` does, or by `rollbook schedule run`.\n"
}

/// `disable 2 accounts on 1 July 2026, 00:00 UTC`.
fn what(step: &Step) -> String {
    let accounts = count(step.accounts, "account");
    format!("{} {accounts} on {}", step.action, day(&step.due))
}

/// A table, and where the next page starts.
pub fn list(list: &StepList) -> String {
    if list.steps.is_empty() {
        return "nothing is scheduled".to_owned();
    }
    let mut table = Table::new(&[
        "due",
        "action",
        ">accounts",
        "state",
        "by",
        "reason",
        "step",
    ]);
    for step in &list.steps {
        table.row([
            Some(day(&step.due)),
            Some(step.action.clone()),
            Some(number(step.accounts)),
            Some(step.state.clone()),
            step.actor.clone(),
            step.reason.clone(),
            Some(step.step_id.clone()),
        ]);
    }
    table.render("") + &next_page(list.next.as_deref()) + &left_alone(&list.steps)
}

/// What will not happen.
pub fn cancelled(cancelled: &StepsCancelled) -> String {
    let already = match cancelled.outcome {
        ChangeOutcome::Recorded => "",
        ChangeOutcome::NothingToDo => "nothing to do, it is cancelled already: ",
    };
    let lines = cancelled.steps.iter().map(|step| match already {
        "" => format!("cancelled: {}\n", what(step)),
        already => format!("{already}{}\n", what(step)),
    });
    lines.collect()
}

/// What was due and has run.
pub fn ran(ran: &StepsRan) -> String {
    if ran.steps.is_empty() {
        return "nothing is due".to_owned();
    }
    let mut table = Table::new(&[
        "due",
        "action",
        ">changed",
        ">as asked",
        ">refused",
        "batch",
        "step",
    ]);
    for step in &ran.steps {
        let run = step.ran.as_ref();
        table.row([
            Some(day(&step.due)),
            Some(step.action.clone()),
            run.and_then(|run| run.changed).map(number),
            run.and_then(|run| run.nothing_to_do).map(number),
            run.and_then(|run| run.refused).map(number),
            run.and_then(|run| run.batch_id.clone()),
            Some(step.step_id.clone()),
        ]);
    }
    table.render("") + &left_alone(&ran.steps)
}

/// Whom the steps that ran could not change, and why.
fn left_alone(steps: &[Step]) -> String {
    let refusals = steps.iter().filter_map(|step| {
        let run = step.ran.as_ref().filter(|run| !run.refusals.is_empty())?;
        let mut table = Table::new(&["account", "code"]);
        for refusal in run.refusals.iter().take(SHOWN) {
            let who = match refusal.label.as_str() {
                "" => &refusal.account_id,
                label => label,
            };
            table.row([Some(who.to_owned()), Some(refusal.code.clone())]);
        }
        let more = match run.refusals.len().saturating_sub(SHOWN) {
            0 => "",
            _ => "  … and more\n",
        };
        Some(format!(
            "Step {} could not change:\n{}{more}",
            step.step_id,
            table.render("  ")
        ))
    });
    refusals.collect()
}

fn notes(notes: &[Note]) -> String {
    let lines = notes.iter();
    lines
        .map(|note| format!("Note: {}.\n", printable(&note.message)))
        .collect()
}

fn refusals(refusals: &[Refusal]) -> String {
    if refusals.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[">row", "column", "code", "why"]);
    for refusal in refusals.iter().take(SHOWN) {
        table.row([
            // Whoever was not named in a file stands in no row.
            (refusal.row > 0).then(|| refusal.row.to_string()),
            refusal.column.clone(),
            Some(refusal.code.clone()),
            Some(refusal.message.clone()),
        ]);
    }
    let more = match refusals.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("  … and {} more\n", number(more as u64)),
    };
    format!("Not scheduled:\n{}{more}", table.render("  "))
}

/// What stands against the plan, and what to do about it.
fn stops(guards: &[GuardStop], stopped: Option<&str>) -> String {
    let lines = guards.iter();
    let mut lines: String = lines
        .map(|guard| format!("Guard {}: {}.\n", guard.code, printable(&guard.message)))
        .collect();
    let what_to_do = match stopped {
        None => return lines,
        Some("plan-changed") => {
            "The ledger has changed since you were asked: look at the plan again"
        }
        Some(_) => "If this is what you want, say why: --override-guards \"REASON\"",
    };
    lines += &format!(
        "Stopped ({}): nothing was scheduled. {what_to_do}.\n",
        stopped.unwrap_or_default()
    );
    lines
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}
