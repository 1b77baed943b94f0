//! What depends on the time, with a clock that the test sets.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod schedule;

use chrono::TimeDelta;
use rollbook_service::answers::Plan;
use rollbook_service::{
    ApplyOptions, Caller, Command, DomainAdmin, Error, PlanError, PlanRequest, Profile,
    ProfileChoice,
};
use rollbook_testkit::{TemporaryLedger, accounts_file};

fn plan(admin: &DomainAdmin<'_>, people: usize) -> Plan {
    let request = PlanRequest {
        profile: ProfileChoice::Named(Profile::Accounts),
        action: Command::Deactivate,
        all_or_nothing: false,
        to_schedule: false,
    };
    let mut upload = admin.begin_upload(request).unwrap();
    upload.begin_file("accounts.csv").unwrap();
    upload.push(accounts_file(people).as_bytes()).unwrap();
    upload.finish().unwrap()
}

#[test]
fn r61_a_plan_expires_after_thirty_days() {
    let temporary = TemporaryLedger::with_institution();
    let admin = Caller::of_the_machine("alice");
    let admin = temporary.ledger.domain_admin(&admin).unwrap();
    let (kept, lost) = (plan(&admin, 3), plan(&admin, 4));

    temporary
        .clock
        .advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    admin
        .apply(&kept.plan_id, &ApplyOptions::default())
        .unwrap();
    temporary.clock.advance(TimeDelta::seconds(2));
    let late = admin.apply(&lost.plan_id, &ApplyOptions::default());
    assert!(
        matches!(late, Err(Error::Plan(PlanError::Expired))),
        "{late:?}"
    );
    assert_eq!(admin.seats().unwrap().domain.in_use, 3);
}

#[test]
fn time_never_runs_backwards_in_the_log() {
    let temporary = TemporaryLedger::with_institution();
    let admin = Caller::of_the_machine("alice");
    let admin = temporary.ledger.domain_admin(&admin).unwrap();
    for people in [1, 2] {
        let plan = plan(&admin, people);
        admin
            .apply(&plan.plan_id, &ApplyOptions::default())
            .unwrap();
        // Somebody sets the machine's clock.
        temporary.clock.advance(TimeDelta::hours(-1));
    }
    let batches = admin.batches(10, None).unwrap().batches;
    let [newer, older] = batches.as_slice() else {
        panic!("two batches, not {batches:?}");
    };
    assert!(newer.first_position > older.first_position);
    assert_eq!(newer.at, older.at);
}
