//! Lists of plans without their decisions.

use rollbook_book::StoredPlan;
use rollbook_domain::Column;
use rollbook_records::{Id, Sealed};
use uuid::Uuid;

use super::super::files::Part;
use super::super::stored::StoredTerms;
use crate::testing::School;
use crate::work::Receipt;
use crate::{Operator, PlanRequest};

fn upload(operator: Operator<'_>, csv: &str) -> String {
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("leavers.csv").expect("a file");
    upload.push(csv.as_bytes()).expect("bytes");
    upload.finish().expect("a plan").plan_id
}

/// Writes over what was decided.
fn damage(school: &School, plan: &str) {
    let id = Uuid::parse_str(plan).expect("an id");
    let key = school.ledger.operator(&school.caller).expect("an operator");
    let key = key.open_plan(plan).expect("a plan").key;
    let mut file = school
        .ledger
        .plan_files()
        .write(id, Part::Decision, key)
        .expect("a file");
    file.push(b"no decision").expect("bytes");
    file.finish().expect("written");
}

fn keep(school: &School, row: StoredPlan) {
    let kept = school
        .ledger
        .write_aside(&school.caller, "test", move |work| {
            work.transaction.keep_plan(&row)?;
            Ok(Receipt::of(Id(row.id)))
        });
    kept.expect("kept");
}

#[test]
fn plans_are_listed_by_what_is_kept_beside_their_decisions() {
    let school = School::new();
    school.import(&[(Column::SisId, "1"), (Column::Email, "ada@north.example")]);
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let [first, second, third] = ["", ",x", "\nnobody@north.example,"].map(|more| {
        upload(
            operator,
            &format!("email,user_id\nada@north.example,{more}\n"),
        )
    });
    let listed = || {
        let list = operator.waiting_plans(10, None).expect("a list");
        let told = list.plans.into_iter();
        let told = told.map(|plan| (plan.plan_id, plan.effects.deactivate, plan.rows));
        told.collect::<Vec<_>>()
    };
    let all = listed();
    assert_eq!(all.len(), 3);
    assert!(all.contains(&(first.clone(), 1, 1)) && all.contains(&(third.clone(), 1, 2)));
    // A decision is not even looked at.
    damage(&school, &second);
    assert_eq!(listed(), all);

    // One that an older version kept has it in its decision only.
    let as_of_old = |plan: &str| {
        let open = operator.open_plan(plan).expect("a plan");
        let mut terms: StoredTerms = open.terms;
        terms.summary = None;
        let body = terms.seal(&open.key).expect("sealed");
        keep(&school, StoredPlan { body, ..open.row });
    };
    as_of_old(&first);
    assert_eq!(listed(), all);
    // Those that cannot be read keep nobody from the others.
    as_of_old(&second);
    let row = operator.open_plan(&third).expect("a plan").row;
    let body = Sealed::from_bytes(&[7; 64]);
    keep(&school, StoredPlan { body, ..row });
    assert_eq!(listed(), [(first, 1, 1)]);
}

#[test]
fn progress_is_told_without_the_decision() {
    let school = School::new();
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let plan = upload(operator, "email\nada@north.example\nben@north.example\n");
    damage(&school, &plan);
    let progress = operator.plan_progress(&plan).expect("told");
    assert_eq!((progress.done, progress.total), (2, 2));
}
