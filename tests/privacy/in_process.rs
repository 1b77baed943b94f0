//! What a server does: everything in one process, with uploads under way.

use std::sync::Arc;

use rollbook_service::answers::Plan;
use rollbook_service::{
    ApplyOptions, ApplyOutcome, Caller, Command, DomainAdmin, InstitutionId, PlanRequest, Profile,
    ProfileChoice, Role, demo,
};
use rollbook_testkit::TemporaryLedger;
use rollbook_tests::{Needles, Search, Secrets, Watch};

const ACTOR: &str = "Wilhelmina Quackenbush";
const REASONS: [&str; 4] = [
    "went to live with an aunt in Poughkeepsie",
    "suspended after the incident in the cafeteria",
    "back from the sanatorium",
    "graduated with great distinction",
];
const ADMIN: &str = "balthasar.zwingli@headoffice.example";
const TOKEN: &str = "Balthasar’s nightly job";
const GROUP: &str = "Friends of Wilhelmina";
const FILES: [&str; 2] = ["Quackenbush-family.csv", "leavers-of-Wilhelmina.csv"];
const IDEMPOTENCY_KEY: &str = "wilhelmina-pressed-the-button";

/// Every column of everybody, in every disguise for names, groups and a part of the people.
fn secrets_of_the_demo() -> Secrets {
    let mut secrets = Secrets::default();
    // Every email ends with it, and so every email would be found by it.
    secrets.add("@maplewood.example");
    let accounts = demo::accounts();
    let mut rows = csv::Reader::from_reader(accounts.as_bytes());
    let header = rows.headers().unwrap().clone();
    for (index, row) in rows.records().enumerate() {
        for (column, cell) in header.iter().zip(&row.unwrap()) {
            match column {
                "first_name" | "last_name" => secrets.add(cell),
                "groups" => cell.split('|').for_each(|group| secrets.add(group)),
                "email" | "username" | "sis_id" if index % 40 == 0 => secrets.add(cell),
                _ => secrets.add_plain(cell),
            }
        }
    }
    secrets
}

fn needles() -> Arc<Needles> {
    let mut secrets = secrets_of_the_demo();
    let own = [ACTOR, ADMIN, TOKEN, GROUP, IDEMPOTENCY_KEY];
    own.iter()
        .chain(&REASONS)
        .chain(&FILES)
        .for_each(|secret| secrets.add(secret));
    let needles = secrets.needles();
    assert!(needles.count() > 60_000, "every account has at least three");
    Arc::new(needles)
}

#[test]
fn r43_nothing_of_the_demo_stands_on_disk_in_the_clear() {
    let needles = needles();
    let temporary = TemporaryLedger::empty();
    let ledger = &temporary.ledger;
    let caller = Caller::of_the_machine(ACTOR);

    let watch = Watch::start(temporary.path(), std::process::id(), &needles);
    demo::fill(ledger, &caller, &mut |_| {}).unwrap();
    let admin = ledger.domain_admin(&caller).unwrap();
    upload_and_apply(&admin, &temporary, &needles);
    by_hand(&temporary, &caller);
    let during = watch.stop();
    during.assert_nothing_found("while it was written");
    assert!(during.passes > 3, "{} passes", during.passes);
    for file in ["book.db", "book.db-wal", "book.db-shm", "keys.db"] {
        assert!(
            during.files.contains(file),
            "{file} not in {:?}",
            during.files
        );
    }
    let uploads = during
        .files
        .iter()
        .filter(|file| file.starts_with("plans/"));
    assert!(
        uploads.count() > 0,
        "no upload was seen in {:?}",
        during.files
    );

    let names = names_in_answers(&admin);
    assert!(names.len() > 20, "{names:?}");
    let mut secrets = Secrets::default();
    names.iter().for_each(|name| secrets.add(name));
    ledger.close();
    assert_the_search_reads_the_book(&temporary);
    let process = Some(std::process::id());
    Search::once(temporary.path(), process, &needles).assert_nothing_found("afterwards");
    Search::once(temporary.path(), process, &secrets.needles())
        .assert_nothing_found("afterwards, for what answers name");
}

/// What does stand in the clear is found, so what is not found does not.
fn assert_the_search_reads_the_book(temporary: &TemporaryLedger) {
    let mut public = Secrets::default();
    public.add("CREATE TABLE identities");
    let found = Search::once(temporary.path(), None, &public.needles()).findings;
    // Whether it stands in the book or still in its write-ahead log is SQLite's matter.
    let is_the_book = |finding: &String| finding.starts_with("book.db");
    assert!(
        !found.is_empty() && found.iter().all(is_the_book),
        "{found:?}"
    );
}

/// Looks at the disk in the middle of an upload, at a plan that is not applied, and afterwards.
fn upload_and_apply(admin: &DomainAdmin<'_>, temporary: &TemporaryLedger, needles: &Needles) {
    let samples = demo::samples();
    let leavers = samples
        .iter()
        .find(|sample| sample.name == "leavers-with-mistakes.csv")
        .unwrap();
    let search = |when| Search::once(temporary.path(), None, needles).assert_nothing_found(when);

    let mut upload = admin.begin_upload(request()).unwrap();
    upload.begin_file(FILES[0]).unwrap();
    let (half, rest) = leavers
        .content
        .as_bytes()
        .split_at(leavers.content.len() / 2);
    upload.push(half).unwrap();
    search("in the middle of an upload");
    upload.push(rest).unwrap();
    let abandoned: Plan = upload.finish().unwrap();
    assert_eq!(abandoned.effects.deactivate, 996);
    search("while a plan waits");
    let mut refused = Vec::new();
    admin
        .refused_rows(&abandoned.plan_id, None, &mut refused)
        .unwrap();
    search("after refused rows were asked for");

    let mut upload = admin.begin_upload(request()).unwrap();
    upload.begin_file(FILES[1]).unwrap();
    upload.push(leavers.content.as_bytes()).unwrap();
    let plan = upload.finish().unwrap();
    let options = ApplyOptions {
        reason: Some(REASONS[3].to_owned()),
        all_or_nothing: false,
        override_guards: None,
    };
    let outcome = admin.apply(&plan.plan_id, &options).unwrap();
    assert!(matches!(outcome, ApplyOutcome::Applied(_)));
}

fn request() -> PlanRequest {
    PlanRequest {
        profile: ProfileChoice::Named(Profile::Benchprep),
        action: Command::Deactivate,
        all_or_nothing: false,
        to_schedule: false,
    }
}

/// Single commands, with the answers that an idempotency key keeps.
fn by_hand(temporary: &TemporaryLedger, caller: &Caller) {
    let mut caller = caller.clone();
    caller.idempotency_key = Some(IDEMPOTENCY_KEY.to_owned());
    let admin = temporary.ledger.domain_admin(&caller).unwrap();
    let pausing = &demo::samples()[4];
    let email = pausing
        .content
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap();
    let who = admin.find(email).unwrap();
    admin.disable(who, Some(REASONS[1])).unwrap();
    admin.enable(who, Some(REASONS[2])).unwrap();
    admin.deactivate(who, Some(REASONS[0])).unwrap();
    admin.add_group(InstitutionId(112), GROUP).unwrap();
    admin
        .add_admin(ADMIN, Role::InstitutionAdmin, Some(InstitutionId(112)))
        .unwrap();
    admin
        .create_token(TOKEN, Role::DomainAdmin, None, None)
        .unwrap();
}

/// What the ledger itself says about files, reasons, actors and places.
fn names_in_answers(admin: &DomainAdmin<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for batch in admin.batches(100, None).unwrap().batches {
        assert_eq!(batch.actor.as_deref(), Some(ACTOR));
        names.extend(batch.reason);
        for file in batch.files {
            names.extend([file.name, file.sha256]);
        }
    }
    let institutions = admin.institutions().unwrap().institutions;
    names.extend(institutions.into_iter().map(|institution| institution.name));
    names.extend(
        admin
            .auditor()
            .admins()
            .unwrap()
            .admins
            .into_iter()
            .map(|admin| admin.email),
    );
    names.extend(
        admin
            .auditor()
            .tokens()
            .unwrap()
            .tokens
            .into_iter()
            .map(|token| token.name),
    );
    names
}
