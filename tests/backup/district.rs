//! A small ledger, and places for its backups.

use rollbook_testkit::{Rollbook, accounts_file};
use serde_json::Value;
use tempfile::TempDir;

pub struct District {
    pub rollbook: Rollbook,
    pub data: TempDir,
    elsewhere: TempDir,
}

impl District {
    /// With twelve pupils.
    pub fn open() -> District {
        let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let rollbook = Rollbook::on(data.path());
        rollbook.json(&["institution", "add", "--name", "North", "--id", "1"]);
        let file = elsewhere.path().join("accounts.csv");
        std::fs::write(&file, accounts_file(12)).unwrap();
        let file = file.to_str().unwrap();
        rollbook.json(&["import", file, "--profile", "accounts", "--yes"]);
        District {
            rollbook,
            data,
            elsewhere,
        }
    }

    /// A path outside the ledger.
    pub fn place(&self, name: &str) -> String {
        self.elsewhere
            .path()
            .join(name)
            .to_str()
            .unwrap()
            .to_owned()
    }

    pub fn back_up(&self, name: &str) -> Value {
        self.rollbook.json(&["backup", &self.place(name)])
    }

    pub fn restore(&self, name: &str) -> Value {
        self.rollbook.json(&["restore", &self.place(name), "--yes"])
    }

    /// Everybody, as a file.
    pub fn everybody(&self) -> String {
        let run = self.rollbook.run(&["export", "accounts"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    }
}
