//! What comes between the comparison and the swap.

use rollbook_book::KeyFile;
use rollbook_rows::{Profile, ProfileChoice};
use rusqlite::Connection;

use super::*;
use crate::ledger::Inner;
use crate::testing::School;
use crate::{ApplyOptions, ApplyOutcome, PlanRequest};

/// Records that a turn takes, so that turns end within a batch.
const TURN: u64 = 3;

/// Accounts that a batch creates, each of which joins a group.
const MANY: usize = 8;

fn load(school: &School, name: &str) {
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let request = PlanRequest {
        profile: ProfileChoice::Named(Profile::Accounts),
        ..PlanRequest::default()
    };
    let rows: String = (0..MANY).map(|n| format!("{name}{n},1,{name}\n")).collect();
    let mut upload = operator.begin_upload(request).expect("an upload");
    upload.begin_file("people.csv").expect("a file");
    upload
        .push(format!("username,institution,groups\n{rows}").as_bytes())
        .expect("bytes");
    let plan = upload.finish().expect("a plan");
    let outcome = operator.apply(&plan.plan_id, &ApplyOptions::default());
    assert!(matches!(outcome, Ok(ApplyOutcome::Applied(_))));
}

fn store(school: &School) -> Connection {
    Connection::open(school.ledger.settings.directory.join(Book::FILE)).expect("the store")
}

/// Every change of a table's name counts.
fn schema_version(school: &School) -> u64 {
    store(school)
        .pragma_query_value(None, "schema_version", |row| row.get(0))
        .expect("a number")
}

#[test]
fn r55_a_batch_between_the_comparison_and_the_swap_is_applied_a_few_records_at_a_time() {
    let school = School::new();
    load(&school, "early");
    store(&school)
        .execute_batch("DELETE FROM memberships; UPDATE institutions SET in_use = 0")
        .expect("damaged");
    let Inner { book, vault, .. } = &*school.ledger;
    let mut before = 0;
    begin(book, vault, &mut |_| {}, |mut rebuild| {
        let Comparison { rebuilt, live } = rebuild.compare()?;
        assert_eq!(rebuilt.differences(&live), ["institutions", "memberships"]);
        load(&school, "late");
        before = schema_version(&school);
        rebuild.limit_turns(TURN);
        Ok(rebuild.replace()?)
    })
    .expect("replaced");
    let turns = 2 * MANY as u64 / TURN;
    let changed = schema_version(&school) - before;
    assert!(changed > turns * 36, "names were exchanged {changed} times");
    let admin = school
        .ledger
        .domain_admin(&school.caller)
        .expect("an admin");
    let checked = admin.check_views(None, &mut |_| {}).expect("compared");
    assert!(checked.equal, "{:?}", checked.differences);
    load(&school, "later");
    let checked = admin.check_views(None, &mut |_| {}).expect("compared");
    assert!(checked.equal, "{:?}", checked.differences);
    assert!(school.ledger.doctor().expect("a diagnosis").ok);
}

/// Logs from before the numbers that were passed over were recorded tell a lower one.
#[test]
fn r55_the_counter_of_user_ids_never_goes_back() {
    let school = School::new();
    load(&school, "early");
    store(&school)
        .execute_batch(
            "UPDATE facts SET value = 5000 WHERE name = 'next_user_id'; DELETE FROM memberships",
        )
        .expect("damaged");
    let counter = || school.ledger.read(|reads| Ok(reads.next_user_id()?));
    let admin = school
        .ledger
        .domain_admin(&school.caller)
        .expect("an admin");
    let rebuilt = admin.rebuild(&mut |_| {}).expect("rebuilt");
    assert_eq!(rebuilt.replaced, ["memberships"]);
    assert_eq!(counter().expect("a number"), 5000);

    // Where the views are old nothing is compared.
    let Inner { book, vault, .. } = &*school.ledger;
    begin(book, vault, &mut |_| {}, make_anew(book)).expect("made anew");
    assert_eq!(counter().expect("a number"), 5000);
    assert!(
        admin
            .check_views(None, &mut |_| {})
            .expect("compared")
            .equal
    );
}

/// Whoever is not going to rebuild anything gets no key.
#[test]
fn r43_keys_are_gathered_by_whoever_has_the_lock() {
    let school = School::new();
    let keys = Connection::open(school.ledger.settings.directory.join(KeyFile::FILE));
    let keys = keys.expect("the keys");
    keys.execute_batch("BEGIN EXCLUSIVE").expect("shut");
    let Inner { book, vault, .. } = &*school.ledger;
    let _lock = book.lock_rebuild().expect("the lock");
    let refused = begin(book, vault, &mut |_| {}, |_| Ok(()));
    assert!(matches!(refused, Err(Error::Rebuilding)));
}
