//! T10: the bytes of a deactivation on the disk, with its share of views, indexes and tree.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::change_every_row::change;
use crate::ledgers;
use crate::report::{Bound, Line, size};
use crate::workplace::{Workplace, bytes_in};

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let template = ledgers::with_people(place, people)?;
    let book = place.path("size");
    let import = change(
        &template,
        &book,
        &ledgers::all_leavers(place, people)?,
        people,
    )?;
    let per_event = |grown: u64| grown as f64 / import.events as f64;
    let ledger = bytes_in(&book)?.saturating_sub(plans(&book)?);
    let before = bytes_in(&template)?.saturating_sub(plans(&template)?);
    let plan = plans(&book)?.saturating_sub(plans(&template)?);
    Ok(vec![
        Line {
            job: "T10",
            what: format!(
                "what {} deactivations add to the ledger, each",
                import.events
            ),
            rollbook: size(ledger - before),
            value: Some(per_event(ledger - before)),
            unit: "B",
            must: Some(Bound::AtMost(160.0)),
            aim: Some(Bound::AtMost(110.0)),
            ..Line::default()
        },
        Line {
            job: "T10",
            what: "what their plan keeps beside it, each, until it expires".to_owned(),
            rollbook: size(plan),
            value: Some(per_event(plan)),
            unit: "B",
            ..Line::default()
        },
    ])
}

fn plans(ledger: &Path) -> Result<u64> {
    let folder = ledger.join("plans");
    match fs::exists(&folder)? {
        true => bytes_in(&folder),
        false => Ok(0),
    }
}
