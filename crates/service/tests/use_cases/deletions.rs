//! Deleting by hand, and what a deletion does to whatever else names the person (R41, R42, R43).

mod plans;
mod traces;

use rollbook_service::{
    AccountColumns, AccountId, ApplyOutcome, Caller, Command, DeletionOrder, Error, Page,
    PlanError, Role, Status,
    answers::{AccountDeleted, ChangeOutcome, Deletion},
};

use crate::district::District;
use crate::packages::{WAYS, district as with_packages};

pub fn find(district: &District, who: &str) -> AccountId {
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    reader.find(who).expect("found")
}

fn look(district: &District, id: AccountId) -> Result<Deletion, Error> {
    let admin = district.ledger.domain_admin(&district.admin)?;
    admin.deletion(id)
}

fn delete(
    district: &District,
    id: AccountId,
    confirmation: &str,
    identity: &str,
) -> Result<AccountDeleted, Error> {
    let order = DeletionOrder {
        confirmation: confirmation.to_owned(),
        identity: identity.to_owned(),
        reason: Some("added by mistake".to_owned()),
    };
    let admin = district.ledger.domain_admin(&district.admin)?;
    admin.delete_account(id, &order)
}

pub fn delete_at_once(district: &District, who: &str, identity: &str) -> AccountDeleted {
    let id = find(district, who);
    let confirmation = look(district, id).expect("a look").confirmation;
    delete(district, id, &confirmation, identity).expect("deleted")
}

fn code(outcome: Result<AccountDeleted, Error>) -> &'static str {
    outcome.expect_err("refused").code()
}

#[test]
fn r41_a_deletion_takes_two_steps() {
    let district = District::with_accounts(3);
    let id = find(&district, "person0");
    let before = district.position();
    let shown = look(&district, id).expect("a look");
    assert_eq!(district.position(), before, "a look records nothing");
    assert!(shown.recommendation.contains("deactivate"));
    assert!(shown.destroys.columns.contains(&"email".to_owned()));
    assert_eq!(shown.destroys.events, 1);

    let confirmation = shown.confirmation.as_str();
    let other = look(&district, find(&district, "person1")).expect("a look");
    for wrong in ["", "yes", &"0".repeat(64), other.confirmation.as_str()] {
        let refused = code(delete(&district, id, wrong, "person0"));
        assert_eq!(refused, "confirmation-invalid", "{wrong}");
    }
    for typed in ["", "person1", "Person", "0"] {
        let refused = code(delete(&district, id, confirmation, typed));
        assert_eq!(refused, "identity-mismatch", "{typed}");
    }
    let bob = Caller::of_the_machine("bob");
    let order = DeletionOrder {
        confirmation: confirmation.to_owned(),
        identity: "person0".to_owned(),
        reason: None,
    };
    let by_bob = district.ledger.domain_admin(&bob).expect("an admin");
    assert_eq!(
        code(by_bob.delete_account(id, &order)),
        "confirmation-invalid"
    );
    assert_eq!(district.position(), before);

    let deleted = delete(&district, id, confirmation, " PERSON0@school.example ");
    assert_eq!(deleted.expect("deleted").account.status, "deleted");
    // Once is enough.
    let again = delete(&district, id, confirmation, "person0").expect("told");
    assert_eq!(again.outcome, ChangeOutcome::NothingToDo);
    assert!(matches!(look(&district, id), Err(Error::Refused(_))));
}

#[test]
fn r41_an_account_that_changed_is_to_be_looked_at_again() {
    let district = District::with_accounts(1);
    let id = find(&district, "person0");
    let shown = look(&district, id).expect("a look");
    district.change("person0", Command::Disable);
    let refused = code(delete(&district, id, &shown.confirmation, "person0"));
    assert_eq!(refused, "account-changed");
    let shown = look(&district, id).expect("a look");
    delete(&district, id, &shown.confirmation, "sis0").expect("deleted");
}

#[test]
fn r42_nothing_finds_or_names_the_person_and_the_history_stays_countable() {
    let district = District::with_accounts(2);
    district.change("person0", Command::Disable);
    let id = find(&district, "person0");
    let before = district.position();
    delete_at_once(&district, "person0", "person0");
    assert_eq!(district.position(), before + 1);

    let reader = district.ledger.reader(&district.admin).expect("a reader");
    for who in [
        "person0",
        "person0@school.example",
        "sis_id:sis0",
        "user_id:1",
    ] {
        assert!(matches!(reader.find(who), Err(Error::NotFound(_))), "{who}");
    }
    let shell = reader.account(id).expect("a shell");
    assert_eq!((shell.status.as_str(), shell.email), ("deleted", None));
    let text = serde_json::to_string(
        &reader
            .account_history(id, None, &Page::default())
            .expect("a history"),
    );
    let text = text.expect("JSON");
    assert!(
        !text.contains("person0") && !text.contains("sis0"),
        "{text}"
    );
    assert!(
        text.contains("AccountDeleted") && text.contains("added by mistake"),
        "{text}"
    );
    assert_eq!(district.list(&Status::ALL).len(), 1);
}

#[test]
fn r42_classes_end_with_their_owner() {
    let way = WAYS[3];
    let district = with_packages(way);
    way.take(
        &district,
        &[
            (
                "update_classes.csv",
                "import_id,name,teacher_id,organization_id\r\nC1,Biology,active,N\r\n",
            ),
            (
                "update_roster.csv",
                "class_id,user_id,role\r\nC1,disabled,S\r\n",
            ),
        ],
    );
    let id = find(&district, "sis_id:active");
    let shown = look(&district, id).expect("a look");
    let [class] = &shown.destroys.classes[..] else {
        panic!("one class: {:?}", shown.destroys);
    };
    assert_eq!((class.group.as_str(), class.members), ("Biology", 1));
    delete(&district, id, &shown.confirmation, "active").expect("deleted");

    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let groups = reader.groups(None).expect("groups").groups;
    assert!(
        groups.iter().all(|group| group.kind != "class"),
        "{groups:?}"
    );
    let diagnosis = district.ledger.doctor().expect("a diagnosis");
    assert!(diagnosis.ok, "{:?}", diagnosis.findings);
}

#[test]
fn r42_tokens_that_act_as_the_account_are_revoked() {
    let district = District::with_accounts(2);
    let id = find(&district, "person0");
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    admin
        .create_token("phone", Role::DomainAdmin, None, Some(id))
        .expect("a token");
    admin
        .create_token("nightly", Role::DomainAdmin, None, None)
        .expect("a token");
    let shown = look(&district, id).expect("a look");
    assert_eq!(shown.destroys.tokens, ["phone"]);
    delete(&district, id, &shown.confirmation, "person0").expect("deleted");
    let auditor = district
        .ledger
        .auditor(&district.admin)
        .expect("an auditor");
    let left = auditor.tokens().expect("tokens").tokens;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].name, "nightly");
}

#[test]
fn r63_nobody_deletes_the_account_that_it_acts_as() {
    let district = District::with_accounts(1);
    let id = find(&district, "person0");
    let own = Caller {
        account: Some(id),
        ..district.admin.clone()
    };
    let admin = district.ledger.domain_admin(&own).expect("an admin");
    let refused = admin.deletion(id).expect_err("refused");
    assert_eq!(refused.code(), "own-account");
    // Neither with a confirmation that the same person got while acting as nobody.
    let order = DeletionOrder {
        confirmation: look(&district, id).expect("a look").confirmation,
        identity: "person0".to_owned(),
        reason: None,
    };
    assert_eq!(code(admin.delete_account(id, &order)), "own-account");
    assert_eq!(find(&district, "person0"), id);
    let deleted = delete(&district, id, &order.confirmation, "person0");
    deleted.expect("the confirmation was good");
}

#[test]
fn r41_plans_that_name_the_person_are_void_and_no_others() {
    let district = District::with_accounts(4);
    let naming = district.plan("email\nperson0@school.example\nperson1@school.example\n");
    // The row is refused, and still it names her.
    let refused = district.plan("email,user_id\nPERSON0@school.example,none\n");
    let other = district.plan("email\nperson2@school.example\n");
    let shown = look(&district, find(&district, "person0")).expect("a look");
    assert!(shown.destroys.plans >= 2, "{:?}", shown.destroys);
    delete_at_once(&district, "person0", "person0");

    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    for plan in [&naming, &refused] {
        let gone = operator.plan(&plan.plan_id);
        assert!(
            matches!(gone, Err(Error::Plan(PlanError::Void))),
            "{gone:?}"
        );
        assert!(matches!(
            operator.apply(&plan.plan_id, &Default::default()),
            Err(Error::Plan(PlanError::Void))
        ));
        assert_eq!(district.kept_bytes(plan), 0);
    }
    assert!(matches!(district.apply(&other), ApplyOutcome::Applied(_)));
}

#[test]
fn r41_a_plan_names_whom_its_file_leaves_out() {
    let way = WAYS[2];
    let district = with_packages(way);
    let plan = way.plan(&district, &[("users.csv", &way.users(&[("new", None)]))]);
    delete_at_once(&district, "sis_id:active", "active");
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    assert!(matches!(
        operator.plan(&plan.plan_id),
        Err(Error::Plan(PlanError::Void))
    ));
}

#[test]
fn r43_an_import_that_deletes_keeps_nothing_of_whom_it_deleted() {
    let way = WAYS[2];
    let district = with_packages(way);
    way.take(
        &district,
        &[("update_users.csv", &way.users(&[("stub", None)]))],
    );
    let waiting = way.plan(
        &district,
        &[("update_users.csv", &way.users(&[("stub", None)]))],
    );
    let plan = way.plan(
        &district,
        &[("delete_users.csv", "import_id\r\nstub\r\nnobody\r\n")],
    );
    assert_eq!((plan.effects.delete, plan.effects.refused), (1, 1));
    assert!(district.refused(&plan).contains("nobody"));
    assert!(matches!(district.apply(&plan), ApplyOutcome::Applied(_)));

    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    assert!(matches!(
        operator.plan(&waiting.plan_id),
        Err(Error::Plan(PlanError::Void))
    ));
    let applied = operator.plan(&plan.plan_id).expect("the plan");
    assert!(
        applied
            .plan
            .changes
            .iter()
            .all(|change| change.label.is_empty())
    );
    let refused = district.refused(&plan);
    assert!(
        refused.contains("nobody") && !refused.contains("stub"),
        "{refused}"
    );
}

#[test]
fn r32_whoever_comes_again_is_somebody_new() {
    let district = District::with_accounts(1);
    let old = find(&district, "person0");
    delete_at_once(&district, "person0", "person0");
    let admin = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let columns = AccountColumns {
        username: Some("person0".to_owned()),
        email: Some("person0@school.example".to_owned()),
        ..AccountColumns::default()
    };
    let new = admin.add_account(&columns, None).expect("added").account;
    assert_ne!(new.account_id, old.to_string());
}
