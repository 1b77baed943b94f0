//! What the views make of steps.

mod support;

use rollbook_book::{BookError, Opened, StepFilter, StepRow};
use rollbook_domain::{Position, StepId};
use rollbook_records::{
    Body, Id, ScheduledAction, StepCancelled, StepRan, StepRefused, StepScheduled, StepTargeted,
};
use support::{NORTH, SOUTH, Stage, account, id};

fn step(number: u8) -> StepId {
    StepId::from_bytes(id(number))
}

/// A step at this time for these accounts, each in a unit of its own.
fn schedule(stage: &mut Stage, number: u8, due: i64, ends: Option<u8>, accounts: &[u8]) -> u64 {
    let body = Body::StepScheduled(StepScheduled {
        step: Id(id(number)),
        action: ScheduledAction::Disable,
        due,
        accounts: accounts.len() as u32,
        ends: ends.map(|begun| Id(id(begun))),
        override_reason: None,
    });
    let position = stage
        .record(None, None, body, Opened::Nothing)
        .expect("scheduled");
    for account in accounts {
        let step = Id(id(number));
        stage.change(*account, Body::StepTargeted(StepTargeted { step }));
    }
    position.0
}

fn ids(steps: &[StepRow]) -> Vec<StepId> {
    steps.iter().map(|step| step.id).collect()
}

fn waiting(stage: &Stage, number: u8, at: Option<Position>) -> Vec<StepId> {
    let number = stage.account(number).number;
    ids(&stage.read(|reads| {
        let head = reads.head()?.expect("records");
        reads.steps_of(number, at.unwrap_or(head))
    }))
}

#[test]
fn steps_wait_in_the_order_in_which_they_are_due() {
    let mut stage = Stage::set();
    (1..=2).for_each(|number| {
        stage.add_account(number);
    });
    schedule(&mut stage, 10, 2_000, None, &[2, 1]);
    schedule(&mut stage, 11, 1_000, None, &[1]);
    schedule(&mut stage, 12, 2_000, Some(10), &[2]);
    let list = |all, after| {
        let filter = StepFilter {
            all,
            after,
            ..StepFilter::default()
        };
        stage.read(|reads| reads.steps(&filter, 10))
    };
    let all = list(false, None);
    assert_eq!(ids(&all), [step(11), step(10), step(12)]);
    let behind = list(true, Some((all[1].due, all[1].number)));
    assert_eq!(ids(&behind), [step(12)]);
    assert_eq!(behind[0].ends, Some(step(10)));
    stage.read(|reads| {
        assert_eq!(reads.next_step()?.map(|next| next.id), Some(step(11)));
        let named: Vec<_> = reads.step_targets(all[1].number)?;
        assert_eq!([named[0].id, named[1].id], [account(2), account(1)]);
        let next = reads.next_steps(None)?;
        let first = reads.account(account(1))?.expect("there").number;
        assert_eq!(next.len(), 2);
        assert_eq!(next[&first].id, step(11));
        let alone =
            |before| Ok::<_, BookError>(reads.next_step_of(first, before)?.map(|next| next.id));
        assert_eq!(alone(None)?, Some(step(11)));
        // Step 11 is due before step 10, but was scheduled behind it.
        let before = Some(Position(all[0].number));
        assert_eq!(alone(before)?, Some(step(10)));
        assert_eq!(reads.next_steps(before)?[&first].id, step(10));
        let ending = reads.step_ending(step(10))?.expect("there");
        assert_eq!(ending.id, step(12));
        Ok::<_, BookError>(())
    });
    assert_eq!(waiting(&stage, 1, None), [step(11), step(10)]);
}

#[test]
fn a_step_that_ran_or_was_cancelled_waits_no_more_but_did_at_its_time() {
    let mut stage = Stage::set();
    stage.add_account(1);
    schedule(&mut stage, 10, 1_000, None, &[1]);
    schedule(&mut stage, 11, 2_000, None, &[1]);
    let scheduled = *stage.positions(1).last().expect("a position");
    let ran = Body::StepRan(StepRan {
        step: Id(id(10)),
        changed: 0,
        nothing_to_do: 1,
        refused: 0,
    });
    let ran = stage.record(None, None, ran, Opened::Nothing).expect("ran");
    let cancelled = Body::StepCancelled(StepCancelled { step: Id(id(11)) });
    let cancelled = stage
        .record(None, None, cancelled, Opened::Nothing)
        .expect("cancelled");
    assert_eq!(waiting(&stage, 1, None), []);
    assert_eq!(waiting(&stage, 1, Some(scheduled)), [step(10), step(11)]);
    assert_eq!(waiting(&stage, 1, Some(ran)), [step(11)]);
    assert_eq!(waiting(&stage, 1, Some(cancelled)), []);
    let rows = stage.read(|reads| {
        assert!(reads.next_step()?.is_none());
        Ok((reads.step(step(10))?, reads.step(step(11))?))
    });
    let (Some(first), Some(second)) = rows else {
        panic!("both are known");
    };
    assert_eq!((first.ran, first.cancelled), (Some(ran), None));
    assert_eq!((second.ran, second.cancelled), (None, Some(cancelled)));
}

#[test]
fn scheduling_cancelling_and_refusing_stand_in_the_accounts_own_history() {
    let mut stage = Stage::set();
    stage.add_account(1);
    let before = stage.account(1).account;
    schedule(&mut stage, 10, 1_000, None, &[1]);
    let refused = Body::StepRefused(StepRefused {
        step: Id(id(10)),
        code: "seat-limit".to_owned(),
    });
    let refused = stage.change(1, refused);
    let cancelled = Body::StepCancelled(StepCancelled { step: Id(id(10)) });
    let cancelled = stage
        .record(None, None, cancelled, Opened::Nothing)
        .expect("cancelled");
    let positions = stage.positions(1);
    assert_eq!(positions.len(), 4, "created, named, refused, cancelled");
    assert_eq!(positions[2..], [refused, cancelled]);
    let after = stage.account(1);
    assert_eq!((after.account, after.version), (before, cancelled));
}

#[test]
fn a_deletion_takes_the_account_out_of_its_steps() {
    let mut stage = Stage::set();
    (1..=2).for_each(|number| {
        stage.add_account(number);
    });
    let number = schedule(&mut stage, 10, 1_000, None, &[1, 2]);
    stage.delete(1);
    let left = stage.read(|reads| reads.step_targets(number));
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, account(2));
    assert_eq!(stage.read(|reads| reads.step_size(number, None)), 1);
}

#[test]
fn r16_an_institution_sees_steps_of_its_own_accounts() {
    let mut stage = Stage::set();
    stage.add_account(1);
    let number = schedule(&mut stage, 10, 1_000, None, &[1]);
    let seen = |institution| {
        let filter = StepFilter {
            institution: Some(institution),
            ..StepFilter::default()
        };
        stage.read(|reads| {
            let steps = reads.steps(&filter, 10)?.len();
            Ok((steps, reads.step_size(number, Some(institution))?))
        })
    };
    assert_eq!((seen(NORTH), seen(SOUTH)), ((1, 1), (0, 0)));
}
