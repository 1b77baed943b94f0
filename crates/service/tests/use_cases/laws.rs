//! Laws that hold after any history.

use proptest::prelude::*;
use rollbook_service::{
    ApplyOptions, ApplyOutcome, Command, Operator, PlanRequest, UsersVersion, answers,
};

use crate::district::District;
use crate::random_history::{self, PEOPLE, command};

#[derive(Clone, Debug)]
enum Step {
    ByHand(usize, Command),
    Import(Vec<usize>, Command, bool),
    Limit(Option<u64>),
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
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// `position` also asks the doctor: the tree has its root, and seats are the active accounts.
    #[test]
    fn r45_r62_seats_equal_active_accounts_and_nothing_to_do_records_nothing(
        steps in prop::collection::vec(step(), 1..14)
    ) {
        let district = District::in_memory(PEOPLE);
        district.load("username,groups\nperson0,Choir|Chess\nperson1,Choir\n");
        for step in &steps {
            let before = district.position();
            let recorded = take(&district, step);
            prop_assert_eq!(district.position() > before, recorded, "{:?}", step);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn r37_a_current_export_read_back_as_a_full_import_changes_nothing(
        steps in random_history::steps()
    ) {
        let district = random_history::district();
        for step in &steps {
            random_history::take(&district, step);
        }
        let admin = district.ledger.domain_admin(&district.admin).expect("an admin");
        for version in [UsersVersion::V1, UsersVersion::V2] {
            let mut csv = Vec::new();
            let rows = admin.auditor().export_users(version, false, None, &mut csv).expect("an export");
            let csv = String::from_utf8(csv).expect("text");
            let plan = district.plan_files(&[("users.csv", &csv)]);
            prop_assert!(plan.refusals.is_empty(), "{:?}\n{csv}", plan.refusals);
            let changes = answers::Effects { nothing_to_do: 0, ..plan.effects };
            prop_assert_eq!(changes, answers::Effects::default(), "{}", csv);
            prop_assert_eq!(plan.effects.nothing_to_do, rows);
        }
    }
}
