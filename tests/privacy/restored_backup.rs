//! R42, R43: a backup has the keys of whoever is deleted after it. Restored, it brings nobody back.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use rollbook_testkit::Rollbook;
use rollbook_tests::{Needles, Search, Secrets, Watch};
use serde_json::Value;
use tempfile::TempDir;

use crate::keyring::{Key, gone, keys};

const ACTOR: &str = "Superintendent Wilhelmina Aldersgate";
const REASON: &str = "went to sea with her uncle Balthasar";
const MARRIED: &str = "Vanderbilt-Crawford";

/// Email, username, SIS ID, first and last name.
const PEOPLE: [[&str; 5]; 3] = [
    [
        "cornelius.vanderbilt@north.example",
        "cornvanderbilt",
        "SIS-VANDERBILT-1794",
        "Corneliusson",
        "Vanderbilterino",
    ],
    [
        "hyacinth+bucket@north.example",
        "hyacinthbucket",
        "SIS-BUCKET-5501",
        "Hyacinthe-Rose",
        "Bouquet-Bucket",
    ],
    [
        "zoe.dvorakova@north.example",
        "zoedvorakova",
        "SIS-DVOŘÁKOVÁ-7",
        "Zoë-Aloisie",
        "Dvořáková",
    ],
];

/// A ledger, and places outside it.
struct Office {
    rollbook: Rollbook,
    data: TempDir,
    elsewhere: TempDir,
}

impl Office {
    fn open() -> Office {
        let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Office {
            rollbook: Rollbook::on(data.path()),
            data,
            elsewhere,
        }
    }

    fn json(&self, arguments: &[&str]) -> Value {
        self.rollbook
            .json(&[&["--actor", ACTOR], arguments].concat())
    }

    fn place(&self, name: &str) -> PathBuf {
        self.elsewhere.path().join(name)
    }

    /// Adds everybody by hand; the first is named by an import as well, and the second in a reason.
    /// Gives the ids of their accounts.
    fn fill(&self) -> Vec<String> {
        self.json(&["institution", "add", "--name", "North", "--id", "1"]);
        let ids = PEOPLE.map(|[email, username, sis_id, first, last]| {
            let person = ["--email", email, "--username", username, "--sis-id", sis_id];
            let names = ["--first-name", first, "--last-name", last];
            let added = self.json(&[&["account", "add"][..], &person, &names].concat());
            added["account_id"].as_str().unwrap().to_owned()
        });
        let [email, username, sis_id, ..] = PEOPLE[0];
        let file = self.place("accounts.csv");
        let row = format!("{email},{username},{sis_id},1,{MARRIED}");
        let content = format!("email,username,sis_id,institution,last_name\n{row}\n");
        fs::write(&file, content).unwrap();
        let file = file.to_str().unwrap();
        let imported = self.json(&["import", file, "--profile", "accounts", "--yes"]);
        assert_eq!(imported["effects"]["change_profile"], 1, "{imported}");
        self.json(&[
            "account",
            "disable",
            PEOPLE[1][1],
            "--reason",
            REASON,
            "--yes",
        ]);
        ids.to_vec()
    }

    /// Gives where the certificates are.
    fn delete_everybody(&self) -> Vec<String> {
        PEOPLE
            .iter()
            .map(|[_, username, sis_id, ..]| {
                let to = self.place(&format!("{username}.txt"));
                let to = to.to_str().unwrap();
                let order = ["account", "delete", username, "--confirm", sis_id, "--yes"];
                self.json(&[&order[..], &["--certificate", to]].concat());
                to.to_owned()
            })
            .collect()
    }

    fn public_key(&self) -> String {
        let shown = self.json(&["log", "key", "show"]);
        shown["keys"][0]["key"].as_str().unwrap().to_owned()
    }

    /// Searches what the restore writes while it does so. Gives its answer.
    fn restore(&self, backup: &str, needles: &Arc<Needles>) -> Value {
        let arguments = ["--format", "json", "restore", backup, "--yes"];
        let child = self.rollbook.command(&arguments).spawn().unwrap();
        let watch = Watch::start(self.data.path(), child.id(), needles);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        watch.stop().assert_nothing_found("during the restore");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// By somebody who has the certificate and the key, and no ledger at all.
    fn assert_certified(&self, certificate: &str, key: &str) {
        let nowhere = tempfile::tempdir().unwrap();
        let stranger = Rollbook::on(nowhere.path().join("no-ledger"));
        let checked = stranger.json(&["verify", "--certificate", certificate, "--key", key]);
        assert_eq!(checked["ok"], true, "{checked}");
        assert!(!nowhere.path().join("no-ledger").exists());
    }
}

fn persons() -> Arc<Needles> {
    let mut secrets = Secrets::default();
    PEOPLE
        .as_flattened()
        .iter()
        .chain(&[ACTOR, REASON, MARRIED])
        .for_each(|secret| secrets.add(secret));
    Arc::new(secrets.needles())
}

fn raw(keys: &[Vec<u8>]) -> Needles {
    let mut secrets = Secrets::default();
    keys.iter().for_each(|key| secrets.add_bytes(key));
    secrets.needles()
}

/// The key of each of these accounts.
fn of_accounts(keys: &[Key], ids: &[String]) -> Vec<Vec<u8>> {
    ids.iter()
        .map(|id| {
            let id = uuid::Uuid::parse_str(id).unwrap().into_bytes();
            let (_, key) = keys.iter().find(|(known, _)| *known == id).unwrap();
            key.clone()
        })
        .collect()
}

#[test]
fn r42_r43_a_restored_backup_has_nothing_of_whom_was_deleted_since() {
    let office = Office::open();
    let (persons, data) = (persons(), office.data.path());
    let ids = office.fill();
    let backup = office.place("monday");
    office.json(&["backup", backup.to_str().unwrap()]);
    let key_before = office.public_key();
    let present = keys(data);
    let of_persons = of_accounts(&present, &ids);
    let certificates = office.delete_everybody();

    let done = office.restore(backup.to_str().unwrap(), &persons);
    assert_eq!(done["deleted_again"], PEOPLE.len(), "{done}");
    let after = keys(data);
    let destroyed = gone(&present, &after);
    assert!(of_persons.iter().all(|key| destroyed.contains(key)));
    let destroyed = raw(&destroyed);
    Search::once(data, None, &persons).assert_nothing_found("the restored ledger");
    Search::once(data, None, &destroyed).assert_nothing_found("the restored keyring");

    assert_eq!(office.json(&["verify"])["ok"], true);
    Search::once(data, None, &persons).assert_nothing_found("after the next commands");
    Search::once(data, None, &destroyed).assert_nothing_found("after the next commands");
    for certificate in &certificates {
        office.assert_certified(certificate, &key_before);
    }
    // The restored log certifies the deletions as well, under the key that it signs with now.
    let key = office.public_key();
    assert_ne!(key, key_before);
    for id in &ids {
        let certified = office.rollbook.run(&["account", "certificate", id]);
        assert_eq!(certified.code, 0, "{}", certified.stderr);
        assert_eq!(persons.find(certified.stdout.as_bytes()), None);
        let file = office.place(&format!("{id}.txt"));
        fs::write(&file, certified.stdout).unwrap();
        office.assert_certified(file.to_str().unwrap(), &key);
    }
}

/// What is not found in the restored ledger was there to be found: the backup has each of the keys, and
/// nobody in the clear.
#[test]
fn r43_the_search_finds_in_a_backup_the_keys_that_a_restore_must_destroy() {
    let office = Office::open();
    let ids = office.fill();
    let backup = office.place("monday");
    office.json(&["backup", backup.to_str().unwrap()]);
    let of_persons = of_accounts(&keys(office.data.path()), &ids);
    for key in of_persons {
        let found = Search::once(&backup, None, &raw(&[key])).findings;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found
                .iter()
                .all(|finding| finding.starts_with("keys/keys.db"))
        );
    }
    Search::once(&backup, None, &persons()).assert_nothing_found("a backup");
}
