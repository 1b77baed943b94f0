//! DuckDB and pandas, in a Python of their own.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::measure::Sample;
use crate::process;
use crate::workplace::Workplace;

/// Finds what differs between two nights' files: the first is at hand as a table, the second is read.
pub fn outer_join(
    place: &Workplace,
    engine: &str,
    threads: usize,
    old: &Path,
    new: &Path,
) -> Result<Sample> {
    let mut command = Command::new(place.peer("python/bin/python")?);
    command
        .arg(place.project.join("bench/peers/python/outer_join.py"))
        .args([engine, &threads.to_string()])
        .args([old, new]);
    let answer: Value = serde_json::from_str(&process::output(&mut command)?)?;
    let duration = |key: &str| {
        let seconds = answer[key].as_f64().context("Python named no time")?;
        Ok::<_, anyhow::Error>(Duration::from_secs_f64(seconds))
    };
    Ok(Sample {
        wall: duration("wall")?,
        user: duration("user")?,
    })
}
