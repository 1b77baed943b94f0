//! Measures Rollbook beside its peers. `cargo xtask bench` installs the peers, builds what is
//! measured and runs this; nothing here asserts how long something takes.

mod generate;
mod jobs;
mod ledgers;
mod measure;
mod nodes;
mod peers;
mod process;
mod report;
mod server;
mod spread;
mod workplace;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use rollbook_service::sources::{Clock, SystemClock};

use report::Machine;
use workplace::{Scale, Workplace};

/// Written only where all jobs were measured.
const PAGE: &str = "docs/reference/benchmarks.md";

#[derive(Parser)]
#[command(about = "Measure Rollbook beside its peers; run it by `cargo xtask bench`")]
struct Arguments {
    /// Smaller ledgers, in minutes
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// All sizes that the targets name
    #[arg(long)]
    full: bool,
    /// Only these jobs, as T1,T3
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// The source tree
    #[arg(long, default_value = ".")]
    project: PathBuf,
    /// Be the server that Rollbook's is measured beside, and nothing else
    #[arg(long, hide = true)]
    hello: bool,
    /// Where Cargo builds
    #[arg(long, default_value = "target")]
    target: PathBuf,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if arguments.hello {
        return peers::hello::serve();
    }
    let known = jobs::names();
    for name in &arguments.only {
        ensure!(
            known.iter().any(|known| known.eq_ignore_ascii_case(name)),
            "there is no job {name}: use {}",
            known.join(", ")
        );
    }
    let scale = match arguments.full {
        true => Scale::FULL,
        false => Scale::QUICK,
    };
    let started = Instant::now();
    let place = Workplace::new(scale, arguments.project, arguments.target)?;
    let lines = jobs::run(&place, &arguments.only);
    let machine = Machine::here(SystemClock.now());
    let page = report::page(&machine, &place, &lines);
    println!("\n{page}");
    if arguments.only.is_empty() {
        let path = place.project.join(PAGE);
        fs::write(&path, page).with_context(|| format!("writing {}", path.display()))?;
        println!("wrote {PAGE}");
    }
    println!("measured in {} s", started.elapsed().as_secs());
    Ok(())
}
