//! The programs that Rollbook is measured beside, installed into the target folder where they can be.

use crate::{machine, program, project::Project};
use anyhow::{Context, Result, ensure};
use std::{env, fs, path::PathBuf, process::Command};

struct Peer {
    name: &'static str,
    /// The jobs that it is needed for.
    jobs: &'static [&'static str],
    install: fn(&Project) -> Result<()>,
}

const PEERS: [Peer; 7] = [
    Peer {
        name: "qsv",
        jobs: &["T1"],
        install: install_qsv,
    },
    Peer {
        name: "PapaParse and zod",
        jobs: &["T2"],
        install: install_from_npm,
    },
    Peer {
        name: "UmaDB",
        jobs: &["T3", "T8"],
        install: install_umadb,
    },
    Peer {
        name: "PostgreSQL",
        jobs: &["T3", "T3b", "T4", "PG1", "PG2"],
        install: install_postgres,
    },
    Peer {
        name: "SQLite's command line",
        jobs: &["T3b", "T4"],
        install: |_| install_program("sqlite3", "sqlite3"),
    },
    Peer {
        name: "DuckDB and pandas",
        jobs: &["T4"],
        install: install_from_pypi,
    },
    Peer {
        name: "wrk",
        jobs: &["T6"],
        install: |_| install_program("wrk", "wrk"),
    },
];

const QSV_VERSION: &str = "16.1.0";

/// Installs what the jobs need; gives those that could not be, each with its reason.
pub fn install(project: &Project, wants: impl Fn(&str) -> bool) -> Vec<String> {
    PEERS
        .iter()
        .filter(|peer| peer.jobs.iter().any(|job| wants(job)))
        .filter_map(|peer| {
            let error = (peer.install)(project).err()?;
            Some(format!("{}: {error:#}", peer.name))
        })
        .collect()
}

fn folder(project: &Project) -> PathBuf {
    project.target().join("bench-peers")
}

/// A program, and its package in Debian.
fn install_program(name: &str, package: &str) -> Result<()> {
    let folders = env::var_os("PATH").unwrap_or_default();
    match env::split_paths(&folders).any(|folder| folder.join(name).is_file()) {
        true => Ok(()),
        false => machine::install_debian_packages(&[package]),
    }
}

/// The flavour for Datapusher+: the others do not build from the crate, which needs patched
/// packages that only its repository names.
fn install_qsv(project: &Project) -> Result<()> {
    let mut command = cargo_install(project);
    command
        .args(["qsv", "--version", QSV_VERSION, "--locked", "--bin=qsvdp"])
        .args([
            "--no-default-features",
            "--features=mimalloc,datapusher_plus",
        ]);
    program::run(&mut command)
}

/// Its gRPC code is generated while it is built.
fn install_umadb(project: &Project) -> Result<()> {
    install_program("protoc", "protobuf-compiler")?;
    let mut command = cargo_install(project);
    command.args(["--locked", "--path=bench/peers/umadb"]);
    program::run(&mut command)
}

fn cargo_install(project: &Project) -> Command {
    let mut command = program::cargo(project);
    command
        .args(["install", "--quiet", "--root"])
        .arg(folder(project))
        // Apart from ours, which differ in versions and features.
        .env("CARGO_TARGET_DIR", folder(project).join("build"));
    command
}

fn install_postgres(_project: &Project) -> Result<()> {
    let there =
        fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut versions| versions.next().is_some());
    match there || program::succeeds(Command::new("initdb").arg("--version")) {
        true => Ok(()),
        false => machine::install_debian_packages(&["postgresql"]),
    }
}

fn install_from_npm(project: &Project) -> Result<()> {
    machine::require_node()?;
    let packages = folder(project).join("node");
    fs::create_dir_all(&packages)?;
    for name in ["package.json", "package-lock.json"] {
        let from = project.path("bench/peers/node").join(name);
        fs::copy(&from, packages.join(name)).with_context(|| from.display().to_string())?;
    }
    let mut npm = program::npm(project);
    program::run(
        npm.current_dir(packages)
            .args(["ci", "--no-audit", "--no-fund", "--silent"]),
    )
}

fn install_from_pypi(project: &Project) -> Result<()> {
    let python = folder(project).join("python");
    if !python.join("bin/python").exists() {
        let mut command = Command::new("python3");
        let made = program::run(command.args(["-m", "venv"]).arg(&python));
        made.context("install Python 3 with venv (on Debian `apt-get install python3-venv`)")?;
    }
    let requirements = project.path("bench/peers/python/requirements.txt");
    ensure!(
        requirements.is_file(),
        "{} is missing",
        requirements.display()
    );
    let mut pip = Command::new(python.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
    ]);
    program::run(pip.arg(requirements))
}
