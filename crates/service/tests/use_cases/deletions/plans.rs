//! More of the plans that a deletion voids (R41, R43).

use rollbook_service::{AccountColumns, Caller, InstitutionId, PlanRequest, Role, answers};

use super::{delete_at_once, find, look};
use crate::district::District;
use crate::rebuild::open_again;

/// The code of what asking for a plan brings, or nothing.
fn code(district: &District, plan: &answers::Plan) -> &'static str {
    let operator = district.ledger.operator(&district.admin);
    operator
        .expect("an operator")
        .plan(&plan.plan_id)
        .map_or_else(|error| error.code(), |_| "")
}

#[test]
fn r41_a_row_of_any_file_names_the_person_also_a_refused_one() {
    let district = District::with_accounts(2);
    let accounts = |row: &str| {
        district.plan_accounts(&format!("username,sis_id,first_name,institution\n{row}\n"))
    };
    let naming = [
        accounts("person0,new,Ada,7"),
        accounts("new,sis0,Ada,none"),
        district.plan_files(&[("update_roster.csv", "class_id,user_id,role\nc1,sis0,S\n")]),
        district.plan_files(&[(
            "update_classes.csv",
            "import_id,name,teacher_id\nc1,Art,sis0\n",
        )]),
        district.plan("email\nperson1@school.example\n\"person0@school.example\n"),
    ];
    let others = [
        accounts("person00,sis00,Ada,7"),
        district.plan("email\nperson1@school.example\n"),
    ];
    // The import that made the person names it too.
    let shown = look(&district, find(&district, "person0")).expect("a look");
    assert_eq!(shown.destroys.plans, naming.len() as u64 + 1);
    delete_at_once(&district, "person0", "person0");
    for (number, plan) in naming.iter().enumerate() {
        assert_eq!(code(&district, plan), "plan-void", "{number}");
        assert_eq!(district.kept_bytes(plan), 0, "{number}");
    }
    for plan in &others {
        assert_eq!(code(&district, plan), "");
    }
    district.position();
}

#[test]
fn r41_a_plan_names_the_person_by_a_former_email() {
    let district = District::with_accounts(2);
    let id = find(&district, "person0");
    let columns = AccountColumns {
        email: Some("new@school.example".to_owned()),
        ..AccountColumns::default()
    };
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    operator.set_account(id, &columns, None).expect("changed");
    let plan = district.plan("email\nperson0@school.example\n");
    assert_eq!(plan.refusals[0].code, "unknown-account");
    delete_at_once(&district, "person0", "new@school.example");
    assert_eq!(code(&district, &plan), "plan-void");
}

#[test]
fn r16_an_institution_admin_does_not_learn_that_a_plan_named_anybody() {
    let district = District::with_accounts(1);
    let oak = Caller {
        actor: "olivia".to_owned(),
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(8)),
        ..district.admin.clone()
    };
    let csv = "email\nperson0@school.example\n";
    let plan = district.plan_by(&oak, csv, PlanRequest::default());
    assert_eq!(plan.refusals[0].code, "unknown-account");
    delete_at_once(&district, "person0", "person0");
    let operator = district.ledger.operator(&oak).expect("an operator");
    let gone = operator.plan(&plan.plan_id).expect_err("void");
    let unknown = operator
        .plan("01920000-0000-7000-8000-000000000000")
        .expect_err("unknown");
    assert_eq!(
        (gone.to_string(), gone.code()),
        (unknown.to_string(), unknown.code())
    );
}

#[test]
fn r41_a_plan_in_the_hands_of_another_process_is_void_there_too() {
    let district = District::with_accounts(1);
    let other = open_again(&district);
    let operator = other.operator(&district.admin).expect("an operator");
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("leavers.csv").expect("a file");
    upload
        .push(b"email\nperson0@school.example\n")
        .expect("bytes");
    let plan = upload.finish().expect("a plan");
    delete_at_once(&district, "person0", "person0");
    let refused = operator.apply(&plan.plan_id, &Default::default());
    assert_eq!(refused.expect_err("void").code(), "plan-void");
}
