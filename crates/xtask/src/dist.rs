//! `cargo xtask dist`: one binary that needs nothing beside it, and its manual.

use crate::{program, project::Project, wasm, web};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Builds the release binary, copies it into dist/ and writes its manual pages beside it.
pub fn run(project: &Project) -> Result<()> {
    let binary = build(project)?;
    let folder = project.path("dist");
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let name = binary.file_name().context("the binary has no name")?;
    let copy = folder.join(name);
    fs::copy(&binary, &copy).with_context(|| format!("writing {}", copy.display()))?;
    println!("wrote {}", copy.display());
    write_manual(&copy, &folder.join("man"))
}

/// The binary writes its own manual, so that the two cannot differ.
fn write_manual(binary: &Path, folder: &Path) -> Result<()> {
    program::run(Command::new(binary).arg("man").arg(folder))
}

/// Builds the row validator, the console and the release binary that holds both.
pub fn build(project: &Project) -> Result<PathBuf> {
    wasm::build(project)?;
    web::build(project)?;
    program::run(program::cargo(project).args(["build", "--release", "--bin", "rollbook"]))?;
    Ok(project.binary("release"))
}
