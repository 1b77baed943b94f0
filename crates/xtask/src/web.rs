//! `cargo xtask web`: the console, checked and bundled into web/dist.

use crate::{freshness::Stamp, machine, program, project::Project, wasm};
use anyhow::{Result, ensure};

/// What the HTTP API's types are generated from.
const OPENAPI: &str = "docs/reference/openapi.json";
/// What its help says of notices and of columns.
const NOTICES: &str = "docs/reference/notices.json";
const PROFILES: &str = "docs/reference/profiles.json";

/// Installs the console's packages exactly as its lock file says, unless that was done already.
pub fn install(project: &Project) -> Result<()> {
    machine::require_node()?;
    let stamp = Stamp::of(
        project,
        "npm",
        &["web/package.json", "web/package-lock.json"],
        &[],
    )?;
    if stamp.is_fresh() && project.path("web/node_modules").is_dir() {
        return Ok(());
    }
    program::run(program::npm(project).args(["ci", "--no-audit", "--no-fund"]))?;
    stamp.keep()
}

/// Writes the types of the HTTP API from its OpenAPI document, so that console and API cannot drift.
pub fn generate_types(project: &Project) -> Result<()> {
    install(project)?;
    program::run(program::npm(project).args(["run", "types"]))
}

/// Builds the console; its WebAssembly modules must have been built before.
pub fn build(project: &Project) -> Result<()> {
    install(project)?;
    let inputs = ["web", OPENAPI, NOTICES, PROFILES];
    let stamp = Stamp::of(project, "web", &inputs, &[wasm::OUTPUT])?;
    if stamp.is_fresh() && project.path("web/dist/index.html").is_file() {
        println!("web/dist is up to date");
        return Ok(());
    }
    generate_types(project)?;
    program::run(program::npm(project).args(["run", "build"]))?;
    ensure!(
        project.path("web/dist/index.html").is_file(),
        "the build of web/ left no web/dist/index.html"
    );
    stamp.keep()
}

/// Checks the types of the console's TypeScript and Svelte sources.
pub fn check_types(project: &Project) -> Result<()> {
    generate_types(project)?;
    program::run(program::npm(project).args(["run", "check"]))
}
