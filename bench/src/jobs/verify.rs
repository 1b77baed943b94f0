//! R64: `rollbook verify`, which hashes a whole log and compares it with what was signed.

use anyhow::Result;

use super::rebuild::{count, read};
use crate::ledgers;
use crate::measure::{Side, side_by_side, timed};
use crate::process::{peak_memory, run as run_program};
use crate::report::{Comparison, Line, Told, size};
use crate::workplace::{ROUNDS, Workplace};

const MEBIBYTE: f64 = (1 << 20) as f64;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let folder = ledgers::with_people(place, place.scale.people)?;
    let records = count(&folder)?;
    let verify = || {
        let mut command = place.rollbook();
        command
            .arg("--data")
            .arg(&folder)
            .args(["--quiet", "verify"]);
        command
    };
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("`rollbook verify`", || run_program(&mut verify(), &[0])),
            Side::new("SQLite, reading the log", || {
                timed(|| read(&folder, records)).map(|((), sample)| sample)
            }),
        ],
    );
    let [ours, scan] = &measured[..] else {
        anyhow::bail!("two sides were measured");
    };
    let what = format!("`rollbook verify`, {records} records");
    let comparison = Comparison::new("R64", what.clone(), Told::AsRate(records, "records"));
    let peak = peak_memory(&mut verify(), &[0])?;
    Ok(vec![
        comparison.with(ours.required()?, scan, None, None),
        Line {
            job: "R64",
            what: format!("peak of {what}"),
            rollbook: size(peak),
            value: Some(peak as f64 / MEBIBYTE),
            unit: "MiB",
            ..Line::default()
        },
    ])
}
