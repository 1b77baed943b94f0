//! A rebuild that is cut off leaves the ledger as it was, and is swept up.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use rollbook_service::{RebuildProgress, RebuildStage};

use super::{change, check, count, open_again};
use crate::district::District;
use crate::random_history::admin;

const PATIENCE: Duration = Duration::from_secs(60);

const LEFT: &str = "SELECT count(*) FROM sqlite_schema \
                    WHERE type = 'table' AND (name GLOB 'next_*' OR name GLOB 'retired_*')";

/// Ends a rebuild at a stage as a crash would: nothing behind it runs.
fn cut_off(district: &District, at: RebuildStage) {
    let cut = catch_unwind(AssertUnwindSafe(|| {
        admin(district).rebuild(&mut |progress: RebuildProgress| {
            assert!(
                progress.stage != at || progress.done < progress.total / 2,
                "cut off"
            );
        })
    }));
    assert!(cut.is_err(), "it came to {at:?}");
}

#[test]
fn r55_a_rebuild_that_is_cut_off_leaves_the_ledger_usable() {
    for at in [
        RebuildStage::Reading,
        RebuildStage::Copying,
        RebuildStage::Removing,
    ] {
        let district = District::with_accounts(20);
        change(&district, "DELETE FROM identities WHERE account % 2 = 0");
        cut_off(&district, at);
        let is_left = count(&district, LEFT) > 0;
        assert_eq!(is_left, at != RebuildStage::Reading);
        let is_replaced = at == RebuildStage::Removing;
        assert_eq!(check(&district).equal, is_replaced);
        district.load("username,groups\nperson2,Choir\n");
        district.ledger.close();

        let ledger = open_again(&district);
        let still_left = count(&district, LEFT) > 0;
        assert_eq!(still_left, is_left, "a start does not take its time for it");
        let admin = ledger.domain_admin(&district.admin).expect("an admin");
        let rebuilt = admin.rebuild(&mut |_| {}).expect("rebuilt");
        assert_eq!(rebuilt.replaced.is_empty(), is_replaced);
        assert_eq!(count(&district, LEFT), 0);
        assert!(
            admin
                .check_views(None, &mut |_| {})
                .expect("compared")
                .equal
        );
    }
}

#[test]
fn the_doctor_removes_what_a_rebuild_left() {
    let district = District::with_accounts(5);
    change(&district, "DELETE FROM identities");
    cut_off(&district, RebuildStage::Removing);
    assert!(count(&district, LEFT) > 0);
    let codes = |district: &District| {
        let diagnosis = district.ledger.doctor().expect("a diagnosis");
        assert!(diagnosis.ok, "{:?}", diagnosis.findings);
        let codes = diagnosis.findings.into_iter().map(|finding| finding.code);
        codes.collect::<Vec<_>>()
    };
    assert_eq!(codes(&district), ["rebuild-left-over"]);
    assert_eq!(count(&district, LEFT), 0);
    assert!(codes(&district).is_empty());
}

/// Tables under other names still find whoever was deleted: a server does not leave them there.
#[test]
fn r42_a_server_removes_what_a_rebuild_left() {
    let district = District::with_accounts(5);
    change(&district, "DELETE FROM memberships; DELETE FROM seat_steps");
    cut_off(&district, RebuildStage::Removing);
    assert!(count(&district, LEFT) > 0);
    let _sweeping = district.ledger.keep_swept().expect("started");
    let began = Instant::now();
    while count(&district, LEFT) > 0 {
        assert!(began.elapsed() < PATIENCE, "nothing sweeps");
        thread::sleep(Duration::from_millis(50));
    }
    district.load("username,groups\nperson2,Choir\n");
}

#[test]
fn a_file_that_was_left_is_removed() {
    let district = District::with_accounts(1);
    district.ledger.close();
    let left = district.path().join("rebuild.db");
    fs::write(&left, "half of it").expect("written");
    open_again(&district);
    assert!(!left.exists());
}
