//! T3b: the first load of a domain: accounts are created and sealed, four identities each.

use anyhow::Result;
use rollbook_service::PlanRequest;

use crate::ledgers;
use crate::measure::{Side, side_by_side};
use crate::peers::postgres::Postgres;
use crate::peers::sqlite;
use crate::report::{Bound, Comparison, Line, Told};
use crate::workplace::{ROUNDS, Workplace};

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let file = ledgers::accounts(place, people)?;
    let postgres = Postgres::start();
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("Rollbook", || {
                let folder = place.empty_folder("loaded")?;
                let ledger = ledgers::create(&folder)?;
                let import = ledgers::import(&ledger, PlanRequest::default(), &[&file])?;
                ledgers::settle(ledger, &folder)?;
                Ok(import.whole())
            }),
            Side::new("sqlite3 .import", || {
                sqlite::import(&place.path("loaded.db"), &file)
            }),
            Side::new("PostgreSQL COPY", || match &postgres {
                Ok(postgres) => postgres.copy_accounts(&file),
                Err(error) => anyhow::bail!("{error:#}"),
            }),
        ],
    );
    let [rollbook, sqlite, copy] = &measured[..] else {
        anyhow::bail!("three sides were measured");
    };
    let load = Comparison::new(
        "T3b",
        format!("first load of {people} accounts"),
        Told::AsTime,
    );
    let ours = rollbook.required()?;
    let (must, aim) = (Some(Bound::AtMost(3.0)), Some(Bound::AtMost(1.5)));
    Ok(vec![
        load.with(ours, sqlite, must, aim),
        load.with(ours, copy, None, None),
    ])
}
