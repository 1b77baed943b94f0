//! `cargo xtask dist`: one binary that needs nothing beside it.

use crate::{program, project::Project, wasm, web};
use anyhow::{Context, Result};
use std::{fs, path::PathBuf};

/// Builds the release binary and copies it into dist/.
pub fn run(project: &Project) -> Result<()> {
    let binary = build(project)?;
    let folder = project.path("dist");
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let name = binary.file_name().context("the binary has no name")?;
    let copy = folder.join(name);
    fs::copy(&binary, &copy).with_context(|| format!("writing {}", copy.display()))?;
    println!("wrote {}", copy.display());
    Ok(())
}

/// Builds the row validator, the console and the release binary that holds both.
pub fn build(project: &Project) -> Result<PathBuf> {
    wasm::build(project)?;
    web::build(project)?;
    program::run(program::cargo(project).args(["build", "--release", "--bin", "rollbook"]))?;
    Ok(project.binary("release"))
}
