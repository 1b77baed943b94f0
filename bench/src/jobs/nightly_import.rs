//! T4: the nightly full import: everybody is stated again, one of a hundred has changed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rollbook_service::{PlanRequest, ProfileChoice};

use crate::generate::{SchoolUsersFile, organizations_file};
use crate::ledgers;
use crate::measure::{Side, side_by_side};
use crate::peers::python;
use crate::report::{Bound, Comparison, Line, Told};
use crate::workplace::{ROUNDS, Workplace};

const PROFILE: &str = "powerschool-full-v2";

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let what = format!("check and plan a full import, {people} rows in another order, 1 % changed");
    let Ok(profile) = PROFILE.parse::<ProfileChoice>() else {
        return Ok(vec![Line::missing("T4", what, "not built yet")]);
    };
    let request = PlanRequest {
        profile,
        ..PlanRequest::default()
    };
    let (book, old) = with_school(place, people, request)?;
    let new = users(place, people, true)?;
    let ledger = ledgers::open(&book)?;
    let join = |engine: &'static str, threads: usize| {
        let (old, new) = (&old, &new);
        move || python::outer_join(place, engine, threads, old, new)
    };
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("Rollbook", || {
                let (_, sample) = ledgers::plan(&ledger, request, &[&new])?;
                Ok(sample)
            }),
            Side::new("DuckDB, 1 thread", join("duckdb", 1)),
            Side::new("DuckDB, 2 threads", join("duckdb", 2)),
            Side::new("pandas", join("pandas", 1)),
        ],
    );
    ledger.close();
    let [rollbook, one, two, pandas] = &measured[..] else {
        anyhow::bail!("four sides were measured");
    };
    let nightly = Comparison::new("T4", what, Told::AsTime);
    let ours = rollbook.required()?;
    Ok(vec![
        nightly.with(ours, one, Some(Bound::AtMost(1.0)), None),
        nightly.with(ours, two, None, Some(Bound::AtMost(0.33))),
        nightly.with(ours, pandas, None, None),
    ])
}

/// A ledger whose accounts all came from the file that is given with it.
fn with_school(place: &Workplace, people: u32, request: PlanRequest) -> Result<(PathBuf, PathBuf)> {
    let old = users(place, people, false)?;
    let organizations = place.file("organizations.csv", organizations_file)?;
    let book = place.empty_folder("school")?;
    let ledger = ledgers::create_empty(&book)?;
    let files: [&Path; 2] = [&organizations, &old];
    ledgers::import(&ledger, request, &files).context("loading the school")?;
    ledgers::settle(ledger, &book)?;
    Ok((book, old))
}

/// The file's name says what it is, so each night has a folder.
fn users(place: &Workplace, people: u32, is_next_night: bool) -> Result<PathBuf> {
    let folder = match is_next_night {
        true => "next-night",
        false => "first-night",
    };
    place.empty_folder(folder)?;
    place.file(&format!("{folder}/users.csv"), |to| {
        SchoolUsersFile {
            rows: people,
            is_next_night,
        }
        .write(to)
    })
}
