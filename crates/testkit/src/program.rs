//! The `rollbook` binary, run as a person or a script runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The binary on one data directory.
pub struct Rollbook {
    program: PathBuf,
    directory: PathBuf,
}

/// How a run ended.
pub struct Run {
    /// The exit code; -1 where a signal ended it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Rollbook {
    /// Found by `ROLLBOOK_BIN`, else where Cargo puts it beside the tests. Nothing is built here.
    pub fn on(directory: impl AsRef<Path>) -> Rollbook {
        let program = match std::env::var_os("ROLLBOOK_BIN") {
            Some(program) => PathBuf::from(program),
            None => beside_the_tests(),
        };
        assert!(
            program.is_file(),
            "{} is missing: run `cargo build --bin rollbook` first",
            program.display()
        );
        Rollbook {
            program,
            directory: directory.as_ref().to_owned(),
        }
    }

    /// To be run; without a terminal, and without settings from outside.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ROLLBOOK_") {
                command.env_remove(name);
            }
        }
        command
            .arg("--data")
            .arg(&self.directory)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs to the end.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("rollbook starts");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs with `--format json`; the exit code must be 0.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[&["--format", "json"], arguments].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
        run.json()
    }
}

impl Run {
    /// The one object on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {:?}; {}", self.stdout, self.stderr))
    }
}

/// `target/debug/rollbook` for a test in `target/debug/deps/`.
fn beside_the_tests() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a file");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("Cargo's folder");
    folder.join(format!("rollbook{}", std::env::consts::EXE_SUFFIX))
}
