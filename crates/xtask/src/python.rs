//! Programs from PyPI that the tests run, each in an environment of its own below the target folder.

use crate::{freshness::Stamp, machine, program, project::Project};
use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Installs exactly the packages of a requirements file, which names all that they need and may name their hashes,
/// unless that was done already. Gives the environment's interpreter.
pub fn environment(project: &Project, name: &str, requirements: &str) -> Result<PathBuf> {
    let folder = project.target().join("python").join(name);
    let python = folder.join("bin/python");
    let stamp = Stamp::of(project, &format!("python-{name}"), &[requirements], &[])?;
    if stamp.is_fresh() && python.is_file() {
        return Ok(python);
    }
    create(&folder)?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check")
        // No package's own code runs while it is installed.
        .args(["--only-binary", ":all:", "--no-deps", "--requirement"]);
    program::run(pip.arg(project.path(requirements)))?;
    stamp.keep()?;
    Ok(python)
}

fn create(folder: &Path) -> Result<()> {
    if !program::succeeds(Command::new("python3").args(["-m", "ensurepip", "--version"])) {
        println!("Python 3 with venv was not found: installing Debian's");
        machine::install_debian_packages(&["python3", "python3-venv"])?;
    }
    let mut venv = Command::new("python3");
    program::run(venv.args(["-m", "venv", "--clear"]).arg(folder))
        .context("install Python 3 with venv (on Debian `apt-get install python3-venv`)")
}
