//! UmaDB, by a program of its own in bench/peers/umadb: its packages stay out of Rollbook's.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Events;
use crate::measure::Sample;
use crate::process;

/// About what Rollbook records for one command.
const BYTES_OF_A_COMMAND: usize = 100;

/// Appends as many events of the same size, in process there, a tag for each account.
pub fn append(program: &Path, folder: &Path, events: &Events) -> Result<Sample> {
    let mut command = Command::new(program);
    command
        .arg("append")
        .arg(folder)
        .arg(events.records.len().to_string())
        .arg(events.average().to_string());
    measured_there(&mut command, folder)
}

/// Single appends over gRPC by many clients, each read back.
pub fn commands(program: &Path, folder: &Path, clients: usize, each: usize) -> Result<Sample> {
    let mut command = Command::new(program);
    command.arg("commands").arg(folder);
    for number in [clients, each, BYTES_OF_A_COMMAND] {
        command.arg(number.to_string());
    }
    measured_there(&mut command, folder)
}

fn measured_there(command: &mut Command, folder: &Path) -> Result<Sample> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let printed = process::output(command)?;
    // The store says more on stdout, before.
    let answer: Value = serde_json::from_str(printed.lines().last().unwrap_or_default())?;
    let duration = |key: &str| {
        let seconds = answer[key].as_f64().context("UmaDB's peer named no time")?;
        Ok::<_, anyhow::Error>(Duration::from_secs_f64(seconds))
    };
    let sample = Sample {
        wall: duration("wall")?,
        user: duration("user")?,
    };
    fs::remove_dir_all(folder)?;
    Ok(sample)
}
