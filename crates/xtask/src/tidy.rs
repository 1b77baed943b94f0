//! `cargo xtask tidy`: what the compiler does not check, kept true by tests.

mod crate_edges;
mod file_sizes;
mod links;
mod names;
mod places;
mod rule_tests;
mod sources;
mod unfinished;

use crate::project::Project;
use anyhow::{Result, bail};
use sources::Sources;

type Check = (&'static str, fn(&Project, &Sources) -> Result<Vec<String>>);

const CHECKS: [Check; 7] = [
    (
        "crates depend only on what lies below them",
        crate_edges::check,
    ),
    ("files are small enough to be read", file_sizes::check),
    ("links between documents resolve", links::check),
    ("files are named after what they hold", names::check),
    ("nothing names a place on one machine", places::check),
    ("every built rule has a test", rule_tests::check),
    ("nothing is left unfinished", unfinished::check),
];

/// Runs every check and reports all that it finds.
pub fn run(project: &Project) -> Result<()> {
    let sources = Sources::read(project.root())?;
    let mut tidy = true;
    for (name, check) in CHECKS {
        let found = check(project, &sources)?;
        println!(
            "{} {name}",
            if found.is_empty() { "ok   " } else { "FAULT" }
        );
        for fault in &found {
            println!("      {fault}");
        }
        tidy &= found.is_empty();
    }
    if !tidy {
        bail!("the source tree is not tidy: the faults stand above");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_tree_is_tidy() -> Result<()> {
        run(&Project::locate()?)
    }
}
