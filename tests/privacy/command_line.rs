//! What the command line does, each command in a process of its own and no server running.

use std::fs;
use std::sync::Arc;

use rollbook_testkit::{Rollbook, accounts_file, leavers_file};
use rollbook_tests::{Needles, Search, Secrets, Watch};

const PEOPLE: usize = 5000;
const ACTOR: &str = "Ermintrude Featherstonehaugh";
const REASON: &str = "the whole family emigrated to Tuvalu";
const ADMIN: &str = "ermintrude@headoffice.example";
const INSTITUTION: &str = "School of the North Wind";
const GROUP: &str = "Ermintrude’s Sunday Circle";
const TOKEN: &str = "Ermintrude’s cron job";
const ACCOUNT: &str = "cornelius.vanderbilt@north.example";

fn needles() -> Arc<Needles> {
    let mut secrets = Secrets::default();
    for secret in [
        ACTOR,
        REASON,
        ADMIN,
        INSTITUTION,
        GROUP,
        TOKEN,
        ACCOUNT,
        "@north.example",
    ] {
        secrets.add(secret);
    }
    for number in [1, 17, 4999, 5000] {
        secrets.add(&format!("pupil{number:06}"));
        secrets.add(&format!("SIS{number:07}"));
        secrets.add(&format!("First{number}"));
    }
    secrets.add("Ermintrude-accounts.csv");
    secrets.add("Ermintrude-leavers.csv");
    Arc::new(secrets.needles())
}

#[test]
fn r43_the_command_line_leaves_nothing_in_the_clear() {
    let needles = needles();
    // The files to read are kept apart: they are the person's, not the ledger's.
    let (desk, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let rollbook = Rollbook::on(data.path());
    let write = |name: &str, content: String| {
        let path = desk.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let accounts = write("Ermintrude-accounts.csv", accounts_file(PEOPLE));
    let leavers = write("Ermintrude-leavers.csv", leavers_file(PEOPLE / 10));

    let by_ermintrude = |arguments: &[&str]| {
        let arguments = [&["--actor", ACTOR], arguments].concat();
        let child = rollbook.command(&arguments).spawn().unwrap();
        let watch = Watch::start(data.path(), child.id(), &needles);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {stderr}");
        watch
            .stop()
            .assert_nothing_found(&format!("during {arguments:?}"));
    };
    by_ermintrude(&["institution", "add", "--name", INSTITUTION, "--id", "1"]);
    by_ermintrude(&[
        "import",
        &accounts,
        "--profile",
        "accounts",
        "--yes",
        "--reason",
        REASON,
    ]);
    by_ermintrude(&["import", &leavers, "--plan"]);
    by_ermintrude(&["import", &leavers, "--yes", "--reason", REASON]);
    by_ermintrude(&["account", "add", "--email", ACCOUNT]);
    by_ermintrude(&["account", "disable", ACCOUNT, "--reason", REASON, "--yes"]);
    by_ermintrude(&["account", "show", ACCOUNT]);
    by_ermintrude(&["accounts", "--search", "cornelius"]);
    by_ermintrude(&["group", "add", "--institution", "1", GROUP]);
    by_ermintrude(&["admin", "add", "--email", ADMIN, "--role", "domain_admin"]);
    by_ermintrude(&["token", "create", "--name", TOKEN, "--role", "domain_admin"]);
    by_ermintrude(&["batch", "list"]);

    let after = Search::once(data.path(), None, &needles);
    after.assert_nothing_found("afterwards");
    assert!(after.files.contains("book.db"), "{:?}", after.files);
}
