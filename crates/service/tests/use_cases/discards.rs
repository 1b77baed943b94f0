//! Plans that are discarded.

use rollbook_service::{
    ApplyOutcome, Caller, Error, InstitutionId, PlanRequest, Role, answers::Plan,
};

use crate::district::District;
use crate::rebuild::open_again;

const CSV: &str = "email\nperson0@school.example\n";
const UNKNOWN: &str = "01920000-0000-7000-8000-000000000000";

fn discard(district: &District, caller: &Caller, plan: &str) -> Result<(), Error> {
    let operator = district.ledger.operator(caller).expect("an operator");
    operator.discard_plan(plan)
}

/// What asking for a plan brings somebody.
fn asked(district: &District, caller: &Caller, plan: &str) -> (String, &'static str) {
    let operator = district.ledger.operator(caller).expect("an operator");
    let error = operator.plan(plan).expect_err("no plan");
    (error.to_string(), error.code())
}

fn waiting(district: &District) -> Vec<String> {
    let operator = district.ledger.operator(&district.admin);
    let list = operator.expect("an operator").waiting_plans(10, None);
    let plans = list.expect("a list").plans.into_iter();
    plans.map(|plan| plan.plan_id).collect()
}

fn admin_of(district: &District, institution: u64, actor: &str) -> Caller {
    Caller {
        actor: actor.to_owned(),
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(institution)),
        ..district.admin.clone()
    }
}

#[test]
fn r43_a_discarded_plan_is_gone_at_once_and_says_so() {
    let district = District::with_accounts(2);
    let (plan, other) = (district.plan(CSV), district.plan(CSV));
    let before = district.position();
    discard(&district, &district.admin, &plan.plan_id).expect("discarded");
    discard(&district, &district.admin, &plan.plan_id).expect("it stays so");

    assert_eq!(district.kept_bytes(&plan), 0);
    assert_eq!(waiting(&district), std::slice::from_ref(&other.plan_id));
    let operator = district.ledger.operator(&district.admin);
    let operator = operator.expect("an operator");
    let applied = operator.apply(&plan.plan_id, &Default::default());
    assert_eq!(applied.expect_err("discarded").code(), "plan-discarded");
    assert_eq!(
        asked(&district, &district.admin, &plan.plan_id).1,
        "plan-discarded"
    );
    assert!(operator.plan_progress(&plan.plan_id).is_err());
    assert_eq!(district.position(), before, "nothing is recorded of it");
    assert!(matches!(district.apply(&other), ApplyOutcome::Applied(_)));
    assert!(district.ledger.doctor().expect("a diagnosis").ok);
}

#[test]
fn r43_what_was_applied_is_not_discarded() {
    let district = District::with_accounts(1);
    let plan = district.plan(CSV);
    assert!(matches!(district.apply(&plan), ApplyOutcome::Applied(_)));
    let refused = discard(&district, &district.admin, &plan.plan_id);
    assert_eq!(refused.expect_err("applied").code(), "plan-applied");
    let operator = district.ledger.operator(&district.admin);
    let shown = operator.expect("an operator").plan(&plan.plan_id);
    assert!(shown.expect("the plan").batch_id.is_some());
}

#[test]
fn r61_a_plan_that_is_discarded_meanwhile_is_not_applied() {
    let district = District::with_accounts(1);
    let other = open_again(&district);
    let operator = other.operator(&district.admin).expect("an operator");
    let mut upload = operator
        .begin_upload(PlanRequest::default())
        .expect("an upload");
    upload.begin_file("leavers.csv").expect("a file");
    upload.push(CSV.as_bytes()).expect("bytes");
    let plan = upload.finish().expect("a plan");
    discard(&district, &district.admin, &plan.plan_id).expect("discarded");
    let refused = operator.apply(&plan.plan_id, &Default::default());
    assert_eq!(refused.expect_err("discarded").code(), "plan-discarded");
}

#[test]
fn r16_only_whoever_a_plan_was_made_for_learns_that_it_was_discarded() {
    let district = District::with_accounts(1);
    let oak = admin_of(&district, 8, "olivia");
    let strangers = [
        admin_of(&district, 8, "oscar"),
        admin_of(&district, 7, "olivia"),
    ];
    let by_oak = || district.plan_by(&oak, CSV, PlanRequest::default());
    let (own, taken, of_domain) = (by_oak(), by_oak(), district.plan(CSV));
    let unknown = asked(&district, &oak, UNKNOWN);
    let is_unknown = |caller: &Caller, plan: &Plan| {
        let refused = discard(&district, caller, &plan.plan_id).expect_err("unknown");
        assert_eq!((refused.to_string(), refused.code()), unknown);
        assert_eq!(asked(&district, caller, &plan.plan_id), unknown);
    };
    is_unknown(&oak, &of_domain);
    for stranger in &strangers {
        is_unknown(stranger, &own);
    }
    discard(&district, &oak, &own.plan_id).expect("discarded");
    discard(&district, &oak, &own.plan_id).expect("it stays so");
    discard(&district, &district.admin, &taken.plan_id).expect("discarded");
    for caller in [&oak, &district.admin] {
        for plan in [&own, &taken] {
            assert_eq!(asked(&district, caller, &plan.plan_id).1, "plan-discarded");
        }
    }
    for stranger in &strangers {
        is_unknown(stranger, &own);
    }
}

#[test]
fn r43_nothing_tells_what_plans_an_erased_admin_had() {
    let district = District::with_accounts(1);
    let olivia = admin_of(&district, 7, "olivia@school.example");
    let domain_admin = district.ledger.domain_admin(&district.admin);
    let domain_admin = domain_admin.expect("a domain admin");
    domain_admin
        .add_admin(&olivia.actor, Role::InstitutionAdmin, olivia.institution)
        .expect("added");
    let plan = district.plan_by(&olivia, CSV, PlanRequest::default());
    discard(&district, &olivia, &plan.plan_id).expect("discarded");
    assert_eq!(asked(&district, &olivia, &plan.plan_id).1, "plan-discarded");
    domain_admin.erase_admin(&olivia.actor).expect("erased");
    assert_eq!(
        asked(&district, &olivia, &plan.plan_id),
        asked(&district, &olivia, UNKNOWN)
    );
    assert_eq!(
        asked(&district, &district.admin, &plan.plan_id).1,
        "plan-discarded"
    );
}
