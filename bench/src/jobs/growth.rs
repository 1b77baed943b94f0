//! T11: cost grows with the work, and opening a ledger not at all.

use std::time::Duration;

use anyhow::Result;
use rollbook_service::PlanRequest;

use super::change_every_row::change;
use super::check_rows;
use crate::ledgers;
use crate::measure::{Measured, Sample, Side, side_by_side, timed};
use crate::report::{Bound, Line, time};
use crate::workplace::{ROUNDS, Workplace};

/// Opening takes milliseconds, which vary; with history it would take many times as long.
const SAME_TIME: f64 = 2.0;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    lines.extend(grown(place, "check rows", |rows| {
        check_rows::check(&check_rows::leavers(place, rows)?, rows)
    })?);
    lines.extend(grown(place, "first load", |people| load(place, people))?);
    lines.extend(grown(place, "import where every row changes", |people| {
        let template = ledgers::with_people(place, people)?;
        let file = ledgers::all_leavers(place, people)?;
        let import = change(&template, &place.path(&changed(people)), &file, people)?;
        Ok(import.whole())
    })?);
    lines.extend(started(place)?);
    Ok(lines)
}

/// Measures a job at each size. What an n-fold job may cost is n log n.
fn grown(place: &Workplace, what: &str, run: impl Fn(u32) -> Result<Sample>) -> Result<Vec<Line>> {
    let sizes = place.scale.growth;
    let run = &run;
    let sides = sizes
        .iter()
        .map(|&size| Side::new(format!("{what}, {size}"), move || run(size)))
        .collect();
    let measured = side_by_side(ROUNDS, sides);
    compare(what, sizes, &measured, |size, smallest| {
        f64::from(size).ln() / f64::from(smallest).ln()
    })
}

/// Opening a ledger in which everybody was created and has left.
fn started(place: &Workplace) -> Result<Vec<Line>> {
    let sizes = place.scale.growth;
    let sides = sizes
        .iter()
        .map(|&size| {
            let book = place.path(&changed(size));
            Side::new(format!("open, {size}"), move || {
                let (ledger, sample) = timed(|| ledgers::open(&book))?;
                ledger.close();
                Ok(sample)
            })
        })
        .collect();
    let measured = side_by_side(ROUNDS, sides);
    compare("open a ledger", sizes, &measured, |size, smallest| {
        SAME_TIME * f64::from(smallest) / f64::from(size)
    })
}

/// A row for each size; its value is the time of one row or account, over that at the smallest size.
fn compare(
    what: &str,
    sizes: &[u32],
    measured: &[Measured],
    bound: impl Fn(u32, u32) -> f64,
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let mut smallest: Option<(u32, Duration)> = None;
    for (&size, side) in sizes.iter().zip(measured) {
        let wall = side.required()?.wall;
        let (first_size, first) = *smallest.get_or_insert((size, wall / size));
        let each = wall.as_secs_f64() / f64::from(size);
        let is_first = size == first_size;
        lines.push(Line {
            job: "T11",
            what: format!("{what}, {size}"),
            rollbook: time(wall),
            value: (!is_first).then(|| each / first.as_secs_f64()),
            unit: "× the time of a row",
            must: Some(Bound::AtMost(bound(size, first_size))),
            ..Line::default()
        });
    }
    Ok(lines)
}

fn load(place: &Workplace, people: u32) -> Result<Sample> {
    let file = ledgers::accounts(place, people)?;
    let folder = place.empty_folder("grown")?;
    let ledger = ledgers::create(&folder)?;
    let import = ledgers::import(&ledger, PlanRequest::default(), &[&file])?;
    ledgers::settle(ledger, &folder)?;
    Ok(import.whole())
}

fn changed(people: u32) -> String {
    format!("changed-{people}")
}
