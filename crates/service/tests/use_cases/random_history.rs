//! Random histories: everything that can happen to the accounts of a small district, by every door.

use proptest::prelude::*;
use rollbook_service::{
    AccountColumns, AccountId, ApplyOutcome, Command, DomainAdmin, InstitutionId, Operator,
    PlanRequest, SeatScope,
};

use crate::deletions::delete_at_once;
use crate::district::District;

pub const PEOPLE: usize = 6;

/// In each institution of [`district`].
const GROUPS: [&str; 2] = ["Choir", "Chess"];

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

/// One thing that happens. Persons and texts are told by their number.
#[derive(Clone, Debug)]
pub enum Step {
    /// A row of a partial import: first name, nickname, flag, and whether it names an organization.
    Listed(usize, usize, usize, Option<bool>, bool),
    /// A full import that lists only these.
    Stated(Vec<usize>),
    /// A row of delete_users.csv.
    Ended(usize),
    /// A class of an owner, with members.
    Taught(usize, Vec<usize>),
    Bulk(Vec<usize>, Command, bool),
    ByHand(usize, Command),
    /// Last name and username, by hand.
    Named(usize, usize, usize),
    Moved(usize, bool),
    Joins(usize, usize),
    Leaves(usize, usize),
    /// A report of activity.
    Reported(usize),
    /// By hand, for good.
    Deleted(usize),
    /// An account added by hand, which an import may take over later.
    Manual(usize),
    Limit(Option<u64>),
}

pub fn command() -> impl Strategy<Value = Command> {
    prop::sample::select(Command::BULK.to_vec())
}

pub fn step() -> impl Strategy<Value = Step> {
    let (person, text) = (0..PEOPLE, 0..TEXTS.len());
    let people = prop::collection::vec(0..PEOPLE, 1..PEOPLE);
    prop_oneof![
        6 => (person.clone(), text.clone(), text.clone(), prop::option::of(any::<bool>()), any::<bool>())
            .prop_map(|(who, first, nick, flag, home)| Step::Listed(who, first, nick, flag, home)),
        1 => people.clone().prop_map(Step::Stated),
        1 => person.clone().prop_map(Step::Ended),
        1 => (person.clone(), people.clone()).prop_map(|(who, members)| Step::Taught(who, members)),
        2 => (people, command(), any::<bool>())
            .prop_map(|(who, command, leave)| Step::Bulk(who, command, leave)),
        3 => (person.clone(), command()).prop_map(|(who, command)| Step::ByHand(who, command)),
        2 => (person.clone(), text.clone(), text).prop_map(|(who, last, login)| Step::Named(who, last, login)),
        1 => (person.clone(), any::<bool>()).prop_map(|(who, home)| Step::Moved(who, home)),
        2 => (person.clone(), 0..GROUPS.len()).prop_map(|(who, group)| Step::Joins(who, group)),
        1 => (person.clone(), 0..GROUPS.len()).prop_map(|(who, group)| Step::Leaves(who, group)),
        1 => person.clone().prop_map(Step::Reported),
        1 => person.clone().prop_map(Step::Deleted),
        1 => person.prop_map(Step::Manual),
        1 => prop::option::of(0..PEOPLE as u64 + 1).prop_map(Step::Limit),
    ]
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..20)
}

/// Two schools with an external id each, with groups, and with nobody in them.
pub fn district() -> District {
    let district = District::in_memory(0);
    let organizations = "import_id,name\nN,North\nM,Mill\n";
    district.apply(&district.plan_files(&[("update_organizations.csv", organizations)]));
    for institution in [9, 10] {
        for group in GROUPS {
            operator(&district)
                .add_group(InstitutionId(institution), group)
                .expect("a group");
        }
    }
    district
}

pub fn operator(district: &District) -> Operator<'_> {
    district
        .ledger
        .operator(&district.admin)
        .expect("an operator")
}

pub fn admin(district: &District) -> DomainAdmin<'_> {
    let admin = district.ledger.domain_admin(&district.admin);
    admin.expect("an admin")
}

/// The account of this person, unless there is none, or none any more.
pub fn find(district: &District, who: usize) -> Option<AccountId> {
    operator(district).find(&format!("sis_id:s{who}")).ok()
}

/// Lets a step happen, as far as the rules allow.
pub fn take(district: &District, step: &Step) {
    match step {
        Step::Listed(who, first, nick, flag, home) => {
            let row = row(*who, TEXTS[*first], TEXTS[*nick], *flag, *home);
            import(
                district,
                &[("update_users.csv", &(HEADER.to_owned() + &row))],
            );
        }
        Step::Stated(people) => {
            let rows: String = people
                .iter()
                .map(|who| row(*who, "Ada", "", None, true))
                .collect();
            import(district, &[("users.csv", &(HEADER.to_owned() + &rows))]);
        }
        Step::Ended(who) => {
            import(
                district,
                &[("delete_users.csv", &format!("import_id\ns{who}\n"))],
            );
        }
        Step::Taught(owner, members) => taught(district, *owner, members),
        Step::Bulk(people, action, leave) => bulk(district, people, *action, *leave),
        Step::Reported(who) => {
            let csv = format!("sis_id,last_login\ns{who},2026-09-0{}\n", who + 1);
            import(district, &[("activity.csv", &csv)]);
        }
        Step::Manual(who) => {
            let columns = AccountColumns {
                sis_id: Some(format!("s{who}")),
                username: Some(format!("m {who}")),
                ..AccountColumns::default()
            };
            let _ = admin(district).add_account(&columns, None);
        }
        Step::Limit(limit) => {
            let scope = SeatScope::Institution(InstitutionId(9));
            let _ = admin(district).set_seat_limit(scope, *limit);
        }
        Step::Deleted(who) => {
            if find(district, *who).is_some() {
                let identity = format!("s{who}");
                delete_at_once(district, &format!("sis_id:{identity}"), &identity);
            }
        }
        Step::ByHand(who, _)
        | Step::Named(who, ..)
        | Step::Moved(who, _)
        | Step::Joins(who, _)
        | Step::Leaves(who, _) => {
            if let Some(id) = find(district, *who) {
                by_hand(district, id, step);
            }
        }
    }
}

const HEADER: &str = "import_id,first_name,nickname,login,email,blocked,organization_id\n";

fn row(who: usize, first: &str, nick: &str, flag: Option<bool>, home: bool) -> String {
    let flag = flag.map_or("", |may| if may { "0" } else { "1" });
    let home = match (home, who % 2) {
        (false, _) => "",
        (true, 0) => "N",
        (true, _) => "M",
    };
    format!(
        "s{who},{},{},login{who},{}@school.example,{flag},{home}\n",
        cell(first),
        cell(nick),
        who % 2,
    )
}

/// A cell as a careful writer quotes it.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn import(district: &District, files: &[(&str, &str)]) {
    let plan = district.plan_files(files);
    if let ApplyOutcome::Stopped { plan, .. } = district.apply(&plan) {
        assert!(plan.stopped.is_some(), "it says why");
    }
}

fn taught(district: &District, owner: usize, members: &[usize]) {
    let rows: String = members
        .iter()
        .map(|who| format!("c{owner},s{who},S\n"))
        .collect();
    import(
        district,
        &[
            (
                "update_classes.csv",
                &format!(
                    "import_id,name,teacher_id,organization_id\nc{owner},Class {},s{owner},N\n",
                    members.len()
                ),
            ),
            (
                "update_roster.csv",
                &format!("class_id,user_id,role\n{rows}"),
            ),
        ],
    );
}

fn bulk(district: &District, people: &[usize], action: Command, leave: bool) {
    let flag = if leave { "Y" } else { "" };
    let rows: String = people
        .iter()
        .map(|who| format!("{}@school.example,s{who},{flag}\n", who % 2))
        .collect();
    let request = PlanRequest {
        action,
        ..PlanRequest::default()
    };
    let plan = district.plan_as(&format!("email,sis_id,remove_from_group\n{rows}"), request);
    district.apply(&plan);
}

/// What may be refused is refused; the ledger is as it was then.
fn by_hand(district: &District, id: AccountId, step: &Step) {
    let operator = operator(district);
    let group = |number: usize| {
        let institution = operator.account(id).ok()?.institution;
        let institution = Some(InstitutionId(institution));
        operator.group_named(institution, GROUPS[number]).ok()
    };
    match step {
        Step::ByHand(_, command) => {
            let _ = match command {
                Command::Disable => operator.disable(id, None),
                Command::Enable => operator.enable(id, Some("back again")),
                Command::Deactivate => operator.deactivate(id, Some("moved away")),
                _ => operator.reactivate(id, None),
            };
        }
        Step::Named(_, last, login) => {
            let columns = AccountColumns {
                last_name: Some(TEXTS[*last].to_owned()),
                username: Some(TEXTS[*login].to_owned()),
                ..AccountColumns::default()
            };
            let _ = operator.set_account(id, &columns, None);
        }
        Step::Moved(_, home) => {
            let columns = AccountColumns {
                institution: Some(InstitutionId(if *home { 9 } else { 10 })),
                ..AccountColumns::default()
            };
            let _ = operator.set_account(id, &columns, None);
        }
        Step::Joins(_, number) => {
            let _ = group(*number).map(|group| operator.join_group(id, group, None));
        }
        Step::Leaves(_, number) => {
            let _ = group(*number).map(|group| operator.leave_group(id, group, None));
        }
        _ => unreachable!("not by hand"),
    }
}
