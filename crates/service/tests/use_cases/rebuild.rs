//! All views are made of the log alone, also beside whoever reads and writes them (R55).

mod beside_writers;
mod cut_off;
mod damage;

use proptest::prelude::*;
use rollbook_domain::Position;
use rollbook_service::answers::CheckedViews;
use rollbook_service::{Ledger, Moment, Settings};
use rusqlite::Connection;

use crate::district::District;
use crate::random_history::{admin, district, steps, take};

pub fn check(district: &District) -> CheckedViews {
    admin(district)
        .check_views(None, &mut |_| {})
        .expect("compared")
}

pub fn digest_at(district: &District, position: u64) -> String {
    let moment = Moment::Position(Position(position));
    let rebuilt = admin(district).rebuild_until(&moment, &mut |_| {});
    rebuilt.expect("rebuilt").digest
}

fn store(district: &District) -> Connection {
    Connection::open(district.path().join("book.db")).expect("the store")
}

pub fn change(district: &District, sql: &str) {
    store(district).execute_batch(sql).expect("changed");
}

pub fn count(district: &District, sql: &str) -> u64 {
    let answer = store(district).query_row(sql, [], |row| row.get(0));
    answer.expect("an answer")
}

fn deleted(district: &District) -> u64 {
    count(
        district,
        "SELECT count(*) FROM accounts WHERE state & 4 != 0",
    )
}

pub fn open_again(district: &District) -> Ledger {
    Ledger::open(Settings::new(district.path())).expect("opened")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Deletions fall out by themselves: a full import leaves people out who have no data.
    #[test]
    fn r55_after_any_history_a_rebuild_gives_the_digest_of_the_live_views(
        before in steps(), after in steps()
    ) {
        let district = district();
        for step in &before {
            take(&district, step);
        }
        let then = check(&district);
        prop_assert!(then.equal, "{:?}", then.differences);
        let deleted_then = deleted(&district);
        for step in &after {
            take(&district, step);
        }
        let now = check(&district);
        prop_assert!(now.equal, "{:?}", now.differences);
        // Whoever was deleted since is a shell at every position, and was somebody then.
        if deleted(&district) == deleted_then {
            let position = then.position.expect("a position");
            prop_assert_eq!(digest_at(&district, position), then.digest);
        }
        let rebuilt = admin(&district).rebuild(&mut |_| {}).expect("rebuilt");
        prop_assert_eq!(rebuilt.digest, now.digest);
        prop_assert!(rebuilt.replaced.is_empty());
    }
}

#[test]
fn r55_a_deleted_account_is_rebuilt_as_a_shell() {
    let district = district();
    let row = "import_id,login,email\ns1,login1,one@school.example\ns2,login2,two@school.example\n";
    district.apply(&district.plan_files(&[("update_users.csv", row)]));
    district.apply(&district.plan_files(&[("delete_users.csv", "import_id\ns1\n")]));
    assert_eq!(deleted(&district), 1);
    let checked = check(&district);
    assert!(checked.equal, "{:?}", checked.differences);
}

#[test]
fn r55_a_rebuild_stops_within_a_batch() {
    let district = District::with_accounts(5);
    let head = district.position();
    let digests: Vec<String> = (0..=head)
        .map(|position| digest_at(&district, position))
        .collect();
    for (one, next) in digests.iter().zip(&digests[1..]) {
        assert_ne!(one, next);
    }
    assert_eq!(
        digests.last(),
        Some(&check(&district).live_digest),
        "at the head it is the live one"
    );
    assert_eq!(digest_at(&district, head - 2), digests[head as usize - 2]);
}

#[test]
fn r55_before_the_ledger_was_opened_there_is_nothing() {
    let district = District::with_accounts(1);
    let long_ago = Moment::parse("1999-12-31").expect("a moment");
    let rebuilt = admin(&district)
        .rebuild_until(&long_ago, &mut |_| {})
        .expect("rebuilt");
    assert_eq!(rebuilt.position, None);
    let opened = digest_at(&district, 0);
    assert_ne!(rebuilt.digest, opened);
    let tomorrow = Moment::parse("9999-12-31").expect("a moment");
    let refused = admin(&district).rebuild_until(&tomorrow, &mut |_| {});
    assert_eq!(
        refused.err().map(|error| error.code()),
        Some("in-the-future")
    );
}

#[test]
fn r55_views_of_an_older_version_are_rebuilt_when_the_book_is_opened() {
    let district = District::with_accounts(3);
    let live = check(&district).live_digest;
    district.ledger.close();
    change(
        &district,
        "UPDATE account_events SET state = NULL; DELETE FROM past_identities; \
         DELETE FROM facts WHERE name = 'views'",
    );
    let ledger = open_again(&district);
    let checked = ledger
        .domain_admin(&district.admin)
        .and_then(|admin| admin.check_views(None, &mut |_| {}))
        .expect("compared");
    assert!(checked.equal, "{:?}", checked.differences);
    assert_eq!(checked.live_digest, live);
    let without = "SELECT count(*) FROM account_events WHERE state IS NULL";
    assert_eq!(count(&district, without), 0);
}

#[test]
fn the_doctor_tells_of_old_views_and_leaves_them_alone() {
    let district = District::with_accounts(1);
    district.ledger.close();
    change(&district, "DELETE FROM facts WHERE name = 'views'");
    let settings = Settings::new(district.path());
    let ledger = Ledger::open_to_examine(settings).expect("opened");
    let diagnosis = ledger.doctor().expect("a diagnosis");
    let codes: Vec<&str> = diagnosis
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(codes, ["views-old"]);
    assert!(!diagnosis.ok);
    let versions = "SELECT count(*) FROM facts WHERE name = 'views'";
    assert_eq!(count(&district, versions), 0);
}

/// It has been running since before the newer program was put in its place.
#[test]
fn r55_an_older_program_that_runs_on_writes_nothing() {
    let district = District::with_accounts(1);
    let head = district.position();
    change(
        &district,
        "UPDATE facts SET value = 99 WHERE name = 'views'",
    );
    let disabled = admin(&district).disable(
        district
            .account("person0")
            .account_id
            .parse()
            .expect("an id"),
        None,
    );
    assert!(disabled.is_err());
    assert_eq!(count(&district, "SELECT max(position) FROM log"), head);
}

#[test]
fn views_of_a_newer_version_are_left_alone() {
    let district = District::with_accounts(1);
    district.ledger.close();
    change(
        &district,
        "UPDATE facts SET value = 99 WHERE name = 'views'",
    );
    let error = Ledger::open(Settings::new(district.path())).err();
    let error = error.map(|error| std::error::Error::source(&error).map(ToString::to_string));
    let said = error.flatten().unwrap_or_default();
    assert!(said.contains("newer rollbook"), "{said}");
}
