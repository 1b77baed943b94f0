//! What happens between opening a plan and the writer's turn.

use std::collections::BTreeSet;
use std::sync::Arc;

use rollbook_domain::{Column, Position};

use super::super::files::Part;
use super::super::stored::{read_decision, write_decision_into};
use super::ApplyOptions;
use crate::testing::School;
use crate::work::{Receipt, Work};
use crate::{Caller, DeletionOrder, Error, InstitutionId, PlanRequest, Role};

/// What comes of a plan on Ada and Ben that one process has opened when another deletes Ada.
fn apply_void(applying: &Caller) -> Error {
    let school = School::new();
    let person = |sis_id, email| school.import(&[(Column::SisId, sis_id), (Column::Email, email)]);
    let ada = person("1", "ada@north.example");
    person("2", "ben@north.example");

    let other = school.elsewhere();
    let operator = other.operator(applying).expect("an operator");
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("leavers.csv").expect("a file");
    // Ada's row is refused with or without her, and Ben's does the same: the plan would not differ.
    upload
        .push(b"email,user_id\nada@north.example,x\nben@north.example,\n")
        .expect("bytes");
    let plan = upload.finish().expect("a plan");
    let open = operator.open_plan(&plan.plan_id).expect("open");
    let id = open.id;
    let mut turn = operator
        .turn(open, ApplyOptions::default())
        .expect("a turn");

    let admin = school.ledger.domain_admin(&school.caller);
    let admin = admin.expect("an admin");
    let order = DeletionOrder {
        confirmation: admin.deletion(ada).expect("a look").confirmation,
        identity: "ada@north.example".to_owned(),
        reason: None,
    };
    admin.delete_account(ada, &order).expect("deleted");

    let head = other.head().expect("a head");
    let nobody = (BTreeSet::new(), Some(Arc::clone(&turn.shown)));
    let applied = other.write_deleting(applying, "apply", nobody, move |work, search| {
        turn.take(work, search)
    });
    assert_eq!(other.head().expect("a head"), head, "nothing is recorded");
    assert!(other.plans.decided(id).is_none(), "nothing stays in memory");
    applied.expect_err("void")
}

#[test]
fn r41_a_plan_that_another_process_made_void_is_void_in_the_writers_turn() {
    let refused = apply_void(&Caller::of_the_machine("amy"));
    assert_eq!(refused.code(), "plan-void");
}

#[test]
fn r16_in_the_writers_turn_an_institution_admin_does_not_learn_that_it_named_anybody() {
    let refused = apply_void(&Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(1)),
        ..Caller::of_the_machine("olga")
    });
    assert_eq!(refused.code(), "not-found");
}

#[test]
fn r41_a_plan_that_is_decided_again_to_the_same_bytes_is_searched_again() {
    let school = School::new();
    let person = |sis_id, email| school.import(&[(Column::SisId, sis_id), (Column::Email, email)]);
    let ada = person("1", "ada@north.example");
    person("2", "ben@north.example");
    let ledger = &school.ledger;
    let operator = ledger.operator(&school.caller).expect("an operator");
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("leavers.csv").expect("a file");
    upload.push(b"email\nben@north.example\n").expect("bytes");
    let plan = upload.finish().expect("a plan");

    let search_and_void = |between: &dyn Fn()| {
        let people = BTreeSet::from([ada]);
        let search = ledger.search_plans(&people, None).expect("searched");
        between();
        let void = move |work: &mut Work<'_, '_>| {
            search.void(work, &[ada])?;
            Ok(Receipt::default())
        };
        ledger.write(&school.caller, "test", void)
    };
    let decide_again = || {
        let open = operator.open_plan(&plan.plan_id).expect("open");
        let files = ledger.plan_files();
        let (shown, outcomes) = read_decision(&files, open.id, &open.key).expect("read");
        let file = files.write(open.id, Part::Decision, open.key.clone());
        let decision = write_decision_into(file.expect("a file"), &shown, &outcomes);
        let at = Position(shown.position);
        let body = open.row.body.clone();
        let is_applied = operator.decide_again(open.id, at, body, decision.expect("written"));
        assert!(!is_applied.expect("kept"));
    };
    let refused = search_and_void(&decide_again).expect_err("to be searched again");
    assert!(matches!(refused, Error::Contended), "{refused}");
    search_and_void(&|| ()).expect("it is as it was searched");
}
