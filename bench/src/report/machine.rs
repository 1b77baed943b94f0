//! What the figures were measured on.

use std::fs;
use std::process::Command;

use chrono::{DateTime, Utc};

use crate::process;

/// The machine, the day and the commit.
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_gib: u64,
    pub day: String,
    pub commit: String,
}

impl Machine {
    pub fn here(now: DateTime<Utc>) -> Machine {
        let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into());
        let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
        let kibibytes: u64 = memory.trim_end_matches(" kB").parse().unwrap_or_default();
        Machine {
            processor,
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kibibytes.div_ceil(1 << 20),
            day: now.format("%Y-%m-%d").to_string(),
            commit: commit().unwrap_or_else(|_| "unknown".into()),
        }
    }
}

fn commit() -> anyhow::Result<String> {
    let head = process::output(Command::new("git").args(["rev-parse", "--short=12", "HEAD"]))?;
    let changed = process::output(Command::new("git").args([
        "status",
        "--porcelain",
        "--",
        "crates",
        "wasm",
        "bench",
    ]))?;
    Ok(match changed.is_empty() {
        true => head,
        false => format!("{head} with changes"),
    })
}

/// The value behind the first `name:` in a file of `/proc`.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

/// How many programs wanted to run in the last minute, on average; only Linux tells.
pub fn load() -> String {
    fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| text.split(' ').next().map(str::to_owned))
        .unwrap_or_else(|| "unknown".into())
}
