//! A ledger moves from one machine into a shared log, and out of it again: the same events, tree and views.

use std::path::Path;

use rollbook_testkit::{PostgresServer, Rollbook, accounts_file};
use serde_json::Value;

/// More than the records of one stretch of checkpoints, and than those that are read at once.
const ROWS: usize = 5_000;

struct Places {
    desk: tempfile::TempDir,
    server: PostgresServer,
}

impl Places {
    fn set() -> Places {
        let places = Places {
            desk: tempfile::tempdir().unwrap(),
            server: PostgresServer::start(),
        };
        let settings = format!("master_key = {:?}\n", places.path("master.key"));
        std::fs::write(places.path("rollbook.toml"), settings).unwrap();
        places
    }

    fn path(&self, name: &str) -> String {
        let path = self.desk.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    /// A ledger with a batch, somebody who was deleted and a signing key that was replaced.
    fn district(&self, name: &str) -> Rollbook {
        let rollbook = Rollbook::on(self.path(name));
        rollbook.json(&["institution", "add", "--name", "North", "--id", "1"]);
        let file = self.path("accounts.csv");
        std::fs::write(&file, accounts_file(ROWS)).unwrap();
        rollbook.json(&["import", &file, "--profile", "accounts", "--yes"]);
        let ann = [
            "account",
            "add",
            "--username",
            "ann.lee",
            "--sis-id",
            "S-ann",
        ];
        rollbook.json(&ann);
        rollbook.json(&[
            "account",
            "delete",
            "ann.lee",
            "--confirm",
            "S-ann",
            "--yes",
        ]);
        rollbook.json(&["log", "key", "rotate"]);
        rollbook
    }

    fn copy(&self, from: &[&str], to: &[&str]) -> Value {
        let settings = self.path("rollbook.toml");
        let arguments = [&["--config", &settings, "log", "copy"], from, to].concat();
        Rollbook::on(self.path("nothing")).json(&arguments)
    }

    fn in_(&self, directory: &str) -> Value {
        let (directory, url) = (self.path(directory), self.server.url());
        self.copy(&["--from", &directory], &["--to", &url, "--to-keys", &url])
    }

    /// The code with which a copy out is refused.
    fn refused_out(&self, directory: &str) -> String {
        let (settings, url) = (self.path("rollbook.toml"), self.server.url());
        let directory = self.path(directory);
        let begin = ["--config", &settings, "--format", "json", "log", "copy"];
        let places = ["--from", &url, "--from-keys", &url, "--to", &directory];
        let arguments = [begin.as_slice(), &places].concat();
        let refused = Rollbook::on(self.path("nothing")).run(&arguments);
        refused.json()["code"].as_str().expect("a code").to_owned()
    }

    fn out(&self, directory: &str) -> Value {
        let (directory, url) = (self.path(directory), self.server.url());
        self.copy(
            &["--from", &url, "--from-keys", &url],
            &["--to", &directory],
        )
    }
}

fn digest(rollbook: &Rollbook) -> Value {
    let checked = rollbook.json(&["rebuild", "--check"]);
    assert_eq!(checked["equal"], true);
    checked["digest"].clone()
}

fn verified(rollbook: &Rollbook) -> Value {
    let verified = rollbook.json(&["verify"]);
    assert_eq!(verified["ok"], true);
    verified
}

#[test]
fn r55_r64_a_ledger_that_moves_into_a_shared_log_and_out_again_is_the_same() {
    let places = Places::set();
    let original = places.district("original");
    let root = verified(&original)["root"].clone();

    let moved = places.in_("original");
    assert_eq!(
        (&moved["root"], &moved["digest"]),
        (&root, &digest(&original))
    );
    let again = places.in_("original");
    assert_eq!(again["copied"], 0);

    // Whoever stopped in the middle goes on there: here the copy lacks what came since.
    original.json(&[
        "account",
        "add",
        "--username",
        "bo.chen",
        "--sis-id",
        "S-bo",
    ]);
    let more = places.in_("original");
    assert_eq!(more["copied"], 1);

    let home = places.out("home");
    assert_eq!(home["size"], more["size"]);
    let copy = Rollbook::on(places.path("home"));
    assert_eq!(digest(&copy), digest(&original));
    assert_eq!(verified(&copy)["root"], verified(&original)["root"]);
    let found = copy.json(&["account", "show", "bo.chen"]);
    assert_eq!(found["sis_id"], "S-bo");
    // It is a ledger of its own from here on, with the same signing key.
    copy.json(&["account", "disable", "bo.chen", "--yes"]);
    verified(&copy);
    assert!(
        Path::new(&places.path("home"))
            .join("signing.key")
            .is_file()
    );
}

#[test]
fn a_copy_over_another_ledger_is_refused_and_changes_nothing() {
    let places = Places::set();
    places.district("original");
    let other = places.district("other");
    let before = digest(&other);
    places.in_("original");
    let settings = places.path("rollbook.toml");
    let (directory, url) = (places.path("other"), places.server.url());
    let arguments = [
        "--config",
        &settings,
        "--format",
        "json",
        "log",
        "copy",
        "--from",
        &directory,
        "--to",
        &url,
        "--to-keys",
        &url,
    ];
    let refused = Rollbook::on(places.path("nothing")).run(&arguments);
    assert_eq!(
        refused.json()["code"],
        "shared-log-other",
        "{}",
        refused.stderr
    );
    let home = [
        "--config",
        &settings,
        "--format",
        "json",
        "log",
        "copy",
        "--from",
        &url,
        "--from-keys",
        &url,
        "--to",
        &directory,
    ];
    let refused = Rollbook::on(places.path("nothing")).run(&home);
    assert_eq!(
        refused.json()["code"],
        "shared-log-other",
        "{}",
        refused.stderr
    );
    assert_eq!(digest(&other), before);
}

#[test]
fn r42_a_copy_over_one_that_has_gone_on_is_refused_and_touches_no_key() {
    let places = Places::set();
    places.district("original");
    places.in_("original");
    places.out("home");
    let home = Rollbook::on(places.path("home"));
    home.json(&[
        "account",
        "add",
        "--username",
        "bo.chen",
        "--sis-id",
        "S-bo",
    ]);
    let before = digest(&home);
    let refused = places.refused_out("home");
    assert_eq!(refused, "shared-log-other");
    assert_eq!(home.json(&["account", "show", "bo.chen"])["sis_id"], "S-bo");
    assert_eq!(digest(&home), before);
}
