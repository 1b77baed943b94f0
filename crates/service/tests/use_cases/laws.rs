//! Laws that hold after any history.

use proptest::prelude::*;
use rollbook_service::{ApplyOptions, ApplyOutcome, Command, Operator, PlanRequest, answers};

use crate::district::District;

const PEOPLE: usize = 6;

#[derive(Clone, Debug)]
enum Step {
    ByHand(usize, Command),
    Import(Vec<usize>, Command, bool),
    Limit(Option<u64>),
}

fn command() -> impl Strategy<Value = Command> {
    prop::sample::select(Command::BULK.to_vec())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..PEOPLE, command()).prop_map(|(person, command)| Step::ByHand(person, command)),
        3 => (prop::collection::vec(0..PEOPLE, 1..PEOPLE), command(), any::<bool>())
            .prop_map(|(people, command, leave)| Step::Import(people, command, leave)),
        1 => prop::option::of(0..PEOPLE as u64 + 1).prop_map(Step::Limit),
    ]
}

fn by_hand(
    operator: &Operator<'_>,
    person: usize,
    command: Command,
) -> Option<answers::AccountChanged> {
    let id = operator.find(&format!("person{person}")).expect("found");
    match command {
        Command::Disable => operator.disable(id, None),
        Command::Enable => operator.enable(id, None),
        Command::Deactivate => operator.deactivate(id, None),
        _ => operator.reactivate(id, None),
    }
    .ok()
}

/// Takes a step; true if it says that something was recorded.
fn take(district: &District, step: &Step) -> bool {
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    match step {
        Step::ByHand(person, command) => by_hand(&operator, *person, *command)
            .is_some_and(|changed| changed.outcome == answers::ChangeOutcome::Recorded),
        Step::Import(people, action, leave) => {
            let flag = if *leave { "Y" } else { "" };
            let rows: String = people
                .iter()
                .map(|person| format!("person{person}@school.example,{flag}\n"))
                .collect();
            let request = PlanRequest {
                action: *action,
                ..PlanRequest::default()
            };
            let plan = district.plan_as(&format!("email,remove_from_group\n{rows}"), request);
            match district.apply_with(&plan, &ApplyOptions::default()) {
                ApplyOutcome::Applied(applied) => applied.events > 0,
                ApplyOutcome::Stopped { .. } => false,
            }
        }
        Step::Limit(limit) => {
            let before = district.position();
            district.limit(*limit);
            district.position() > before
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// `position` also asks the doctor: the tree has its root, and seats are the active accounts.
    #[test]
    fn r45_r62_seats_equal_active_accounts_and_nothing_to_do_records_nothing(
        steps in prop::collection::vec(step(), 1..14)
    ) {
        let district = District::with_accounts(PEOPLE);
        district.load("username,groups\nperson0,Choir|Chess\nperson1,Choir\n");
        for step in &steps {
            let before = district.position();
            let recorded = take(&district, step);
            prop_assert_eq!(district.position() > before, recorded, "{:?}", step);
        }
    }
}
