//! `cargo xtask test`: the whole suite, stopping at the first step that fails.

use crate::{
    machine,
    outcome::{self, Outcome},
    postgresql, program,
    project::Project,
    python, schemathesis, supply_chain, tidy, wasm, web,
};
use anyhow::{Context, Result, bail, ensure};
use ignore::WalkBuilder;
use std::{
    path::PathBuf,
    process::{Command, ExitCode},
    time::Instant,
};

type Step = (&'static str, fn(&Project) -> Result<Outcome>);

/// One profile serves all tests, so that nothing is compiled twice; the browser tests drive its binary.
const STEPS: [Step; 15] = [
    ("machine", prepare_machine),
    ("format", check_format),
    ("clippy", lint),
    ("tidy", check_tidiness),
    ("supply chain", check_supply_chain),
    ("wasm", build_wasm),
    ("console: types", check_console_types),
    ("console: build", build_console),
    ("build", build_tests),
    ("tests of the WebAssembly modules in Node", test_in_node),
    ("tests of the console", test_console),
    ("tests in Chromium", test_in_chromium),
    ("tests with an independent verifier", test_independently),
    ("tests in Rust", test_in_rust),
    ("Schemathesis", schemathesis::run),
];

/// Runs every step and prints `N passed, N failed` as the last line.
///
/// A step without tests of its own that fails counts as one failure: the line never looks clean
/// when the suite is not.
pub fn run(project: &Project) -> ExitCode {
    let mut sum = Outcome::default();
    let mut stopped = None;
    for (number, (name, step)) in (1..).zip(STEPS) {
        println!("\n=== {number}/{} {name}", STEPS.len());
        let started = Instant::now();
        match step(project) {
            Ok(outcome) => sum.add(outcome),
            Err(error) => {
                sum.failed += 1;
                stopped = Some(format!("stopped at the step \"{name}\": {error:#}"));
            }
        }
        println!("=== {name}: {} s", started.elapsed().as_secs());
        if sum.failed > 0 {
            let reason = stopped.unwrap_or_else(|| format!("stopped at the step \"{name}\""));
            eprintln!("\n{reason}");
            println!("\n{sum}");
            return ExitCode::FAILURE;
        }
    }
    println!("\n{sum}");
    ExitCode::SUCCESS
}

/// First of all, so that nobody waits for a build to learn that something is missing.
fn prepare_machine(project: &Project) -> Result<Outcome> {
    machine::require_component(project, "rustfmt", "fmt")?;
    machine::require_component(project, "clippy", "clippy")?;
    machine::require_wasm_target()?;
    machine::require_node()?;
    let chromium = machine::require_chromium()?;
    println!("Chromium: {}", chromium.display());
    println!("PostgreSQL: {}", postgresql::require()?.display());
    independent_verifier(project)?;
    Ok(Outcome::default())
}

fn check_format(project: &Project) -> Result<Outcome> {
    program::run(program::cargo(project).args(["fmt", "--all", "--check"]))?;
    Ok(Outcome::default())
}

fn lint(project: &Project) -> Result<Outcome> {
    program::run(program::cargo(project).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))?;
    Ok(Outcome::default())
}

fn check_tidiness(project: &Project) -> Result<Outcome> {
    tidy::run(project)?;
    Ok(Outcome::default())
}

fn check_supply_chain(project: &Project) -> Result<Outcome> {
    supply_chain::run(project)?;
    Ok(Outcome::default())
}

fn build_wasm(project: &Project) -> Result<Outcome> {
    wasm::build(project)?;
    Ok(Outcome::default())
}

fn check_console_types(project: &Project) -> Result<Outcome> {
    web::check_types(project)?;
    Ok(Outcome::default())
}

fn build_console(project: &Project) -> Result<Outcome> {
    web::build(project)?;
    Ok(Outcome::default())
}

fn build_tests(project: &Project) -> Result<Outcome> {
    program::run(program::cargo(project).args(["build", "--workspace", "--all-targets"]))?;
    ensure!(
        project.binary("debug").is_file(),
        "the build left no binary `rollbook`"
    );
    Ok(Outcome::default())
}

fn test_in_node(project: &Project) -> Result<Outcome> {
    run_node(node(project, test_files(project, "wasm")?))
}

fn test_console(project: &Project) -> Result<Outcome> {
    let mut command = program::npm(project);
    command.args(["run", "test"]).env("NO_COLOR", "1");
    let watched = program::watch(&mut command)?;
    judge(outcome::of_vitest(&watched.printed), watched.success)
}

fn test_in_chromium(project: &Project) -> Result<Outcome> {
    let chromium = machine::require_chromium()?;
    let mut command = node(project, test_files(project, "tests/e2e")?);
    command
        .env("ROLLBOOK_CHROMIUM", chromium)
        .env("ROLLBOOK_BIN", project.binary("debug"));
    run_node(command)
}

/// The interpreter that runs the log verifier which is not ours.
fn independent_verifier(project: &Project) -> Result<PathBuf> {
    python::environment(project, "independent", "tests/independent/requirements.txt")
}

fn test_independently(project: &Project) -> Result<Outcome> {
    let mut command = node(project, test_files(project, "tests/independent")?);
    command
        .env("ROLLBOOK_PYTHON", independent_verifier(project)?)
        .env("ROLLBOOK_BIN", project.binary("debug"));
    run_node(command)
}

fn test_in_rust(project: &Project) -> Result<Outcome> {
    // Nextest is faster, but it leaves out the examples in the documentation.
    let runs: &[&[&str]] = if machine::has_nextest(project) {
        &[&["nextest", "run"], &["test", "--doc"]]
    } else {
        &[&["test"]]
    };
    let mut printed = String::new();
    let mut success = true;
    for run in runs {
        let mut command = program::cargo(project);
        command
            .args(*run)
            .args(["--workspace", "--no-fail-fast"])
            .env("ROLLBOOK_BIN", project.binary("debug"));
        let watched = program::watch(&mut command)?;
        printed.push_str(&watched.printed);
        success &= watched.success;
    }
    judge(outcome::of_rust(&printed), success)
}

/// The files of a folder that Node runs as tests; there must be some.
fn test_files(project: &Project, folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkBuilder::new(project.path(folder)).build() {
        let path = entry
            .with_context(|| format!("looking for tests in {folder}"))?
            .into_path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "{folder} holds no tests for Node");
    Ok(files)
}

fn node(project: &Project, files: Vec<PathBuf>) -> Command {
    let mut command = program::program_in("node", project.root());
    command
        .args(["--test", "--test-reporter=spec"])
        .args(files)
        .env("NO_COLOR", "1");
    command
}

fn run_node(mut command: Command) -> Result<Outcome> {
    let watched = program::watch(&mut command)?;
    judge(outcome::of_node(&watched.printed), watched.success)
}

/// A runner that failed without a failed test, or ran none at all, has not done its work.
fn judge(outcome: Option<Outcome>, success: bool) -> Result<Outcome> {
    let outcome = outcome.context("the runner printed no summary")?;
    if !success && outcome.failed == 0 {
        bail!("the runner failed although no test did; its reason stands above");
    }
    ensure!(outcome.passed + outcome.failed > 0, "no test was run");
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_PASSED: Outcome = Outcome {
        passed: 1,
        failed: 0,
    };

    #[test]
    fn a_runner_that_fails_without_a_failed_test_is_an_error() {
        assert!(judge(Some(ONE_PASSED), false).is_err());
        assert!(judge(None, true).is_err());
        assert!(judge(Some(Outcome::default()), true).is_err());
    }

    #[test]
    fn failed_tests_are_counted_not_reported_as_an_error() {
        let failed = Outcome {
            passed: 3,
            failed: 2,
        };
        assert_eq!(judge(Some(failed), false).ok(), Some(failed));
        assert_eq!(judge(Some(ONE_PASSED), true).ok(), Some(ONE_PASSED));
    }
}
