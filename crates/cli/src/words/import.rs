//! A plan, and what became of it, in plain sentences.

use rollbook_service::answers::{Applied, Difference, Plan, Refusal};

use super::effects::{
    Tense, change_sentences, guards, is_stopped_by_guard, paragraphs, row_sentences, seats,
    seats_moved,
};
use super::text::{count, number, printable};
use crate::table::Table;

/// How many rows of each kind a screen shows.
const SHOWN: usize = 20;

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
    let lines = guards(plan);
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
