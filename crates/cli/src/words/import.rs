//! A plan, and what became of it, in plain sentences.

use std::cmp::Ordering;

use rollbook_service::answers::{Applied, Difference, Effects, Plan, Refusal, SeatChange};

use super::text::{count, limit, number, printable};
use crate::table::Table;

/// How many rows of each kind a screen shows.
const SHOWN: usize = 20;

/// Whether the plan would record anything, as opposed to rows that need nothing or are refused.
pub fn changes_something(plan: &Plan) -> bool {
    let accounts = account_changes(&plan.effects).map(|(many, ..)| many);
    let groups = group_changes(&plan.effects).map(|(many, _)| many);
    let places = place_changes(&plan.effects).map(|(many, ..)| many);
    let mut all = accounts.into_iter().chain(groups).chain(places);
    all.any(|many| many > 0)
}

/// Whether what stops the plan is a guard (R60).
pub fn is_stopped_by_guard(plan: &Plan) -> bool {
    plan.guards
        .iter()
        .any(|guard| Some(&guard.code) == plan.stopped.as_ref())
}

/// What would happen.
pub fn plan(plan: &Plan) -> String {
    paragraphs([
        effects(plan, Tense::Future),
        seats(plan),
        notices(plan),
        notes(plan),
        refusals(plan),
        stops(plan),
    ])
}

/// What happened, or why nothing did.
pub fn applied(applied: &Applied, differences: &[Difference]) -> String {
    let plan = &applied.plan;
    let recorded = match &applied.batch_id {
        Some(batch) => format!(
            "Recorded as batch {batch}, {}.\n",
            count(applied.events, "event")
        ),
        None if plan.stopped.is_none() => "Nothing was recorded.\n".to_owned(),
        None => return paragraphs([self::plan(plan), differences_table(differences)]),
    };
    paragraphs([
        effects(plan, Tense::Past),
        seats(plan),
        notices(plan),
        notes(plan),
        refusals(plan),
        recorded,
    ])
}

/// Those that say something, with a blank line between them.
fn paragraphs<const N: usize>(paragraphs: [String; N]) -> String {
    let filled: Vec<String> = paragraphs
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    filled.join("\n")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Past,
    Future,
}

fn heading(plan: &Plan) -> String {
    let names: Vec<String> = plan
        .files
        .iter()
        .map(|file| printable(&file.name))
        .collect();
    let kind = match (&plan.profile, &plan.action) {
        (Some(profile), Some(action)) => format!(", profile {profile}, to {action}"),
        (Some(profile), None) => format!(", profile {profile}"),
        (None, _) => String::new(),
    };
    format!("{}: {}{kind}\n", names.join(", "), count(plan.rows, "row"))
}

/// Number, thing, and what becomes of it.
fn account_changes(effects: &Effects) -> [(u64, &'static str, &'static str); 8] {
    [
        (effects.create, "account", "created"),
        (effects.change_profile, "profile", "changed"),
        (
            effects.change_origin,
            "account",
            "taken under import control",
        ),
        (effects.disable, "account", "disabled"),
        (effects.enable, "account", "enabled"),
        (effects.deactivate, "account", "deactivated"),
        (effects.reactivate, "account", "reactivated"),
        (effects.delete, "account", "deleted for good"),
    ]
}

/// Number, and what becomes of a group or a class of somebody's. Each membership counts.
fn group_changes(effects: &Effects) -> [(u64, &'static str); 2] {
    [
        (effects.leave_group, "left"),
        (effects.join_group, "joined"),
    ]
}

/// Number, one and many of what accounts belong to or have, and what becomes of it.
fn place_changes(effects: &Effects) -> [(u64, &'static str, &'static str, &'static str); 7] {
    let report = ("report of activity", "reports of activity");
    [
        (
            effects.add_institution,
            "institution",
            "institutions",
            "added",
        ),
        (
            effects.change_institution,
            "institution",
            "institutions",
            "changed",
        ),
        (
            effects.remove_institution,
            "institution",
            "institutions",
            "removed",
        ),
        (effects.add_class, "class", "classes", "added"),
        (effects.change_class, "class", "classes", "changed"),
        (effects.remove_class, "class", "classes", "removed"),
        (effects.record_activity, report.0, report.1, "recorded"),
    ]
}

fn effects(plan: &Plan, tense: Tense) -> String {
    let changes = change_sentences(&plan.effects, tense) + &seats_moved(plan);
    let lines = changes + &row_sentences(&plan.effects);
    let lines = match (lines.is_empty(), plan.refusals.is_empty()) {
        (true, true) => "  there are no rows, so there is nothing to do\n".to_owned(),
        (true, false) => "  the file is refused as a whole\n".to_owned(),
        (false, _) => lines,
    };
    heading(plan) + &lines
}

/// What a batch did, when it is looked at later.
pub fn effects_of_batch(effects: &Effects) -> String {
    change_sentences(effects, Tense::Past) + &row_sentences(effects)
}

fn change_sentences(effects: &Effects, tense: Tense) -> String {
    let mut lines = String::new();
    let accounts = account_changes(effects).into_iter();
    for (many, thing, done) in accounts.filter(|(many, ..)| *many > 0) {
        let will = match (tense, many) {
            (Tense::Future, _) => "will be",
            (Tense::Past, 1) => "was",
            (Tense::Past, _) => "were",
        };
        lines += &format!("  {} {will} {done}\n", count(many, thing));
    }
    let places = place_changes(effects).into_iter();
    for (many, one, several, done) in places.filter(|(many, ..)| *many > 0) {
        let (thing, will) = match (tense, many) {
            (Tense::Future, 1) => (one, "will be"),
            (Tense::Future, _) => (several, "will be"),
            (Tense::Past, 1) => (one, "was"),
            (Tense::Past, _) => (several, "were"),
        };
        lines += &format!("  {} {thing} {will} {done}\n", number(many));
    }
    let groups = group_changes(effects).into_iter();
    for (many, done) in groups.filter(|(many, _)| *many > 0) {
        lines += &format!("  {} {done}\n", count(many, "group"));
    }
    lines
}

fn row_sentences(effects: &Effects) -> String {
    let mut lines = String::new();
    if effects.nothing_to_do > 0 {
        let rows = count(effects.nothing_to_do, "row");
        let verb = if effects.nothing_to_do == 1 {
            "needs"
        } else {
            "need"
        };
        lines += &format!("  {rows} {verb} nothing to be done: all is as asked already\n");
    }
    if effects.refused > 0 {
        let verb = if effects.refused == 1 { "is" } else { "are" };
        lines += &format!("  {} {verb} refused\n", count(effects.refused, "row"));
    }
    lines
}

/// The sum over all institutions.
fn seats_moved(plan: &Plan) -> String {
    let sum = |seats: fn(&SeatChange) -> u64| plan.seats.iter().map(seats).sum::<u64>();
    let (before, after) = (sum(|seats| seats.before), sum(|seats| seats.after));
    match after.cmp(&before) {
        Ordering::Less => format!("  {} freed\n", count(before - after, "seat")),
        Ordering::Equal => String::new(),
        Ordering::Greater => format!("  {} taken\n", count(after - before, "seat")),
    }
}

fn seats(plan: &Plan) -> String {
    if plan.seats.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["institution", ">seats before", ">after", ">limit"]);
    for seats in &plan.seats {
        table.row([
            Some(seats.institution.to_string()),
            Some(number(seats.before)),
            Some(number(seats.after)),
            Some(limit(seats.limit)),
        ]);
    }
    table.render("  ")
}

/// What concerns whole files.
fn notices(plan: &Plan) -> String {
    if plan.notices.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["file", "code", "what"]);
    for notice in plan.notices.iter().take(SHOWN) {
        table.row([
            Some(notice.file.clone()),
            Some(notice.code.clone()),
            Some(notice.message.clone()),
        ]);
    }
    let more = (plan.notices.len() as u64).saturating_sub(SHOWN as u64);
    let more = match more {
        0 => String::new(),
        more => format!(
            "  … and {} more; `rollbook check` shows them all\n",
            number(more)
        ),
    };
    format!("About the files:\n{}{more}", table.render("  "))
}

/// What should be known of single changes, such as why somebody is not deleted (R30).
fn notes(plan: &Plan) -> String {
    let noted = plan
        .changes
        .iter()
        .flat_map(|change| change.notes.iter().map(move |note| (change, note)))
        // Said once for the whole file.
        .filter(|(_, note)| note.code != "import-will-restore");
    let mut table = Table::new(&["account", "code", "why"]);
    let mut is_empty = true;
    for (change, note) in noted.take(SHOWN) {
        is_empty = false;
        table.row([
            Some(change.label.clone()),
            Some(note.code.clone()),
            Some(note.message.clone()),
        ]);
    }
    match is_empty {
        true => String::new(),
        false => format!("About the first changes:\n{}", table.render("  ")),
    }
}

fn refusals(plan: &Plan) -> String {
    if plan.refusals.is_empty() {
        return String::new();
    }
    let has_files = plan.files.len() > 1;
    let headings: &[&str] = match has_files {
        true => &["file", ">row", "column", "code", "why"],
        false => &[">row", "column", "code", "why"],
    };
    let mut table = Table::new(headings);
    for refusal in plan.refusals.iter().take(SHOWN) {
        let Refusal {
            file,
            row,
            column,
            code,
            message,
        } = refusal;
        let cells = [
            Some(row.to_string()),
            column.clone(),
            Some(code.clone()),
            Some(message.clone()),
        ];
        let [row, column, code, message] = cells;
        match has_files {
            true => table.row([Some(file.clone()), row, column, code, message]),
            false => table.row([row, column, code, message]),
        }
    }
    let more = plan
        .effects
        .refused
        .saturating_sub(plan.refusals.len().min(SHOWN) as u64);
    let more = match more {
        0 => String::new(),
        more => format!(
            "  … and {} more; --refused FILE writes them all\n",
            number(more)
        ),
    };
    format!("Refused rows:\n{}{more}", table.render("  "))
}

/// What stands against the plan, and what to do about it.
fn stops(plan: &Plan) -> String {
    let mut lines = String::new();
    for guard in &plan.guards {
        lines += &format!("Guard {}: {}.\n", guard.code, printable(&guard.message));
    }
    let Some(stopped) = plan.stopped.as_deref() else {
        return lines;
    };
    let repair = match stopped {
        _ if is_stopped_by_guard(plan) => {
            "If this is what you want, say why: --override-guards \"REASON\""
        }
        "seat-limit" => {
            "Free seats, raise the limit with `rollbook seats set`, or leave --all-or-nothing out"
        }
        "plan-changed" => {
            "The ledger has changed since the plan was made: look at it and import again"
        }
        "all-or-nothing" => "Mend the refused rows, or leave --all-or-nothing out",
        _ => "Look at the plan and import again",
    };
    lines + &format!("Stopped ({stopped}): nothing was recorded. {repair}.\n")
}

fn differences_table(differences: &[Difference]) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["file", ">row", "planned", "now"]);
    for difference in differences.iter().take(SHOWN) {
        table.row([
            Some(difference.file.clone()),
            Some(difference.row.to_string()),
            Some(difference.before.clone()),
            Some(difference.after.clone()),
        ]);
    }
    let more = differences.len().saturating_sub(SHOWN) as u64;
    let more = match more {
        0 => String::new(),
        more => format!("  … and {} more\n", number(more)),
    };
    format!("What is different now:\n{}{more}", table.render("  "))
}
