//! What a plan or a batch does, in numbers and sentences.

use std::cmp::Ordering;

use rollbook_service::answers::{Effects, GuardStop, Plan, SeatChange};

use super::text::{count, limit, number, printable};
use crate::table::Table;

/// Whether something is to happen or has happened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    Past,
    Future,
}

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

/// Those that say something, with a blank line between them.
pub fn paragraphs<const N: usize>(paragraphs: [String; N]) -> String {
    let filled: Vec<String> = paragraphs
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    filled.join("\n")
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

/// What a batch did, when it is looked at later.
pub fn effects_of_batch(effects: &Effects) -> String {
    change_sentences(effects, Tense::Past) + &row_sentences(effects)
}

/// Everything that changes, a line each.
pub fn change_sentences(effects: &Effects, tense: Tense) -> String {
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

/// Rows that change nothing.
pub fn row_sentences(effects: &Effects) -> String {
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

/// Seats that are freed or taken, in all institutions together.
pub fn seats_moved(plan: &Plan) -> String {
    let sum = |seats: fn(&SeatChange) -> u64| plan.seats.iter().map(seats).sum::<u64>();
    let (before, after) = (sum(|seats| seats.before), sum(|seats| seats.after));
    match after.cmp(&before) {
        Ordering::Less => format!("  {} freed\n", count(before - after, "seat")),
        Ordering::Equal => String::new(),
        Ordering::Greater => format!("  {} taken\n", count(after - before, "seat")),
    }
}

/// Seats before and after, by institution.
pub fn seats(plan: &Plan) -> String {
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

/// Every guard that the plan runs into.
pub fn guards(plan: &Plan) -> String {
    let line =
        |guard: &GuardStop| format!("Guard {}: {}.\n", guard.code, printable(&guard.message));
    plan.guards.iter().map(line).collect()
}
