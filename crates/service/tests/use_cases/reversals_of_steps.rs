//! What a step of the schedule did is taken back like any other batch (R52).

use std::thread::sleep;
use std::time::Duration;

use chrono::TimeDelta;
use rollbook_service::{
    Command, InstitutionId, ReversalTarget, ScheduleOutcome, ScheduleRequest, Whom,
};

use crate::district::District;
use crate::taking_back::{anyway, batch, told};
use rollbook_service::Aim;

/// Blocks everybody of institution 7 within the next moments.
fn block_for_the_summer(district: &District) -> String {
    let due = district.ledger.now() + TimeDelta::milliseconds(500);
    let request = ScheduleRequest {
        action: Command::Disable,
        from: due.to_rfc3339(),
        until: None,
        whom: Whom::Institution(InstitutionId(7)),
        reason: None,
        override_guards: Some("the summer".to_owned()),
        plan_id: None,
    };
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let outcome = operator.schedule(&request).expect("an outcome");
    assert!(matches!(outcome, ScheduleOutcome::Scheduled(_)));
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    loop {
        sleep(Duration::from_millis(50));
        if !admin.run_schedule().expect("it runs").steps.is_empty() {
            return district.batches()[0].batch_id.clone();
        }
    }
}

#[test]
fn r52_the_block_of_a_summer_is_taken_back_and_nothing_is_refused() {
    let district = District::with_accounts(3);
    let block = block_for_the_summer(&district);
    let shown = district.batch(&block);
    assert_eq!(
        (shown.kind.as_str(), shown.effects.disable),
        ("schedule", 3)
    );
    let reversed = district.go(Aim::Back, &batch(&block), &anyway());
    let effects = reversed.plan.plan.effects;
    assert_eq!((effects.enable, effects.refused), (3, 0));
    assert_eq!(reversed.plan.outcomes.len(), 3);
    assert_eq!(district.status("person1"), "active");
    // Asked for by itself, the record says that it stays.
    let ran = ReversalTarget::Event(shown.first_position + 1);
    assert_eq!(told(&district.back(&ran).plan)[0].3, "schedule-stays");
}
