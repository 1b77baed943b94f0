//! An office: a directory with a ledger and files, and the binary to work on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub const ACCOUNTS_HEADER: &str =
    "email,user_id,username,sis_id,institution,first_name,last_name,user_type,groups\n";

pub struct Office {
    directory: TempDir,
}

/// What a command left behind.
pub struct Run {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Office {
    /// Without a ledger.
    pub fn empty() -> Office {
        Office {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// With institution 1, North High, and nobody in it.
    pub fn with_institution() -> Office {
        let office = Office::empty();
        office.done(&["institution", "add", "--name", "North High"]);
        office
    }

    /// With `many` active people: `p1@school.example`, username `person1`, user_id 1001, sis_id `S1`,
    /// in the groups Choir and Year 9.
    pub fn with_people(many: u32) -> Office {
        let office = Office::with_institution();
        let rows = (1..=many).map(|n| {
            format!(
                "p{n}@school.example,{},person{n},S{n},1,First{n},Last{n},S,Choir|Year 9\n",
                1000 + n
            )
        });
        let people = ACCOUNTS_HEADER.to_owned() + &rows.collect::<String>();
        office.file("people.csv", &people);
        office.done(&["import", "people.csv", "--profile", "accounts", "--yes"]);
        office
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file into the office.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// A CSV of people to act on; each row is an email and whatever else follows it.
    pub fn leavers(&self, rows: &[&str]) {
        let header = "email,user_id,username,sis_id,institution,remove_from_group\n";
        self.file("leavers.csv", header.to_owned() + &rows.join("\n") + "\n");
    }

    /// The binary, in the office's directory, with nothing of this machine's settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rollbook"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("ROLLBOOK_DATA")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run {
            exit: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Exit code and the one object that stdout holds with `--format json`.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        let object: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| {
            panic!("{arguments:?}: {error}: {} {}", run.stdout, run.stderr)
        });
        assert!(object.is_object(), "{arguments:?}: {object}");
        (run.exit, object)
    }

    /// The object of a command that must be done.
    pub fn done(&self, arguments: &[&str]) -> Value {
        let (exit, object) = self.json(arguments);
        assert_eq!(exit, 0, "{arguments:?}: {object}");
        object
    }

    /// The exit code and the code of the problem.
    pub fn problem(&self, arguments: &[&str]) -> (i32, String) {
        let (exit, object) = self.json(arguments);
        (
            exit,
            object["code"]
                .as_str()
                .unwrap_or_else(|| panic!("no problem: {object}"))
                .to_owned(),
        )
    }

    /// Where the log ends.
    pub fn position(&self) -> u64 {
        self.done(&["doctor"])["position"].as_u64().unwrap()
    }

    pub fn status_of(&self, who: &str) -> String {
        self.done(&["account", "show", who])["status"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}
