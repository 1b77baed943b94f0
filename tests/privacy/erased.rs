//! R43: after an admin was erased, nothing tells who it was: not in the clear, not by a key.

use std::collections::BTreeMap;

use rollbook_service::{
    Caller, DomainAdmin, EventSearch, InstitutionId, Operator, Page, PlanRequest, Role,
};
use rollbook_testkit::TemporaryLedger;
use rollbook_tests::{Search, Secrets};

const EMAIL: &str = "Theodora.Winterbottom@headoffice.example";
const PASSWORD: &str = "seven green umbrellas";
const WRONG: &str = "five green umbrellas";

/// Signs in by a link, sets a password, is locked out, and gives a command. A link and a session are
/// left open, and a plan waits, whose id it tells.
fn work(temporary: &TemporaryLedger, admin: &DomainAdmin<'_>) -> String {
    let ledger = &temporary.ledger;
    let added = admin.add_admin(EMAIL, Role::DomainAdmin, None).unwrap();
    let link = ledger.sign_in(&added.sign_in_secret.unwrap()).unwrap();
    let cookie = link.unwrap().cookie;
    ledger.set_password(&cookie, None, PASSWORD).unwrap();
    for _ in 0..5 {
        assert!(ledger.sign_in_by_password(EMAIL, WRONG).is_err());
    }
    let (mut theodora, _) = ledger.session(&cookie).unwrap().unwrap();
    theodora.idempotency_key = Some("theodora-pressed-it".to_owned());
    ledger
        .domain_admin(&theodora)
        .unwrap()
        .add_institution("South", Some(InstitutionId(2)), None, None)
        .unwrap();
    admin.admin_link(EMAIL).unwrap();
    theodora.idempotency_key = None;
    plan(&ledger.operator(&theodora).unwrap())
}

fn plan(operator: &Operator<'_>) -> String {
    let mut upload = operator.begin_upload(PlanRequest::default()).unwrap();
    upload.begin_file("leavers.csv").unwrap();
    upload.push(b"email\nann@north.example\n").unwrap();
    upload.finish().unwrap().plan_id
}

/// The sentences of the events that a query finds.
fn sentences(admin: &DomainAdmin<'_>, query: &str) -> Vec<String> {
    let search = EventSearch {
        query: query.parse().unwrap(),
        ..EventSearch::default()
    };
    let events = admin.events(&search, &Page::default()).unwrap().events;
    events.into_iter().map(|event| event.sentence).collect()
}

#[test]
fn r43_an_erased_admin_is_nowhere_and_views_are_made_anew_the_same() {
    let temporary = TemporaryLedger::with_institution();
    let machine = Caller::of_the_machine("registrar");
    let admin = temporary.ledger.domain_admin(&machine).unwrap();
    let hers = work(&temporary, &admin);
    let anothers = plan(&admin);
    let by_theodora = format!("actor:{EMAIL}");
    assert_eq!(sentences(&admin, &by_theodora).len(), 2);

    admin.erase_admin(EMAIL).unwrap();
    assert!(sentences(&admin, &by_theodora).is_empty());
    // A plan names whoever uploaded it.
    assert_eq!(admin.plan(&hers).unwrap_err().code(), "plan-void");
    assert!(admin.plan(&anothers).is_ok());
    let files = temporary.path().join("plans").join(&hers);
    assert!(!files.exists(), "{files:?}");
    assert_eq!(
        sentences(&admin, "position:3.."),
        [
            "registrar removed the admin somebody who was erased.",
            "registrar made a sign-in link for somebody who was erased.",
            "somebody who was erased added South (institution 2).",
            "somebody gave too many wrong passwords for somebody who was erased, so none is accepted \
             for a while.",
            "somebody who was erased changed the password of somebody who was erased.",
            "registrar made somebody who was erased a domain admin.",
        ]
    );
    let checked = admin.check_views(None, &mut |_| {}).unwrap();
    assert!(checked.equal, "{:?}", checked.differences);
    let diagnosis = temporary.ledger.doctor().unwrap();
    assert!(diagnosis.ok, "{diagnosis:?}");

    temporary.ledger.close();
    let mut secrets = Secrets::default();
    [EMAIL, "theodora.winterbottom", PASSWORD, WRONG]
        .into_iter()
        .for_each(|secret| secrets.add(secret));
    Search::once(temporary.path(), None, &secrets.needles())
        .assert_nothing_found("after the person was erased");
}

#[test]
fn r43_whoever_was_removed_can_be_erased_later_and_come_back_as_somebody_else() {
    let temporary = TemporaryLedger::with_institution();
    let machine = Caller::of_the_machine("registrar");
    let admin = temporary.ledger.domain_admin(&machine).unwrap();
    work(&temporary, &admin);
    admin.remove_admin(EMAIL).unwrap();
    assert_eq!(sentences(&admin, &format!("actor:{EMAIL}")).len(), 2);
    admin.erase_admin(EMAIL).unwrap();
    assert_eq!(admin.erase_admin(EMAIL).unwrap_err().code(), "not-found");
    work_again(&temporary, &admin);
    let by_theodora = sentences(&admin, &format!("actor:{EMAIL}"));
    assert_eq!(
        by_theodora,
        [format!("{EMAIL} added East (institution 3).")]
    );
    let checked = admin.check_views(None, &mut |_| {}).unwrap();
    assert!(checked.equal, "{:?}", checked.differences);
}

fn work_again(temporary: &TemporaryLedger, admin: &DomainAdmin<'_>) {
    let ledger = &temporary.ledger;
    let added = admin.add_admin(EMAIL, Role::DomainAdmin, None).unwrap();
    let link = ledger.sign_in(&added.sign_in_secret.unwrap()).unwrap();
    let (theodora, _) = ledger.session(&link.unwrap().cookie).unwrap().unwrap();
    let theodora = ledger.domain_admin(&theodora).unwrap();
    theodora
        .add_institution("East", Some(InstitutionId(3)), None, None)
        .unwrap();
}

#[test]
fn r43_no_copy_of_an_erased_persons_keys_is_left() {
    let temporary = TemporaryLedger::with_institution();
    let machine = Caller::of_the_machine("registrar");
    let admin = temporary.ledger.domain_admin(&machine).unwrap();
    let keys = || -> BTreeMap<Vec<u8>, Vec<u8>> {
        let file = rusqlite::Connection::open(temporary.path().join("keys.db")).unwrap();
        let mut rows = file.prepare("SELECT id, key FROM keys").unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    };
    work(&temporary, &admin);
    let mut gone = keys();
    admin.erase_admin(EMAIL).unwrap();
    let left = keys();
    gone.retain(|id, _| !left.contains_key(id));
    assert_eq!(gone.len(), 3, "the admin's, the actor's and the plan's");
    temporary.ledger.close();
    for file in ["book.db", "book.db-wal", "keys.db", "keys.db-journal"] {
        let bytes = std::fs::read(temporary.path().join(file)).unwrap_or_default();
        for key in gone.values() {
            let is_there = bytes.windows(key.len()).any(|window| window == &key[..]);
            assert!(!is_there, "a key stands in {file}");
        }
    }
}
