//! C1: the console in Chromium while it checks a large file: whether the page answers, and whether its memory grows.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::check_rows;
use crate::report::{Bound, Line, size};
use crate::workplace::Workplace;

/// What the page is compared with: a file of a tenth of the rows.
const SMALLER: u32 = 10;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let rows = place.scale.rows;
    let files = [
        check_rows::leavers(place, rows / SMALLER)?,
        check_rows::leavers(place, rows)?,
    ];
    let output = Command::new("node")
        .arg(place.project.join("bench/console/measure.mjs"))
        .args(files)
        .env("ROLLBOOK_BIN", place.rollbook().get_program())
        .output()
        .context("Node could not be started")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let seen: Vec<Value> = String::from_utf8(output.stdout)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let number = |nth: usize, what: &str| -> Result<f64> {
        let number = seen.get(nth).and_then(|seen| seen[what].as_f64());
        number.with_context(|| format!("the browser told no {what} of file {nth}"))
    };
    // Browsers do not tell of tasks below 50 ms; `measure.mjs` says 50 then.
    let task = number(1, "task")?;
    let (small, large) = (number(0, "memory")?, number(1, "memory")?);
    Ok(vec![
        Line {
            job: "C1",
            what: format!("longest task of the page, {rows} rows"),
            rollbook: format!("{:.0} ms", task),
            value: Some(task),
            unit: "ms",
            must: Some(Bound::AtMost(100.0)),
            aim: Some(Bound::AtMost(50.0)),
            ..Line::default()
        },
        Line {
            job: "C1",
            what: format!("peak of the page's process, {rows} rows"),
            rollbook: size(large as u64),
            beside: format!("{} rows: {}", rows / SMALLER, size(small as u64)),
            value: Some(large / small),
            unit: "× its memory",
            must: Some(Bound::AtMost(1.5)),
            ..Line::default()
        },
    ])
}
