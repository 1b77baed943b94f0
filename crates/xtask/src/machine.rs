//! What the machine must have: installed here where that needs no question, else named with its command.
//!
//! A C compiler is not looked for: without one, Rust could not have linked this program.

use crate::{program, project::Project};
use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const NODE_AT_LEAST: u32 = 20;
const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Makes sure that Rust can build for the browser.
pub fn require_wasm_target() -> Result<()> {
    let installed = program::output(Command::new("rustup").args(["target", "list", "--installed"]))
        .context("rustup is needed to build for the browser: see https://rustup.rs")?;
    if installed.lines().any(|line| line == WASM_TARGET) {
        return Ok(());
    }
    program::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}

/// Makes sure that a component of Rust is there, such as `clippy` or `rustfmt`.
pub fn require_component(project: &Project, component: &str, probe: &str) -> Result<()> {
    if program::succeeds(program::cargo(project).args([probe, "--version"])) {
        return Ok(());
    }
    program::run(Command::new("rustup").args(["component", "add", component]))
        .with_context(|| format!("install it with `rustup component add {component}`"))
}

/// Makes sure that Node is there and new enough.
pub fn require_node() -> Result<()> {
    let advice = format!("install Node {NODE_AT_LEAST} or newer with npm, from https://nodejs.org");
    let version = program::output(Command::new("node").arg("--version")).context(advice.clone())?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|number| number.parse::<u32>().ok())
        .unwrap_or(0);
    if major < NODE_AT_LEAST {
        bail!("Node {} is too old: {advice}", version.trim());
    }
    Ok(())
}

/// The system's Chromium. `ROLLBOOK_CHROMIUM` names another one; on Debian as root a missing one is installed.
pub fn require_chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("ROLLBOOK_CHROMIUM") {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!(
                "ROLLBOOK_CHROMIUM names {}, which is no file",
                named.display()
            );
        }
        return Ok(named);
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    if is_debian_root() {
        println!("no Chromium was found: installing Debian's");
        install_debian_packages(&["chromium"])?;
    }
    find_chromium().context(
        "no Chromium was found: install it (on Debian `apt-get install chromium`) \
         or set ROLLBOOK_CHROMIUM to its path",
    )
}

/// Installs packages of Debian's.
///
/// # Errors
/// Says what to type where that cannot be done without asking.
pub fn install_debian_packages(packages: &[&str]) -> Result<()> {
    if !is_debian_root() {
        bail!(
            "install it (on Debian `apt-get install {}`)",
            packages.join(" ")
        );
    }
    program::run(Command::new("apt-get").arg("update"))?;
    program::run(
        Command::new("apt-get")
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn find_chromium() -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .flat_map(|folder| CHROMIUM_NAMES.map(|name| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

/// Whether packages can be installed without asking anybody.
pub fn is_debian_root() -> bool {
    let root = program::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && Path::new("/etc/debian_version").exists()
}

/// Whether the faster test runner is there; `cargo test` does as well.
pub fn has_nextest(project: &Project) -> bool {
    program::succeeds(program::cargo(project).args(["nextest", "--version"]))
}
