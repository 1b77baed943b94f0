//! `cargo xtask bench`: installs the peers, builds what is measured, and runs the package in bench/.

mod peers;

use crate::{machine, program, project::Project, wasm, web};
use anyhow::Result;
use std::process::Command;

#[derive(clap::Args)]
pub struct Options {
    /// Smaller ledgers, in about ten minutes; the default
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// All sizes that the targets name
    #[arg(long)]
    full: bool,
    /// Only these jobs, as T1,T3
    #[arg(long, value_delimiter = ',', value_name = "JOBS")]
    only: Vec<String>,
}

impl Options {
    /// Whether a job is to be measured.
    fn wants(&self, job: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.eq_ignore_ascii_case(job))
    }
}

pub fn run(project: &Project, options: &Options) -> Result<()> {
    for missing in peers::install(project, |job| options.wants(job)) {
        println!("measured without {missing}");
    }
    if options.wants("T2") || options.wants("C1") {
        wasm::build(project)?;
        web::install(project)?;
    }
    if options.wants("C1") {
        web::build(project)?;
    }
    program::run(program::cargo(project).args([
        "build",
        "--release",
        "--package=rollbook",
        "--package=rollbook-bench",
    ]))?;
    let mut bench = Command::new(project.target().join("release/rollbook-bench"));
    bench
        .current_dir(project.root())
        .arg("--project")
        .arg(project.root())
        .arg("--target")
        .arg(project.target());
    if options.full {
        bench.arg("--full");
    }
    if !options.only.is_empty() {
        bench.arg("--only").arg(options.only.join(","));
    }
    if let Ok(chromium) = machine::require_chromium() {
        bench.env("ROLLBOOK_CHROMIUM", chromium);
    }
    program::run(&mut bench)
}
