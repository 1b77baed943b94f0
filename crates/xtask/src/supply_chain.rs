//! What enters the build from outside, and whether it may.

use crate::{program, project::Project, web};
use anyhow::{Context, Result};

/// Pinned, so that a new release cannot turn the suite red by itself.
const CARGO_DENY_VERSION: &str = "0.20.2";

/// Checks crates and packages.
pub fn run(project: &Project) -> Result<()> {
    check_crates(project)?;
    web::install(project)?;
    check_packages(project)
}

/// Checks what the build takes from Cargo against deny.toml: bans, licences and sources.
///
/// Advisories are left out: a list that changes every day belongs in front of a person, not of a test.
fn check_crates(project: &Project) -> Result<()> {
    let folder = project.target().join("cargo-deny");
    let binary = folder
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let is_there = program::output(program::program_in(&binary, project.root()).arg("--version"))
        .is_ok_and(|version| version.trim().ends_with(CARGO_DENY_VERSION));
    if !is_there {
        install(project, &folder)?;
    }
    let mut check = program::program_in(&binary, project.root());
    // Versions that stand beside each other are told, and are no fault: not every line of their trees helps.
    check.args([
        "--log-level",
        "error",
        "check",
        "bans",
        "licenses",
        "sources",
    ]);
    program::run(&mut check)
}

/// Without optimisation: it runs for seconds, and is built in a third of the time.
fn install(project: &Project, folder: &std::path::Path) -> Result<()> {
    println!(
        "installing cargo-deny {CARGO_DENY_VERSION} into {}",
        folder.display()
    );
    let mut command = program::cargo(project);
    command
        .args(["install", "cargo-deny", "--version", CARGO_DENY_VERSION])
        .args(["--locked", "--debug", "--quiet", "--force", "--root"])
        .arg(folder)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        // Apart from ours, which differ in versions and features.
        .env("CARGO_TARGET_DIR", folder.join("build"));
    program::run(&mut command).context("cargo-deny could not be installed")?;
    // A gigabyte of what it was built from is not needed again.
    let _ = std::fs::remove_dir_all(folder.join("build"));
    Ok(())
}

/// Asks the registry whether a package of the console's has a known fault. A registry that does not answer such
/// questions is said so and passed by; a fault of high severity is an error.
fn check_packages(project: &Project) -> Result<()> {
    let mut command = program::npm(project);
    command.args(["audit", "--audit-level=high"]);
    let watched = program::watch(&mut command)?;
    match (watched.success, was_answered(&watched.printed)) {
        (true, _) => Ok(()),
        (false, true) => anyhow::bail!("npm audit found what it is meant to find: see above"),
        (false, false) => {
            println!("npm audit: this registry does not answer it, so nothing was asked");
            Ok(())
        }
    }
}

/// A report counts what it found; a registry that knows no audits gives an error instead.
fn was_answered(printed: &str) -> bool {
    printed.lines().any(|line| {
        let mut words = line.split_whitespace();
        let counts = words.next().is_some_and(|word| word.parse::<u32>().is_ok());
        counts && line.contains("vulnerabilit")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_told_from_a_registry_that_has_none() {
        assert!(was_answered("\n3 vulnerabilities (1 low, 2 high)\n"));
        assert!(was_answered("1 high severity vulnerability"));
        assert!(!was_answered(
            "npm warn audit 404 Not Found - POST https://registry.example/-/npm/v1/security/audits/quick\n\
             npm error audit endpoint returned an error"
        ));
    }
}
