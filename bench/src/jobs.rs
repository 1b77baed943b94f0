//! One job, one file; each gives rows for the table.

mod access;
mod change_every_row;
mod check_rows;
mod check_rows_in_wasm;
mod console;
mod first_load;
mod growth;
mod memory;
mod nightly_import;
mod past;
mod rebuild;
mod reversal;
mod shared_commands;
mod shared_import;
mod single_commands;
mod size_on_disk;
mod verify;

use anyhow::Result;

use crate::report::{Line, load};
use crate::workplace::Workplace;

type Job = (
    &'static str,
    &'static str,
    fn(&Workplace) -> Result<Vec<Line>>,
);

/// By name, as `--only` takes them.
const JOBS: [Job; 17] = [
    ("T1", "check rows", check_rows::run),
    ("T2", "check rows in WebAssembly", check_rows_in_wasm::run),
    (
        "T3",
        "import where every row changes",
        change_every_row::run,
    ),
    ("T3b", "first load", first_load::run),
    ("T4", "nightly full import", nightly_import::run),
    ("T5", "rebuild", rebuild::run),
    ("T6", "access", access::run),
    ("T7", "questions about the past", past::run),
    ("T8", "single commands over HTTP", single_commands::run),
    ("T9", "memory", memory::run),
    ("T10", "size on the disk", size_on_disk::run),
    ("T11", "growth", growth::run),
    ("R52", "reversal of a large batch", reversal::run),
    ("R64", "verification of the log", verify::run),
    ("C1", "the console while a file is checked", console::run),
    (
        "PG1",
        "import into a log shared in PostgreSQL",
        shared_import::run,
    ),
    (
        "PG2",
        "single commands on a log shared in PostgreSQL",
        shared_commands::run,
    ),
];

/// Runs the jobs that were asked for; none were named means all. One that fails has a row that says why.
pub fn run(place: &Workplace, only: &[String]) -> Vec<Line> {
    let is_wanted =
        |name: &str| only.is_empty() || only.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    let mut lines = Vec::new();
    for (name, what, job) in JOBS {
        if !is_wanted(name) {
            continue;
        }
        eprintln!("{name}: {what} (load of the machine: {})", load());
        match job(place) {
            Ok(found) => lines.extend(found),
            Err(error) => {
                eprintln!("  failed: {error:#}");
                lines.push(Line::missing(name, what, format!("failed: {error:#}")));
            }
        }
    }
    lines
}

/// The names of all jobs.
pub fn names() -> Vec<&'static str> {
    JOBS.iter().map(|(name, ..)| *name).collect()
}
