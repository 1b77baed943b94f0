//! Deleting for good, and its certificate (R41, R42).

use std::fs;

use crate::office::Office;

const ANN: &str = "p1@school.example";

#[test]
fn r41_a_deletion_needs_a_yes_and_the_persons_own_words() {
    let office = Office::with_people(2);
    let delete = ["account", "delete", ANN];
    assert_eq!(office.problem(&delete), (2, "usage".to_owned()));
    let confirmed = [&delete[..], &["--confirm", ANN]].concat();
    assert_eq!(
        office.problem(&confirmed),
        (2, "confirmation-needed".to_owned())
    );
    let wrong = [&delete[..], &["--confirm", "p2@school.example", "--yes"]].concat();
    assert_eq!(office.problem(&wrong), (1, "identity-mismatch".to_owned()));
    assert_eq!(office.status_of(ANN), "active");

    let deleted = office.done(&[&confirmed[..], &["--yes"]].concat());
    assert_eq!(
        (&deleted["outcome"], &deleted["status"]),
        (&"recorded".into(), &"deleted".into())
    );
    let id = deleted["account_id"].as_str().unwrap();
    assert_eq!(office.problem(&confirmed[..3]).1, "usage");
    assert_eq!(
        office.problem(&["account", "show", ANN]),
        (4, "unknown-account".to_owned())
    );
    let again = office.run(&["account", "delete", id, "--confirm", ANN, "--yes"]);
    assert!(
        again.exit == 0 && again.stdout.starts_with("nothing to do"),
        "{}",
        again.stdout
    );
    assert_eq!(office.done(&["doctor"])["ok"], true);
}

#[test]
fn r42_a_certificate_is_checked_without_any_ledger() {
    let office = Office::with_people(2);
    let delete = ["account", "delete", ANN, "--confirm", "person1", "--yes"];
    let written = [&delete[..], &["--certificate", "deleted.txt"]].concat();
    let run = office.run(&written);
    assert!(
        run.exit == 0 && !run.stdout.contains("certificate of"),
        "{}",
        run.stdout
    );
    let certificate = office.read("deleted.txt");
    let id = certificate
        .lines()
        .find_map(|line| line.strip_prefix("account: "))
        .unwrap();
    let anew = office.run(&["account", "certificate", id]);
    assert_eq!(anew.stdout, certificate);
    assert_eq!(
        office.problem(&["account", "certificate", ANN]),
        (2, "usage".to_owned())
    );
    let living = office.done(&["account", "show", "person2"]);
    let living = living["account_id"].as_str().unwrap();
    assert_eq!(
        office.problem(&["account", "certificate", living]),
        (1, "not-deleted".to_owned())
    );

    let elsewhere = Office::empty();
    let path = elsewhere.file("deleted.txt", &certificate);
    let verify = ["verify", "--certificate", "deleted.txt"];
    let words = elsewhere.run(&verify);
    assert_eq!(words.exit, 0, "{}", words.stdout);
    assert!(
        words.stdout.contains("memberships of the account ended: 2"),
        "{}",
        words.stdout
    );
    assert!(
        words
            .stdout
            .contains("compare it with the one that you know"),
        "{}",
        words.stdout
    );
    let key = certificate
        .lines()
        .find_map(|line| line.strip_prefix("key: "))
        .unwrap();
    let verified = elsewhere.done(&[&verify[..], &["--key", key]].concat());
    assert_eq!(
        (&verified["ok"], &verified["account_id"]),
        (&true.into(), &id.into())
    );

    fs::write(&path, certificate.replacen("ended: 2", "ended: 3", 1)).unwrap();
    let (exit, refused) = elsewhere.json(&verify);
    assert_eq!((exit, &refused["ok"]), (5, &false.into()));
    assert_eq!(refused["faults"][0]["kind"], "certificate-text-changed");
    assert_eq!(
        elsewhere.problem(&["verify", "--certificate", "missing.txt"]),
        (2, "certificate-unreadable".to_owned())
    );
    assert!(!elsewhere.path().join("rollbook-data").exists());
}
