//! wrk, which asks as fast as it is answered.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process;

/// What a server stood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Answers a second.
    pub rate: f64,
    /// Seconds that 99 of 100 answers took at most.
    pub slowest_of_100: f64,
}

/// Runs wrk and reads what it prints.
pub fn run(command: &mut Command) -> Result<Load> {
    let printed = process::output(command)?;
    ensure!(
        !printed.contains("Non-2xx"),
        "some answers were no success: {printed}"
    );
    read(&printed).with_context(|| format!("wrk printed {printed:?}"))
}

fn read(printed: &str) -> Option<Load> {
    let behind = |word: &str| {
        printed
            .lines()
            .find_map(|line| Some(line.trim().strip_prefix(word)?.trim()))
    };
    Some(Load {
        rate: behind("Requests/sec:")?.parse().ok()?,
        slowest_of_100: seconds(behind("99%")?)?,
    })
}

/// `1.25ms`, `870.00us` or `1.02s`.
fn seconds(text: &str) -> Option<f64> {
    let split = text.find(|character: char| character.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(split)?;
    let scale = match unit {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * scale)
}

/// The middle of an odd number of runs, each measure by itself.
pub fn median(loads: &[Load]) -> Load {
    let middle = |measure: fn(&Load) -> f64| {
        let mut all: Vec<f64> = loads.iter().map(measure).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    Load {
        rate: middle(|load| load.rate),
        slowest_of_100: middle(|load| load.slowest_of_100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_wrk_prints() {
        let printed = "  Latency Distribution\n     50%  412.00us\n     99%    1.50ms\n\
                       Requests/sec: 106000.25\nTransfer/sec:     12.00MB\n";
        let load = read(printed).expect("it can be read");
        assert_eq!(load.rate, 106_000.25);
        assert!((load.slowest_of_100 - 0.0015).abs() < 1e-9);
    }
}
