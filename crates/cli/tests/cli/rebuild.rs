//! `rollbook rebuild`.

use crate::office::Office;

const DIGEST: usize = 64;

#[test]
fn r55_rebuild_tells_the_digest_and_check_compares() {
    let office = Office::with_people(3);
    let rebuilt = office.done(&["rebuild"]);
    assert_eq!(rebuilt["position"], office.position());
    assert_eq!(rebuilt["digest"].as_str().unwrap().len(), DIGEST);
    assert_eq!(rebuilt["replaced"].as_array().unwrap().len(), 0);
    let checked = office.done(&["rebuild", "--check"]);
    assert_eq!(checked["equal"], true);
    assert_eq!(checked["digest"], rebuilt["digest"]);
    assert_eq!(checked["live_digest"], rebuilt["digest"]);
}

#[test]
fn r55_rebuild_until_a_moment_tells_its_digest() {
    let office = Office::with_people(2);
    let then = office.done(&["rebuild"]);
    let position = then["position"].to_string();
    office.done(&["account", "disable", "person1", "--yes"]);
    let now = office.done(&["rebuild"]);
    assert_ne!(now["digest"], then["digest"]);
    let again = office.done(&["rebuild", "--until", &position]);
    assert_eq!(again["position"], then["position"]);
    assert_eq!(again["digest"], then["digest"]);
    let before = office.done(&["rebuild", "--until", "1999-12-31"]);
    assert!(before["position"].is_null());
    let head = now["position"].to_string();
    let checked = office.done(&["rebuild", "--until", &head, "--check"]);
    assert_eq!(checked["equal"], true);
}

#[test]
fn r55_check_exits_with_5_where_a_view_was_damaged_and_rebuild_mends_it() {
    let office = Office::with_people(2);
    let store = rusqlite::Connection::open(office.path().join("rollbook-data/book.db")).unwrap();
    store.execute("DELETE FROM memberships", []).unwrap();
    drop(store);
    let found = office.run(&["rebuild", "--check", "--format", "json"]);
    assert_eq!(found.exit, 5);
    let checked: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    assert_eq!(checked["equal"], false);
    assert_ne!(checked["live_digest"], checked["digest"]);
    assert_eq!(checked["differences"], serde_json::json!(["memberships"]));
    let words = office.run(&["rebuild", "--check"]);
    assert_eq!(words.exit, 5);
    assert!(
        words.stdout.contains("these differ: memberships"),
        "{}",
        words.stdout
    );
    let mended = office.run(&["rebuild"]);
    assert_eq!(mended.exit, 0);
    assert!(
        mended
            .stdout
            .contains("replaced, because they differed: memberships")
    );
    assert_eq!(office.done(&["rebuild", "--check"])["equal"], true);
}
