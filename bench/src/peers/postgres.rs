//! PostgreSQL: a real server of its own, stopped and removed at the end.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::Events;
use crate::measure::Sample;
use crate::process;

/// A cluster that only this machine reaches, by a socket in its folder.
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    /// The server refuses to run as root; then everything is done as the user `postgres`.
    is_root: bool,
}

/// Larger than the defaults, as anybody would set who loads millions of rows; still durable.
const SETTINGS: &str = "listen_addresses = ''\nshared_buffers = '512MB'\nmax_wal_size = '8GB'\n\
                        maintenance_work_mem = '256MB'\n";

impl Postgres {
    /// Makes a cluster and starts its server.
    pub fn start() -> Result<Postgres> {
        let folder = tempfile::Builder::new()
            .prefix("rollbook-bench-")
            .tempdir()?;
        let is_root = nix::unistd::geteuid().is_root();
        if is_root {
            let mut command = Command::new("chown");
            process::run(command.arg("postgres").arg(folder.path()), &[0])?;
        }
        let postgres = Postgres {
            programs: programs().context("not installed")?,
            folder,
            is_root,
        };
        let data = postgres.data();
        process::run(
            postgres
                .program("initdb")
                .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "-D"])
                .arg(&data),
            &[0],
        )?;
        let socket = format!(
            "unix_socket_directories = '{}'\n",
            postgres.folder.path().display()
        );
        fs::write(
            data.join("postgresql.auto.conf"),
            format!("{SETTINGS}{socket}"),
        )?;
        process::run(
            postgres
                .program("pg_ctl")
                .args(["--silent", "--wait", "--log"])
                .arg(postgres.folder.path().join("log"))
                .arg("-D")
                .arg(&data)
                .arg("start")
                .stdout(Stdio::null()),
            &[0],
        )?;
        Ok(postgres)
    }

    /// Copies events into a table like the log of the floor, in one transaction.
    pub fn copy_events(&self, rows: &Path) -> Result<Sample> {
        self.copy(
            "CREATE TABLE target (position bigint PRIMARY KEY, account uuid NOT NULL, \
             version int NOT NULL, record bytea NOT NULL, UNIQUE (account, version))",
            rows,
            "csv",
        )
    }

    /// Copies a file of accounts into a table with the four indexes that find an account.
    pub fn copy_accounts(&self, rows: &Path) -> Result<Sample> {
        self.copy(
            "CREATE TABLE target (email text, user_id bigint UNIQUE, username text UNIQUE, \
             sis_id text UNIQUE, institution int, first_name text, last_name text, \
             user_type text); CREATE INDEX by_email ON target (email)",
            rows,
            "csv, header",
        )
    }

    fn copy(&self, table: &str, rows: &Path, format: &str) -> Result<Sample> {
        let prepare = format!("DROP TABLE IF EXISTS target; {table}; CHECKPOINT");
        process::run(&mut self.statement(&prepare), &[0])?;
        let copy = format!("COPY target FROM STDIN (FORMAT {format})");
        let mut command = self.statement(&copy);
        command.stdin(File::open(rows)?);
        let sample = process::run(&mut command, &[0])?;
        // The server's use of the processor is not its client's, and is not known here.
        Ok(Sample {
            user: Duration::ZERO,
            ..sample
        })
    }

    fn statement(&self, sql: &str) -> Command {
        let mut command = self.program("psql");
        command
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--host"])
            .arg(self.folder.path())
            .args(["--dbname=postgres", "--username=postgres", "--command", sql]);
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match self.is_root {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        let mut stop = self.program("pg_ctl");
        stop.args(["--silent", "--mode=immediate", "-D"]).arg(data);
        // Nothing is left to do where it does not stop; the folder goes all the same.
        let _ = process::run(stop.arg("stop"), &[0]);
    }
}

/// Debian keeps the server's programs away from the path.
fn programs() -> Option<PathBuf> {
    let newest = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").is_file())
        .max();
    newest.or_else(|| {
        let folders = std::env::var_os("PATH")?;
        std::env::split_paths(&folders).find(|folder| folder.join("initdb").is_file())
    })
}

/// Writes events as `COPY` reads them.
pub fn events_file(events: &Events, to: &mut BufWriter<File>) -> std::io::Result<()> {
    for (position, (account, record)) in events.accounts.iter().zip(&events.records).enumerate() {
        write!(to, "{position},{},1,\\x", hex(account))?;
        writeln!(to, "{}", hex(record))?;
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
