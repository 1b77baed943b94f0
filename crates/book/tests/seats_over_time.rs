//! Seats over time, and as of the past.

mod support;

use std::collections::BTreeMap;

use rollbook_book::{Opened, SeatStep};
use rollbook_domain::{InstitutionId, Position, SeatScope};
use rollbook_records::{Body, SeatLimitSet};
use support::diary::{Diary, then};
use support::{NORTH, SOUTH, Stage, profile};

#[test]
fn r47_steps_add_up_to_the_seats_in_use() {
    let diary = Diary::written();
    let stage = &diary.stage;
    let head = stage.read(|reads| reads.head()).expect("a head");
    let start = Position(0);
    let all = stage.read(|reads| reads.seat_steps((start, InstitutionId(0)), head, 1000));
    let total = |steps: &[SeatStep]| {
        let mut latest = BTreeMap::new();
        for step in steps {
            latest.insert(step.institution, step.in_use);
        }
        latest.values().sum::<u64>()
    };
    let domain = stage.read(|reads| reads.domain_seat_steps(start, head, 1000));
    for step in &domain {
        let so_far: Vec<SeatStep> = all
            .iter()
            .copied()
            .filter(|one| one.position <= step.position)
            .collect();
        let seats = stage.read(|reads| reads.seats_at(step.position));
        assert_eq!((step.institution, step.in_use), (None, total(&so_far)));
        assert_eq!(step.in_use, seats.in_use(SeatScope::Domain));
    }
    assert_eq!(domain.last().map(|step| step.in_use), Some(total(&all)));
    // A step of the domain changes what is in use, even where one of an institution does not.
    assert!(domain.windows(2).all(|two| two[0].in_use != two[1].in_use));
    for institution in [NORTH, SOUTH] {
        let own = stage.read(|reads| reads.seat_steps_of(institution, start, head, 1000));
        let mut expected = all.clone();
        expected.retain(|step| step.institution == Some(institution));
        assert_eq!(own, expected);
    }
    // Page by page, the same.
    let mut pages = Vec::new();
    let mut after = (start, InstitutionId(0));
    while let [step] = stage.read(|reads| reads.seat_steps(after, head, 1))[..] {
        after = (step.position, step.institution.expect("an institution"));
        pages.push(step);
    }
    assert_eq!(pages, all);
    let mut pages = Vec::new();
    let mut after = start;
    while let [step] = stage.read(|reads| reads.domain_seat_steps(after, head, 1))[..] {
        after = step.position;
        pages.push(step);
    }
    assert_eq!(pages, domain);
}

#[test]
fn r47_seats_within_a_unit_are_where_the_accounts_were() {
    let mut diary = Diary::begin();
    diary.unit(|unit| {
        for number in 1..=4 {
            unit.create(number, false);
        }
        unit.transfer(4, NORTH, SOUTH);
    });
    diary.unit(|unit| {
        unit.transfer(1, NORTH, SOUTH);
        unit.change(2, Body::AccountDisabled);
        unit.transfer(1, SOUTH, NORTH);
        unit.change(2, Body::AccountDeactivated);
        unit.transfer(1, NORTH, SOUTH);
        unit.change(2, Body::AccountEnabled);
        unit.change(2, Body::AccountReactivated);
        unit.change(4, Body::AccountDisabled);
        unit.create(5, false);
        unit.create(6, true);
        let gone = profile("person3");
        let deleted = Body::AccountDeleted;
        unit.record(Some(3), NORTH, deleted, Opened::Profile(&gone));
        unit.change(6, Body::AccountEnabled);
    });
    diary.unit(|unit| {
        unit.transfer(1, SOUTH, NORTH);
        unit.transfer(2, NORTH, SOUTH);
        unit.change(4, Body::AccountEnabled);
        unit.transfer(4, SOUTH, NORTH);
        unit.transfer(4, NORTH, SOUTH);
        unit.transfer(5, NORTH, SOUTH);
    });
    assert_eq!(diary.told.len(), 23);
    for (at, told) in &diary.told {
        let then = diary.stage.read(|reads| Ok(then(reads, *at)));
        assert_eq!(then.seats, told.seats, "at {at}");
    }
}

#[test]
fn r50_limits_are_those_of_the_time() {
    let mut stage = Stage::set();
    let before = stage.add_account(1);
    let set = |stage: &mut Stage, institution, limit| {
        let body = Body::SeatLimitSet(SeatLimitSet { limit });
        stage
            .record(None, institution, body, Opened::Nothing)
            .expect("set")
    };
    let first = set(&mut stage, Some(NORTH), Some(5));
    let second = set(&mut stage, None, Some(9));
    let third = set(&mut stage, Some(NORTH), None);
    for (at, north, domain) in [
        (before, None, None),
        (first, Some(5), None),
        (second, Some(5), Some(9)),
        (third, None, Some(9)),
    ] {
        let seats = stage.read(|reads| reads.seats_at(at));
        let limit = |scope| seats.count(scope).limit;
        assert_eq!(limit(SeatScope::Institution(NORTH)), north, "at {at}");
        assert_eq!(limit(SeatScope::Domain), domain, "at {at}");
        assert_eq!(seats.in_use(SeatScope::Domain), 1);
    }
}
