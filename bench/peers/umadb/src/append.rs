//! `append`: many events into a new store in this process.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use umadb_core::db::UmaDb;
use umadb_dcb::{DcbEvent, DcbEventStoreSync};

use crate::event::event;

/// Events of one append, which is one transaction: larger ones were no faster.
const APPENDED_AT_ONCE: usize = 10_000;

pub fn run(folder: &Path, count: usize, bytes: usize) -> Result<(), Box<dyn Error>> {
    let store = UmaDb::new(folder)?;
    let mut appends: Vec<Vec<DcbEvent>> = Vec::new();
    let mut made = 0;
    while made < count {
        let until = count.min(made + APPENDED_AT_ONCE);
        appends.push((made..until).map(|number| event(number, bytes)).collect());
        made = until;
    }
    let (user, started) = (user_time()?, Instant::now());
    for events in appends {
        store.append(events, None, None)?;
    }
    let (wall, user) = (started.elapsed(), user_time()?.saturating_sub(user));
    println!(
        "{{\"wall\":{},\"user\":{}}}",
        wall.as_secs_f64(),
        user.as_secs_f64()
    );
    Ok(())
}

/// In hundredths of a second, as Linux counts them.
fn user_time() -> Result<Duration, Box<dyn Error>> {
    let statistics = fs::read_to_string("/proc/self/stat")?;
    let behind_name = statistics.rsplit(") ").next().unwrap_or_default();
    let ticks: u64 = behind_name
        .split(' ')
        .nth(11)
        .ok_or("the system does not tell how long this program ran")?
        .parse()?;
    Ok(Duration::from_millis(ticks * 10))
}
