//! T5: all views, the tree's root and the digest, made anew of the log.

use std::path::Path;

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::ledgers;
use crate::measure::{Side, side_by_side, timed};
use crate::report::{Bound, Comparison, Line, Told, rate};
use crate::workplace::{ROUNDS, Workplace};

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let people = place.scale.people;
    let folder = ledgers::with_history(place, people)?;
    let events = count(&folder)?;
    let ledger = ledgers::open(&folder)?;
    let caller = ledgers::caller();
    let admin = ledger.domain_admin(&caller)?;
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("Rollbook", || {
                let (checked, sample) = timed(|| Ok(admin.check_views(None, &mut |_| {})?))?;
                ensure!(checked.equal, "these differ: {:?}", checked.differences);
                Ok(sample)
            }),
            Side::new("SQLite, reading the log", || {
                timed(|| read(&folder, events)).map(|((), sample)| sample)
            }),
        ],
    );
    let [rollbook, scan] = &measured[..] else {
        anyhow::bail!("two sides were measured");
    };
    let ours = rollbook.required()?;
    let what = format!("rebuild {events} events and compare with the live views");
    let comparison = Comparison::new("T5", what.clone(), Told::AsRate(events, "events"));
    let millions = events as f64 / ours.wall.as_secs_f64() / 1e6;
    Ok(vec![
        comparison.with(ours, scan, None, None),
        Line {
            job: "T5",
            what,
            rollbook: rate(events, "events", ours.wall),
            value: Some(millions),
            unit: "M events/s",
            must: Some(Bound::AtLeast(0.3)),
            aim: Some(Bound::AtLeast(1.0)),
            ..Line::default()
        },
    ])
}

fn log(folder: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    Ok(Connection::open_with_flags(folder.join("book.db"), flags)?)
}

/// Records of a log.
pub fn count(folder: &Path) -> Result<u64> {
    Ok(log(folder)?.query_row("SELECT count(*) FROM log", [], |row| row.get(0))?)
}

/// Reads every record of a log and does nothing with it.
pub fn read(folder: &Path, events: u64) -> Result<()> {
    let log = log(folder)?;
    let mut query = log.prepare("SELECT position, record FROM log ORDER BY position")?;
    let mut rows = query.query([])?;
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.next()? {
        bytes += row.get_ref(1)?.as_blob()?.len();
        count += 1;
    }
    ensure!(count == events && bytes > 0, "{count} of {events} records");
    Ok(())
}
