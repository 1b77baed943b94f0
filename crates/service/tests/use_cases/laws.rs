//! Laws that hold after any history.

use proptest::prelude::*;
use rollbook_service::{
    AccountColumns, ApplyOptions, ApplyOutcome, Command, Operator, PlanRequest, UsersVersion,
    answers,
};

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

/// Texts that exports, spreadsheets and readers treat with care.
const TEXTS: [&str; 14] = [
    "Ada",
    "",
    "O\"Brien",
    "a, b",
    "two\tcells",
    "=1+1",
    "'=1+1",
    "-5",
    "@home",
    "'quoted'",
    "  spaced  ",
    "Zoë 李",
    "a;b",
    "''+x",
];

#[derive(Clone, Debug)]
enum RollStep {
    /// Person, texts, flag, organization.
    Listed(usize, usize, usize, Option<bool>, bool),
    LeftOut(usize),
    ByHand(usize, Command),
    Named(usize, usize, usize),
    Reported(usize),
    Manual(usize),
}

fn roll_step() -> impl Strategy<Value = RollStep> {
    let (person, text) = (0..PEOPLE, 0..TEXTS.len());
    prop_oneof![
        6 => (person.clone(), text.clone(), text.clone(), prop::option::of(any::<bool>()), any::<bool>())
            .prop_map(|(who, first, nick, flag, home)| RollStep::Listed(who, first, nick, flag, home)),
        1 => person.clone().prop_map(RollStep::LeftOut),
        3 => (person.clone(), command()).prop_map(|(who, command)| RollStep::ByHand(who, command)),
        2 => (person.clone(), text.clone(), text).prop_map(|(who, first, login)| RollStep::Named(who, first, login)),
        1 => person.clone().prop_map(RollStep::Reported),
        1 => person.prop_map(RollStep::Manual),
    ]
}

/// A cell as a careful writer quotes it.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn take_roll_step(district: &District, step: &RollStep) {
    let plan_and_apply = |name: &str, csv: &str| {
        let plan = district.plan_files(&[(name, csv)]);
        let _ = district.apply(&plan);
    };
    let find = |who: &usize| {
        let operator = district
            .ledger
            .operator(&district.admin)
            .expect("an operator");
        operator.find(&format!("sis_id:s{who}")).ok()
    };
    match step {
        RollStep::Listed(who, first, nick, flag, home) => {
            let flag = flag.map_or("", |may| if may { "0" } else { "1" });
            let home = if *home { "N" } else { "" };
            plan_and_apply(
                "update_users.csv",
                &format!(
                    "import_id,first_name,nickname,login,email,blocked,organization_id\ns{who},{},{},login{who},{}@school.example,{flag},{home}\n",
                    cell(TEXTS[*first]),
                    cell(TEXTS[*nick]),
                    who % 2,
                ),
            );
        }
        RollStep::LeftOut(who) => {
            plan_and_apply("delete_users.csv", &format!("import_id\ns{who}\n"));
        }
        RollStep::ByHand(who, command) => {
            if find(who).is_some() {
                let operator = district
                    .ledger
                    .operator(&district.admin)
                    .expect("an operator");
                let id = find(who).expect("found");
                let _ = match command {
                    Command::Disable => operator.disable(id, None),
                    Command::Enable => operator.enable(id, None),
                    Command::Deactivate => operator.deactivate(id, None),
                    _ => operator.reactivate(id, None),
                };
            }
        }
        RollStep::Named(who, first, login) => {
            if let Some(id) = find(who) {
                let operator = district
                    .ledger
                    .operator(&district.admin)
                    .expect("an operator");
                let columns = AccountColumns {
                    last_name: Some(TEXTS[*first].to_owned()),
                    username: Some(TEXTS[*login].to_owned()),
                    ..AccountColumns::default()
                };
                let _ = operator.set_account(id, &columns, None);
            }
        }
        RollStep::Reported(who) => plan_and_apply(
            "activity.csv",
            &format!("sis_id,last_login\ns{who},2026-09-0{}\n", who + 1),
        ),
        RollStep::Manual(who) => {
            let operator = district
                .ledger
                .operator(&district.admin)
                .expect("an operator");
            let columns = AccountColumns {
                sis_id: Some(format!("s{who}")),
                username: Some(format!("m {who}")),
                ..AccountColumns::default()
            };
            let _ = operator.add_account(&columns, None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn r37_a_current_export_read_back_as_a_full_import_changes_nothing(
        steps in prop::collection::vec(roll_step(), 1..20)
    ) {
        let district = District::with_accounts(0);
        let organizations = "import_id,name\nN,North\n";
        let _ = district.apply(&district.plan_files(&[("update_organizations.csv", organizations)]));
        for step in &steps {
            take_roll_step(&district, step);
        }
        let admin = district.ledger.domain_admin(&district.admin).expect("an admin");
        for version in [UsersVersion::V1, UsersVersion::V2] {
            let mut csv = Vec::new();
            let rows = admin.export_users(version, false, &mut csv).expect("an export");
            let csv = String::from_utf8(csv).expect("text");
            let plan = district.plan_files(&[("users.csv", &csv)]);
            prop_assert!(plan.refusals.is_empty(), "{:?}\n{csv}", plan.refusals);
            let changes = answers::Effects { nothing_to_do: 0, ..plan.effects };
            prop_assert_eq!(changes, answers::Effects::default(), "{}", csv);
            prop_assert_eq!(plan.effects.nothing_to_do, rows);
        }
    }
}
