//! T3: an import where every row changes an account: events, views, tree, sealed and on the disk.

use std::cell::RefCell;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::generate::{Chance, SEED};
use crate::ledgers::{self, Import};
use crate::measure::{Measured, Side, median, side_by_side};
use crate::peers::postgres::{Postgres, events_file};
use crate::peers::{Events, sqlite, umadb};
use crate::report::{Bound, Comparison, Line, Told};
use crate::workplace::{ROUNDS, Workplace};

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let template = ledgers::with_people(place, people)?;
    let file = ledgers::all_leavers(place, people)?;
    let book = place.path("changed");
    let events = recorded(&template, &book, &file, people)?;
    let copied = place.file("events.csv", |to| events_file(&events, to))?;
    let postgres = Postgres::start();
    let imports: RefCell<Vec<Import>> = RefCell::default();
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("Rollbook", || {
                let import = change(&template, &book, &file, people)?;
                let whole = import.whole();
                imports.borrow_mut().push(import);
                Ok(whole)
            }),
            Side::new("SQLite, bare insert with one UNIQUE index", || {
                sqlite::insert(&place.path("floor.db"), &events)
            }),
            Side::new("UmaDB in process", || {
                let program = place.peer("bin/rollbook-bench-umadb")?;
                umadb::append(&program, &place.path("umadb"), &events)
            }),
            Side::new("PostgreSQL COPY", || match &postgres {
                Ok(postgres) => postgres.copy_events(&copied),
                Err(error) => anyhow::bail!("{error:#}"),
            }),
        ],
    );
    let [rollbook, floor, uma, copy] = &measured[..] else {
        anyhow::bail!("four sides were measured");
    };
    rollbook.required()?;
    Ok(lines(people, &imports.into_inner(), [floor, uma, copy]))
}

fn lines(people: u32, imports: &[Import], [floor, uma, copy]: [&Measured; 3]) -> Vec<Line> {
    let told = Told::AsRate(people.into(), "events");
    let apply = Comparison::new("T3", format!("apply {people} deactivations"), told);
    let whole = Comparison::new("T3", "the same from the file: check, plan and apply", told);
    let applied = median(&imports.iter().map(|it| it.applied).collect::<Vec<_>>());
    let imported = median(&imports.iter().map(Import::whole).collect::<Vec<_>>());
    let (must, aim) = (Some(Bound::AtLeast(0.3)), Some(Bound::AtLeast(0.5)));
    vec![
        apply.with(applied, floor, must, aim),
        apply.with(applied, uma, None, Some(Bound::AtLeast(1.0))),
        apply.with(applied, copy, None, None),
        whole.with(imported, floor, must, aim),
        whole.with(imported, uma, None, Some(Bound::AtLeast(1.0))),
    ]
}

/// Imports the file into a copy of the ledger.
pub fn change(template: &Path, book: &Path, file: &Path, people: u32) -> Result<Import> {
    ledgers::copy(template, book)?;
    let ledger = ledgers::open(book)?;
    let import = ledgers::import(&ledger, ledgers::leave(), &[file])?;
    ledgers::settle(ledger, book)?;
    ensure!(
        import.events >= u64::from(people),
        "{} events for {people} people",
        import.events
    );
    Ok(import)
}

/// The records that Rollbook writes for the file: its peers write the same bytes.
fn recorded(template: &Path, book: &Path, file: &Path, people: u32) -> Result<Events> {
    change(template, book, file, people)?;
    let records = ledgers::last_records(book, people)?;
    let mut chance = Chance::new(SEED, 1);
    let mut account = || {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&chance.draw().to_le_bytes());
        id[8..].copy_from_slice(&chance.draw().to_le_bytes());
        id
    };
    Ok(Events {
        accounts: records.iter().map(|_| account()).collect(),
        records,
    })
}
