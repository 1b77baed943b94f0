//! Views that contradict the log are found, and mended.

use rollbook_book::KeyFile;
use rollbook_records::{KeyId, Keyring};
use rollbook_service::{AccountQuery, Command, Ledger, Settings, Status};

use super::{change, check, count, open_again};
use crate::district::District;
use crate::random_history::admin;

/// What damages a view, and which.
const DAMAGES: [(&str, &str); 7] = [
    (
        "UPDATE accounts SET state = state | 2 WHERE number % 2 = 0",
        "accounts",
    ),
    ("UPDATE seat_steps SET in_use = in_use + 1", "seat_steps"),
    ("UPDATE institutions SET in_use = 0", "institutions"),
    (
        "DELETE FROM identities WHERE hash = (SELECT min(hash) FROM identities)",
        "identities",
    ),
    ("UPDATE account_events SET state = 0", "account_events"),
    ("DELETE FROM memberships", "memberships"),
    (
        "UPDATE facts SET value = 1 WHERE name = 'next_user_id'",
        "facts",
    ),
];

fn damaged_district() -> District {
    let district = District::with_accounts(4);
    district.load("username,groups\nperson0,Choir|Chess\nperson1,Choir\n");
    district
}

#[test]
fn r55_a_damaged_view_is_found_and_mended() {
    for (damage, table) in DAMAGES {
        let district = damaged_district();
        let sound = check(&district);
        change(&district, damage);
        let checked = check(&district);
        assert!(!checked.equal, "{damage}");
        assert_eq!(checked.differences, [table]);
        assert_eq!(checked.digest, sound.digest);
        assert_ne!(checked.live_digest, sound.digest);

        let rebuilt = admin(&district).rebuild(&mut |_| {}).expect("rebuilt");
        assert_eq!(rebuilt.replaced, [table]);
        assert_eq!(rebuilt.digest, sound.digest);
        assert_eq!(check(&district).live_digest, sound.digest);
        // `position` asks the doctor, and the ledger goes on.
        let before = district.position();
        district.load("username,groups\nperson2,Choir\n");
        assert!(district.position() > before);
        assert!(check(&district).equal);
    }
}

#[test]
fn r55_views_are_mended_as_often_as_they_are_damaged() {
    let district = damaged_district();
    let sound = check(&district).live_digest;
    for _ in 0..3 {
        change(&district, "DELETE FROM memberships");
        let rebuilt = admin(&district).rebuild(&mut |_| {}).expect("rebuilt");
        assert_eq!(rebuilt.replaced, ["memberships"]);
        assert_eq!(check(&district).live_digest, sound);
    }
    let left = "SELECT count(*) FROM sqlite_schema \
                WHERE name GLOB 'next_*' OR name GLOB 'retired_*'";
    assert_eq!(count(&district, left), 0);
    assert!(!district.path().join("rebuild.db").exists());
}

/// What this process remembers of the views is read again, also where another one rebuilt them and
/// the log has not moved.
#[test]
fn r55_what_is_remembered_of_damaged_views_is_forgotten() {
    let district = damaged_district();
    change(
        &district,
        "UPDATE accounts SET state = 4 WHERE number = (SELECT min(number) FROM accounts)",
    );
    let search = |ledger: &Ledger| {
        let reader = ledger.reader(&district.admin).expect("a reader");
        let query = AccountQuery {
            statuses: vec![Status::Active],
            search: Some("person0@school.example".to_owned()),
            ..AccountQuery::default()
        };
        reader.accounts(&query).expect("a list").accounts.len()
    };
    let stated = |district: &District| {
        let rows: String = (0..4)
            .map(|n| format!("sis{n},person{n},person{n}@school.example\n"))
            .collect();
        district.plan_files(&[("users.csv", &format!("import_id,login,email\n{rows}"))])
    };
    assert_eq!(search(&district.ledger), 0);
    let damaged = stated(&district);
    let other = open_again(&district);
    other
        .domain_admin(&district.admin)
        .and_then(|admin| admin.rebuild(&mut |_| {}))
        .expect("rebuilt");
    assert_eq!(search(&district.ledger), 1);
    let mended = stated(&district);
    assert_eq!(mended.position, damaged.position);
    assert_ne!(mended.effects.create, damaged.effects.create);
}

#[test]
fn r55_nothing_is_rebuilt_by_a_keyring_that_lacks_keys() {
    let district = damaged_district();
    change(&district, "DELETE FROM memberships");
    let id = count(&district, "SELECT min(number) FROM accounts");
    let store = super::store(&district);
    let id: [u8; 16] = store
        .query_row(
            "SELECT account_id FROM accounts WHERE number = ?",
            [id],
            |row| row.get(0),
        )
        .expect("an id");
    let keys = KeyFile::open(district.path()).expect("keys");
    keys.destroy(&[KeyId(id)]).expect("destroyed");
    let outcome = admin(&district).rebuild(&mut |_| {});
    let error = outcome.expect_err("refused");
    assert_eq!(error.code(), "key-missing");
    assert!(error.to_string().starts_with("1 accounts"), "{error}");
    assert!(
        error.to_string().contains("put back the keys.db"),
        "{error}"
    );
    assert_eq!(count(&district, "SELECT count(*) FROM memberships"), 0);
}

#[test]
fn r55_nothing_is_rebuilt_by_a_keyring_that_lacks_the_key_of_an_actor() {
    let district = damaged_district();
    change(&district, "DELETE FROM memberships");
    let actor: [u8; 16] = super::store(&district)
        .query_row("SELECT max(actor_id) FROM actors", [], |row| row.get(0))
        .expect("an actor");
    let keys = KeyFile::open(district.path()).expect("keys");
    keys.destroy(&[KeyId(actor)]).expect("destroyed");
    let refused = admin(&district).rebuild(&mut |_| {}).expect_err("refused");
    assert_eq!(refused.code(), "key-missing");
    assert_eq!(count(&district, "SELECT count(*) FROM memberships"), 0);
}

/// An upgrade does not compare the views, but the tree it must.
#[test]
fn r64_an_upgrade_makes_no_views_of_a_log_that_was_changed() {
    let district = damaged_district();
    district.ledger.close();
    change(
        &district,
        "UPDATE tiles SET hashes = zeroblob(length(hashes)); DELETE FROM memberships; \
         DELETE FROM facts WHERE name = 'views'",
    );
    let error = Ledger::open(Settings::new(district.path())).err();
    let error = error.map(|error| std::error::Error::source(&error).map(ToString::to_string));
    let said = error.flatten().unwrap_or_default();
    assert!(said.contains("stored Merkle tree"), "{said}");
    assert!(said.contains("put back a copy"), "{said}");
    assert_eq!(count(&district, "SELECT count(*) FROM memberships"), 0);
    let left = "SELECT count(*) FROM sqlite_schema WHERE name GLOB 'next_*'";
    assert_eq!(count(&district, left), 0);
}

#[test]
fn r64_views_are_not_rebuilt_from_a_log_that_was_changed() {
    let district = damaged_district();
    change(
        &district,
        "UPDATE tiles SET hashes = zeroblob(length(hashes)); DELETE FROM memberships",
    );
    let checked = check(&district);
    assert_eq!(checked.differences, ["tree", "memberships"]);
    assert!(admin(&district).rebuild(&mut |_| {}).is_err());
    assert_eq!(count(&district, "SELECT count(*) FROM memberships"), 0);
}

#[test]
fn the_doctor_sends_whoever_has_damaged_views_to_a_rebuild() {
    let district = damaged_district();
    change(
        &district,
        "UPDATE institutions SET in_use = in_use + 1; \
         UPDATE accounts SET state = state | 64 WHERE number = (SELECT min(number) FROM accounts)",
    );
    let diagnosis = district.ledger.doctor().expect("a diagnosis");
    let codes: Vec<&str> = diagnosis
        .findings
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert_eq!(codes, ["seats-differ", "seats-differ", "ownership-differs"]);
    for finding in &diagnosis.findings {
        assert!(finding.repair.contains("rollbook rebuild"), "{finding:?}");
    }
    admin(&district).rebuild(&mut |_| {}).expect("rebuilt");
    district.position();
}

/// Indexes of views that were made anew have other names.
#[test]
fn r55_the_disabled_are_listed_from_rebuilt_views_too() {
    let district = District::with_accounts(4);
    district.change("person2@school.example", Command::Disable);
    let disabled = || {
        let list = district.list(&[Status::Disabled]);
        let usernames = list.into_iter().filter_map(|account| account.username);
        usernames.collect::<Vec<_>>()
    };
    assert_eq!(disabled(), ["person2"]);
    for _ in 0..2 {
        admin(&district).rebuild(&mut |_| {}).expect("rebuilt");
        assert_eq!(disabled(), ["person2"]);
    }
}

#[test]
fn one_rebuild_at_a_time() {
    let district = damaged_district();
    let other = Ledger::open(Settings::new(district.path())).expect("opened");
    let mut codes = Vec::new();
    admin(&district)
        .rebuild(&mut |_| {
            let second = other
                .domain_admin(&district.admin)
                .and_then(|admin| admin.rebuild(&mut |_| {}));
            codes.extend(second.err().map(|error| error.code()));
        })
        .expect("rebuilt");
    assert!(!codes.is_empty());
    assert!(codes.iter().all(|code| *code == "rebuilding"), "{codes:?}");
}
