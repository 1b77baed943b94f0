//! T7: questions about the past of a ledger in which everybody has a history.

use std::cell::RefCell;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rollbook_service::{AccountId, AccountQuery, Ledger, Moment, Page, Status};
use rusqlite::{Connection, OpenFlags};

use crate::generate::{Chance, SEED};
use crate::ledgers::{self, EVENTS_EACH};
use crate::measure::{Sample, Side, side_by_side, timed};
use crate::report::{Bound, Line, time};
use crate::workplace::{ROUNDS, Workplace};

/// Accounts that are asked for in one run, one after another.
const ASKED: u32 = 1000;

/// Records that the floor reads of each.
const READ: u64 = 4;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let folder = ledgers::with_history(place, people)?;
    let ledger = ledgers::open(&folder)?;
    let asked = some_accounts(&ledger)?;
    let then = halfway(&ledger)?;
    let floor =
        Connection::open_with_flags(folder.join("book.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let chance = RefCell::new(Chance::new(SEED, 7));
    let events = u64::from(people) * u64::from(EVENTS_EACH);
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("history", || histories(&ledger, &asked)),
            Side::new("as of a time", || states(&ledger, &asked, &then)),
            Side::new("SQLite, four records by position", || {
                points(&floor, &mut chance.borrow_mut(), events)
            }),
            Side::new("export as of a time", || export(&ledger, &then, people)),
        ],
    );
    let [history, state, points, export] = &measured[..] else {
        anyhow::bail!("four sides were measured");
    };
    let beside = format!(
        "SQLite, {READ} records by position: {}",
        time(points.required()?.wall / ASKED)
    );
    let single = |what: &str, sample: Sample| Line {
        what: format!("{what}, at {events} events"),
        beside: beside.clone(),
        ..line(sample.wall / ASKED, "µs", 1e6, [200.0, 50.0])
    };
    Ok(vec![
        single("the history of one account", history.required()?),
        single("one account as of a time", state.required()?),
        Line {
            what: format!("export all of {people} accounts as of a time, at {events} events"),
            ..line(export.required()?.wall, "s", 1.0, [5.0, 2.0])
        },
    ])
}

fn line(wall: Duration, unit: &'static str, scale: f64, [must, aim]: [f64; 2]) -> Line {
    Line {
        job: "T7",
        rollbook: time(wall),
        value: Some(wall.as_secs_f64() * scale),
        unit,
        must: Some(Bound::AtMost(must)),
        aim: Some(Bound::AtMost(aim)),
        ..Line::default()
    }
}

fn some_accounts(ledger: &Ledger) -> Result<Vec<AccountId>> {
    let caller = ledgers::caller();
    let query = AccountQuery {
        statuses: vec![Status::Active, Status::Disabled, Status::Deactivated],
        limit: ASKED as usize,
        ..AccountQuery::default()
    };
    let page = ledger.reader(&caller)?.accounts(&query)?.accounts;
    ensure!(page.len() == ASKED as usize, "{} accounts", page.len());
    page.iter()
        .map(|account| account.account_id.parse().context("an account's id"))
        .collect()
}

/// When the batch in the middle of the history was recorded.
fn halfway(ledger: &Ledger) -> Result<Moment> {
    let caller = ledgers::caller();
    let batches = ledger.reader(&caller)?.batches(100, None)?.batches;
    let middle = batches
        .get(batches.len() / 2)
        .context("there are batches")?;
    Ok(Moment::parse(&middle.at.to_rfc3339())?)
}

fn histories(ledger: &Ledger, asked: &[AccountId]) -> Result<Sample> {
    let caller = ledgers::caller();
    let reader = ledger.reader(&caller)?;
    let (events, sample) = timed(|| {
        let mut events = 0;
        for id in asked {
            events += reader
                .account_history(*id, None, &Page::default())?
                .events
                .len();
        }
        Ok(events)
    })?;
    ensure!(
        events == asked.len() * EVENTS_EACH as usize,
        "{events} events"
    );
    Ok(sample)
}

fn states(ledger: &Ledger, asked: &[AccountId], then: &Moment) -> Result<Sample> {
    let caller = ledgers::caller();
    let reader = ledger.reader(&caller)?;
    let ((), sample) = timed(|| {
        for id in asked {
            reader.account_at(*id, Some(*then))?;
        }
        Ok(())
    })?;
    Ok(sample)
}

fn points(floor: &Connection, chance: &mut Chance, events: u64) -> Result<Sample> {
    let mut read = floor.prepare("SELECT length(record) FROM log WHERE position = ?")?;
    let ((), sample) = timed(|| {
        for _ in 0..u64::from(ASKED) * READ {
            let bytes: u64 = read.query_row([1 + chance.below(events)], |row| row.get(0))?;
            ensure!(bytes > 0, "an empty record");
        }
        Ok(())
    })?;
    Ok(sample)
}

fn export(ledger: &Ledger, then: &Moment, people: u32) -> Result<Sample> {
    let caller = ledgers::caller();
    let admin = ledger.domain_admin(&caller)?;
    let (rows, sample) = timed(|| {
        Ok(admin
            .auditor()
            .export_accounts(Some(*then), &mut std::io::sink())?)
    })?;
    ensure!(
        rows == u64::from(people),
        "{rows} of {people} were exported"
    );
    Ok(sample)
}
