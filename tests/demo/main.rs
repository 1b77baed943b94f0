//! The demo and its samples, as an administrator meets them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use rollbook_rows::Code;
use rollbook_service::answers::{Account, Plan};
use rollbook_service::{
    AccountQuery, ArchiveLimits, Caller, Command, DomainAdmin, Error, InputFile, PlanRequest,
    Profile, ProfileChoice, Status, check, demo,
};
use rollbook_testkit::{Rollbook, TemporaryLedger};

fn sample(name: &str) -> String {
    let found = demo::samples()
        .into_iter()
        .find(|sample| sample.name == name);
    found.unwrap_or_else(|| panic!("no sample {name}")).content
}

fn plan(admin: &DomainAdmin<'_>, name: &str, profile: Profile, action: Command) -> Plan {
    let request = PlanRequest {
        profile: ProfileChoice::Named(profile),
        action,
        all_or_nothing: false,
        to_schedule: false,
    };
    let mut upload = admin.begin_upload(request).unwrap();
    upload.begin_file(name).unwrap();
    upload.push(sample(name).as_bytes()).unwrap();
    upload.finish().unwrap()
}

fn count(admin: &DomainAdmin<'_>, status: Status) -> usize {
    everyone(admin, status).len()
}

fn everyone(admin: &DomainAdmin<'_>, status: Status) -> Vec<Account> {
    let mut query = AccountQuery {
        statuses: vec![status],
        limit: 1000,
        ..AccountQuery::default()
    };
    let mut accounts = Vec::new();
    loop {
        let page = admin.accounts(&query).unwrap();
        accounts.extend(page.accounts);
        query.cursor = page.next;
        if query.cursor.is_none() {
            return accounts;
        }
    }
}

/// One district for all questions: it takes a while to fill.
#[test]
fn the_demo_shows_what_an_administrator_should_see() {
    let temporary = TemporaryLedger::empty();
    let caller = Caller::of_the_machine("demo");
    let mut steps = Vec::new();
    demo::fill(&temporary.ledger, &caller, &mut |step| {
        steps.push(step.to_owned())
    })
    .unwrap();
    assert!(steps.len() > 3, "{steps:?}");
    let again = demo::fill(&temporary.ledger, &caller, &mut |_| {});
    assert!(matches!(again, Err(Error::NotEmpty)), "{again:?}");

    let admin = temporary.ledger.domain_admin(&caller).unwrap();
    every_status_is_there(&admin);
    two_institutions_are_nearly_full(&admin);
    the_leavers_have_the_plan_that_the_readme_tells(&admin);
    new_accounts_join_new_and_old_groups(&admin);
    the_summer_block_disables(&admin);
    a_header_only_list_stops_and_with_a_reason_ends_as_the_data_allow(&temporary, &admin);
    assert!(temporary.ledger.doctor().unwrap().ok);
}

/// R28, R33, R60, as somebody at a terminal meets them.
fn a_header_only_list_stops_and_with_a_reason_ends_as_the_data_allow(
    temporary: &TemporaryLedger,
    admin: &DomainAdmin<'_>,
) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.csv");
    let header = Profile::PowerschoolFullV2.template();
    std::fs::write(&file, header).unwrap();
    let file = file.to_str().unwrap();
    let rollbook = Rollbook::on(temporary.path());
    let position = || temporary.ledger.doctor().unwrap().position;
    let before = position();
    let stopped = rollbook.run(&["--format", "json", "import", file, "--yes"]);
    assert_eq!(stopped.code, 3, "{}", stopped.stderr);
    assert_eq!(stopped.json()["stopped"], "header-only");
    assert_eq!(position(), before, "not one event");

    let of = |status| everyone(admin, status);
    let is_imported = |account: &&Account| account.origin.as_deref() == Some("import");
    let standing = [of(Status::Active), of(Status::Disabled)].concat();
    let imported: Vec<&Account> = standing.iter().filter(is_imported).collect();
    let stubs = imported
        .iter()
        .filter(|account| account.stub == Some(true))
        .count();
    let deactivated = of(Status::Deactivated).len();
    assert!(
        stubs > 100 && imported.len() > 10_000,
        "{stubs} stubs of {}",
        imported.len()
    );

    let reason = "the district has closed";
    let applied = rollbook.json(&["import", file, "--yes", "--override-guards", reason]);
    assert_eq!(applied["effects"]["delete"], stubs);
    assert_eq!(applied["effects"]["deactivate"], imported.len() - stubs);
    let left = [of(Status::Active), of(Status::Disabled)].concat();
    assert!(!left.iter().any(|account| is_imported(&account)));
    assert_eq!(
        left.len(),
        standing.len() - imported.len(),
        "manual accounts stay"
    );
    let ended = of(Status::Deactivated).len();
    assert_eq!(ended, deactivated + imported.len() - stubs);
}

fn every_status_is_there(admin: &DomainAdmin<'_>) {
    let (active, disabled) = (count(admin, Status::Active), count(admin, Status::Disabled));
    let deactivated = count(admin, Status::Deactivated);
    assert_eq!(active + disabled + deactivated, 20_000);
    assert!(disabled > 100, "{disabled} disabled");
    assert!(deactivated > 400, "{deactivated} deactivated");
    assert_eq!(admin.seats().unwrap().domain.in_use, active as u64);
}

fn two_institutions_are_nearly_full(admin: &DomainAdmin<'_>) {
    let seats = admin.seats().unwrap();
    assert_eq!(seats.seats.len(), 12);
    let left = |limit: Option<u64>, in_use: u64| limit.map(|limit| limit - in_use);
    let nearly_full = seats
        .seats
        .iter()
        .filter(|school| left(school.limit, school.in_use).is_some_and(|left| left < 10));
    assert_eq!(nearly_full.count(), 2);
    assert!(left(seats.domain.limit, seats.domain.in_use).is_some_and(|left| left > 100));
}

fn the_leavers_have_the_plan_that_the_readme_tells(admin: &DomainAdmin<'_>) {
    let readme = sample("README.md");
    for (name, refused) in [("leavers.csv", 0), ("leavers-with-mistakes.csv", 4)] {
        let plan = plan(admin, name, Profile::Benchprep, Command::Deactivate);
        let effects = plan.effects;
        assert_eq!(plan.stopped, None, "{name}: {:?}", plan.guards);
        assert_eq!(
            (effects.deactivate, effects.refused),
            (996, refused),
            "{name}"
        );
        assert_eq!((effects.nothing_to_do, effects.create), (0, 0), "{name}");
        let freed: u64 = plan
            .seats
            .iter()
            .map(|seats| seats.before - seats.after)
            .sum();
        assert_eq!(freed, 996, "{name}");
        let left = effects.leave_group;
        assert!(left > 5, "{left} groups are no handful");
        let sentence =
            format!("996 accounts will be deactivated, 996 seats freed, {left} groups left");
        assert!(readme.contains(&sentence), "{sentence}");
    }
}

fn new_accounts_join_new_and_old_groups(admin: &DomainAdmin<'_>) {
    let plan = plan(
        admin,
        "new-accounts.csv",
        Profile::Accounts,
        Command::Deactivate,
    );
    assert_eq!(plan.stopped, None);
    assert_eq!(
        (plan.effects.create, plan.effects.refused),
        (50, 0),
        "{:?}",
        plan.refusals
    );
    assert!(plan.effects.join_group > 50, "{}", plan.effects.join_group);
}

fn the_summer_block_disables(admin: &DomainAdmin<'_>) {
    let plan = plan(
        admin,
        "summer-block.csv",
        Profile::Benchprep,
        Command::Disable,
    );
    assert_eq!(plan.stopped, None);
    assert_eq!(
        (plan.effects.disable, plan.effects.refused),
        (120, 0),
        "{:?}",
        plan.refusals
    );
}

#[test]
fn the_check_finds_exactly_the_four_mistakes() {
    let found = |name: &str| -> BTreeMap<Code, u64> {
        let content = sample(name);
        let file = InputFile {
            name: name.to_owned(),
            content: Box::new(std::io::Cursor::new(content.as_bytes())),
        };
        let report = check(
            ProfileChoice::Auto,
            vec![file],
            ArchiveLimits::default(),
            &mut |_| {},
        )
        .unwrap();
        report.files[0].counts.clone()
    };
    for clean in ["leavers.csv", "new-accounts.csv", "summer-block.csv"] {
        assert!(found(clean).is_empty(), "{clean}: {:?}", found(clean));
    }
    let mistakes = [
        (Code::EmailMissing, 1),
        (Code::EmailMalformed, 1),
        (Code::InstitutionNotAnId, 1),
        (Code::NumberMangled, 1),
    ];
    assert_eq!(found("leavers-with-mistakes.csv"), BTreeMap::from(mistakes));
}
