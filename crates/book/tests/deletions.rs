//! What is left of a deleted account, and what becomes of its key.

mod support;

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use rollbook_book::{BookError, Opened};
use rollbook_domain::{Account, Column, Position, SeatScope, Status};
use rollbook_records::{AccountCreated, ActivityRecorded, Body, ClassRole, KeyId, Keyring, Sealed};
use rusqlite::Connection;
use support::{NORTH, Stage, account, id, key_file, profile};
use zeroize::Zeroizing;

#[test]
fn r42_a_deleted_account_is_a_shell_that_nothing_finds() {
    let mut stage = Stage::set();
    let number = stage.add_account(1).0;
    stage.add_account(2);
    stage.add_group(21, "Choir");
    stage.add_class(11, Some(2));
    stage.join(1, 21, None);
    stage.join(1, 11, Some(ClassRole::Student));
    let seats = |stage: &Stage| stage.read(|reads| reads.seats()).in_use(SeatScope::Domain);
    assert_eq!(seats(&stage), 2);
    let created = stage.account(1).profile_position;
    let deleted = stage.delete(1);

    let shell = stage.account(1);
    assert_eq!(shell.account, Account::Deleted { institution: NORTH });
    assert_eq!((shell.version, shell.status_position), (deleted, deleted));
    assert_eq!(
        (shell.profile_position, shell.fingerprint),
        (created, [0; 16])
    );
    assert_eq!(seats(&stage), 1);
    assert_eq!(stage.positions(1).last(), Some(&deleted));
    assert_eq!(stage.read(|reads| reads.groups_of(number)).len(), 0);
    assert_eq!(stage.read(|reads| reads.classes_of(number)), []);
    for (column, value) in profile("person1").columns() {
        let hash = stage.blinding.identity(column, value);
        assert_eq!(
            stage.read(|reads| reads.identified(&hash)).len(),
            0,
            "{column:?}"
        );
    }
    let other = stage.blinding.identity(Column::Username, "person2");
    assert_eq!(stage.read(|reads| reads.identified(&other)).len(), 1);
    assert_eq!(
        stage.read(|reads| reads.contradictions()),
        Default::default()
    );
}

#[test]
fn r32_the_ids_of_a_deleted_account_are_free_for_a_new_one() {
    let mut stage = Stage::set();
    stage.add_account(1);
    stage.rename(1, "person2");
    let opened = profile("person2");
    stage
        .record(
            Some(account(1)),
            Some(NORTH),
            Body::AccountDeleted,
            Opened::Profile(&opened),
        )
        .expect("deleted");
    let next = stage.add_account(2);
    let hash = stage.blinding.identity(Column::SisId, "S-person2");
    let found = stage.read(|reads| reads.identified(&hash));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].number, found[0].id), (next.0, account(2)));
}

#[test]
fn r43_the_keys_of_a_deleted_account_and_its_classes_wait_for_their_destruction() {
    let mut stage = Stage::set();
    stage.add_account(1);
    stage.add_account(2);
    stage.add_class(11, Some(1));
    stage.add_class(12, Some(1));
    stage.add_class(13, Some(1));
    // One that was removed before, one that ends with its owner, one that is another's by then.
    stage.remove_class(11, Some(1));
    stage.change_class(13, (Some(1), Some(2)), "C-13", NORTH);
    let is_owned = |stage: &Stage, number| stage.read(|reads| reads.owns_key(KeyId(id(number))));
    assert!([1, 2, 11, 12, 13].map(|number| is_owned(&stage, number)) == [true; 5]);
    assert_eq!(stage.read(|reads| reads.pending_destructions()), []);

    stage.remove_class(12, Some(1));
    stage.delete(1);
    let doomed = [1, 11, 12].map(|number| KeyId(id(number)));
    assert_eq!(stage.read(|reads| reads.pending_destructions()), doomed);
    assert_eq!(stage.writer.pending_destructions().expect("read"), doomed);
    assert!([1, 11, 12].map(|number| is_owned(&stage, number)) == [false; 3]);
    assert!(is_owned(&stage, 2) && is_owned(&stage, 13));

    let transaction = stage.writer.begin().expect("begun");
    transaction.note_destroyed(&doomed[..2]).expect("noted");
    transaction.commit().expect("committed");
    assert_eq!(
        stage.read(|reads| reads.pending_destructions()),
        doomed[2..]
    );
    assert_eq!(
        stage.writer.destroyed_with_traces().expect("read"),
        doomed[..2]
    );

    let transaction = stage.writer.begin().expect("begun");
    transaction
        .forget_destructions(&doomed[..2])
        .expect("forgotten");
    transaction.destroy_key(KeyId(id(2))).expect("noted");
    transaction.destroy_key(KeyId(id(2))).expect("noted once");
    transaction.commit().expect("committed");
    let left = [2, 12].map(|number| KeyId(id(number)));
    assert_eq!(stage.read(|reads| reads.pending_destructions()), left);
    assert_eq!(stage.read(|reads| reads.destroyed_with_traces()), []);
}

#[test]
fn r42_a_deletion_must_say_what_is_to_be_forgotten() {
    let mut stage = Stage::set();
    stage.add_account(1);
    let delete = Body::AccountDeleted;
    let refused = stage.record(Some(account(1)), Some(NORTH), delete, Opened::Nothing);
    assert!(matches!(refused, Err(BookError::Damaged(_))));
    assert_eq!(stage.account(1).account.status(), Status::Active);
}

#[test]
fn r55_records_whose_key_is_gone_make_the_same_shell() {
    let mut stage = Stage::set();
    let create = Body::AccountCreated(AccountCreated {
        manual: false,
        blocked: true,
        profile: Sealed::from_bytes(&[0; 40]),
        assigned: true,
        skipped: 0,
    });
    let position = stage
        .record(Some(account(1)), Some(NORTH), create, Opened::Destroyed)
        .expect("created");
    let before = stage.account(1);
    assert_eq!(before.account.status(), Status::Disabled);
    assert_eq!((before.number, before.fingerprint), (position.0, [0; 16]));
    assert_eq!(stage.read(|reads| reads.next_user_id()), 2);
    stage
        .record(
            Some(account(1)),
            Some(NORTH),
            Body::AccountDeleted,
            Opened::Destroyed,
        )
        .expect("deleted");
    assert_eq!(
        stage.account(1).account,
        Account::Deleted { institution: NORTH }
    );
}

#[test]
fn r42_whose_key_is_gone_before_the_deletion_comes_is_found_by_nothing_either() {
    let mut stage = Stage::set();
    for number in [1, 2, 3] {
        stage.add_account(number);
    }
    for number in [1, 3] {
        let (account, delete) = (Some(account(number)), Body::AccountDeleted);
        let deleted = stage.record(account, Some(NORTH), delete, Opened::Destroyed);
        deleted.expect("deleted");
    }
    let found = |name: &str| {
        let profile = profile(name);
        let columns = profile.columns().map(|(column, value)| {
            let hash = stage.blinding.identity(column, value);
            stage.read(|reads| reads.identified(&hash)).len()
        });
        columns.collect::<Vec<_>>()
    };
    assert!(found("person1").iter().all(|found| *found == 0));
    assert!(found("person2").iter().all(|found| *found == 1));
    assert!(found("person3").iter().all(|found| *found == 0));
}

#[test]
fn r48_the_latest_report_of_activity_is_kept_at_hand() {
    let mut stage = Stage::set();
    stage.add_account(1);
    assert_eq!(stage.account(1).activity_position, None);
    let report = |logged_in, has_grades| {
        Body::ActivityRecorded(ActivityRecorded {
            logged_in,
            has_grades,
            report: Sealed::from_bytes(&[0; 40]),
        })
    };
    stage.change(1, report(true, false));
    let last = stage.change(1, report(false, true));
    let row = stage.account(1);
    assert_eq!(row.activity_position, Some(last));
    let living = row.account.living().expect("alive");
    assert!(living.facts.logged_in && living.facts.has_grades);
    assert!(!living.facts.modified_by_hand);
}

/// Keys that differ in every byte, so that none is found in another's place.
fn key(number: u32) -> [u8; 32] {
    *blake3::hash(&number.to_le_bytes()).as_bytes()
}

/// Ids all over the file, so that pages split and rows move.
fn key_id(number: u32) -> KeyId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&blake3::hash(&number.to_be_bytes()).as_bytes()[..16]);
    KeyId(bytes)
}

/// Whether each key's bytes stand in some file of the data directory.
fn found_on_disk(stage: &Stage, numbers: &[u32]) -> Vec<bool> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(stage.directory.path()).expect("a directory") {
        bytes.extend(fs::read(entry.expect("an entry").path()).expect("a file"));
    }
    let windows: HashSet<&[u8]> = bytes.windows(32).collect();
    numbers
        .iter()
        .map(|number| windows.contains(&key(*number)[..]))
        .collect()
}

/// Pages fill, split, empty and join, as they do over years.
#[test]
fn r43_no_copy_of_a_destroyed_key_is_left_in_any_file() {
    const ROUNDS: u32 = 30;
    const KEYS: u32 = 100;
    let stage = Stage::set();
    let keys = key_file(&stage);
    let (mut living, mut destroyed) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let new: Vec<u32> = (round * KEYS..(round + 1) * KEYS).collect();
        let pairs: Vec<_> = new
            .iter()
            .map(|number| (key_id(*number), Zeroizing::new(key(*number))))
            .collect();
        keys.create(&pairs).expect("kept");
        living.extend(new);
        let every = if round % 10 == 9 { 1 } else { 3 };
        let (gone, left): (Vec<u32>, Vec<u32>) =
            living.iter().partition(|number| **number % every == 0);
        let ids: Vec<KeyId> = gone.iter().map(|number| key_id(*number)).collect();
        keys.destroy(&ids).expect("destroyed");
        living = left;
        destroyed.extend(gone);
        if round % 10 == 8 {
            assert!(living.len() > 500);
            assert!(found_on_disk(&stage, &living).iter().all(|found| *found));
        }
    }
    assert_eq!(destroyed.len() as u32, ROUNDS * KEYS);
    assert!(found_on_disk(&stage, &destroyed).iter().all(|found| !found));
}

#[test]
fn r43_the_write_ahead_log_is_emptied_unless_somebody_reads_it() {
    let mut stage = Stage::set();
    stage.add_account(1);
    let length = |stage: &Stage| {
        let path = stage.directory.path().join("book.db-wal");
        path.metadata().expect("a log").len()
    };
    let reader = Connection::open(stage.directory.path().join("book.db")).expect("a connection");
    reader
        .execute_batch("BEGIN; SELECT * FROM log")
        .expect("reads");
    stage.delete(1);
    let empty = |stage: &Stage| stage.writer.empty_write_ahead_log(Duration::ZERO);
    assert!(!empty(&stage).expect("no fault"));
    assert!(length(&stage) > 0);
    reader.execute_batch("ROLLBACK").expect("ended");
    assert!(empty(&stage).expect("emptied"));
    assert_eq!(length(&stage), 0);
    assert_eq!(stage.account(1).version, Position(3));
}
