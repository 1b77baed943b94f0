//! T2: rows are checked in WebAssembly, in Node and in a worker of Chromium's.

use std::cell::RefCell;
use std::process::Command;

use anyhow::{Context, Result};

use super::check_rows;
use crate::measure::{Measured, Sample, Side, side_by_side};
use crate::peers::javascript::Engine;
use crate::report::{Bound, Comparison, Line, Told, size};
use crate::workplace::{ROUNDS, Workplace};

/// What a browser may have to download for it, in KiB.
const MODULE_AT_MOST: f64 = 60.0;

const ENGINES: [(&str, &str); 2] = [("node", "Node"), ("chromium", "a worker of Chromium's")];

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let rows = place.scale.wasm_rows;
    let file = check_rows::leavers(place, rows)?;
    let engines = ENGINES
        .iter()
        .map(|(engine, _)| Ok(RefCell::new(Engine::start(place, engine, &file)?)))
        .collect::<Result<Vec<_>>>()?;
    let mut sides = vec![Side::new("native", || check_rows::check(&file, rows))];
    for (engine, (_, name)) in engines.iter().zip(ENGINES) {
        for (side, who) in [("rollbook", "Rollbook"), ("papaparse", "PapaParse and zod")] {
            let run = move || engine.borrow_mut().check(side, rows);
            sides.push(Side::new(format!("{who} in {name}"), run));
        }
    }
    let measured = side_by_side(ROUNDS, sides);
    let (native, in_engines) = measured.split_first().context("no side was measured")?;
    let mut lines = vec![module_size(place)?];
    for (pair, (_, name)) in in_engines.chunks_exact(2).zip(ENGINES) {
        let [ours, peer] = pair else { continue };
        lines.extend(compare(rows, name, ours, peer, native));
    }
    Ok(lines)
}

fn compare(
    rows: u32,
    name: &str,
    ours: &Measured,
    peer: &Measured,
    native: &Measured,
) -> Vec<Line> {
    let told = Told::AsRate(rows.into(), "rows");
    let what = format!("check {rows} rows in {name}");
    let ours: Sample = match &ours.median {
        Ok(median) => *median,
        Err(reason) => return vec![Line::missing("T2", what, reason)],
    };
    let comparison = Comparison::new("T2", what, told);
    let (must, aim) = (Some(Bound::AtLeast(8.0)), Some(Bound::AtLeast(15.0)));
    vec![
        comparison.with(ours, peer, must, aim),
        comparison.with(ours, native, None, Some(Bound::AtLeast(0.6))),
    ]
}

/// As a server sends it, with gzip.
fn module_size(place: &Workplace) -> Result<Line> {
    let module = place
        .project
        .join("web/src/generated/rows/rollbook_rows_bg.wasm");
    let packed = Command::new("gzip")
        .args(["-9", "--stdout"])
        .arg(module)
        .output()
        .context("gzip could not be started")?;
    let bytes = packed.stdout.len();
    Ok(Line {
        job: "T2",
        what: "the module, with gzip".to_owned(),
        rollbook: size(bytes as u64),
        value: Some(bytes as f64 / 1024.0),
        unit: "KiB",
        must: Some(Bound::AtMost(MODULE_AT_MOST)),
        ..Line::default()
    })
}
