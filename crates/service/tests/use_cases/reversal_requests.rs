//! What may be asked of a reversal, and what is kept of the request.

use crate::district::District;
use crate::reversals::set;
use crate::taking_back::{applied, batch, forcing};
use rollbook_service::{
    Aim, Caller, Command, Error, InstitutionId, ReversalOptions, ReversalTarget, ScheduleRequest,
    Whom,
};

#[test]
fn r42_r43_a_query_is_recorded_with_accounts_by_their_ids() {
    let district = District::with_accounts(3);
    for who in ["person1", "person2"] {
        district.change(who, Command::Deactivate);
    }
    let text = "account:person1@school.example type:deactivated -account:person2";
    let query = ReversalTarget::Query(text.to_owned());
    let reversed = district.back(&query);
    assert_eq!(reversed.plan.plan.effects.reactivate, 1);
    let ids = ["person1", "person2"].map(|who| district.account(who).account_id);
    let recorded = district.batch(&reversed.batch_id.expect("a batch"));
    let expected = format!(
        "type:AccountDeactivated account:{} -account:{}",
        ids[0], ids[1]
    );
    assert_eq!(recorded.of_query.as_deref(), Some(expected.as_str()));
    assert_eq!(reversed.plan.of_query, recorded.of_query);
    // It is the same query still.
    let again = district.back(&query);
    assert_eq!(again.batch_id, None);
    assert_eq!(again.plan.plan.effects.nothing_to_do, 1);
}

#[test]
fn r52_only_what_would_be_kept_is_forced_and_whoever_is_named_for_nothing_is_told() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\nperson2@school.example\n";
    let leavers = batch(&district.leave(csv));
    district.change("person1", Command::Reactivate);
    district.change("person1", Command::Deactivate);
    let refusal = |aim, who: &[&str]| {
        let outcome = district.try_reversal(&district.admin, aim, &leavers, &forcing(who));
        match outcome.expect_err("an error") {
            Error::Invalid { what: "force", why } => why,
            other => panic!("{other}"),
        }
    };
    let why = refusal(Aim::Back, &["person1", "person2", "person0"]);
    assert!(why.contains("person0, person2:"), "{why}");
    assert!(refusal(Aim::Again, &["person1"]).contains("giving again"));
    assert_eq!(district.status("person1"), "deactivated");
    let forced = district.go(Aim::Back, &leavers, &forcing(&["person1"]));
    assert_eq!(forced.plan.plan.effects.reactivate, 2);
}

#[test]
fn r52_a_used_key_tells_what_was_done_although_the_words_name_nobody_any_more() {
    let district = District::with_accounts(2);
    let leavers = batch(&district.leave("email\nperson1@school.example\n"));
    district.change("person1", Command::Reactivate);
    district.change("person1", Command::Deactivate);
    let caller = |key: &str| Caller {
        idempotency_key: Some(key.to_owned()),
        ..district.admin.clone()
    };
    let go = |key| {
        let options = forcing(&["person1@school.example"]);
        district.try_reversal(&caller(key), Aim::Back, &leavers, &options)
    };
    let first = applied(go("once"));
    // Forced again, nothing would be kept of it any more.
    assert_eq!(applied(go("once")).batch_id, first.batch_id);
    set(&district, "person1", |columns| {
        columns.email = Some("new@school.example".to_owned())
    });
    assert_eq!(applied(go("once")).batch_id, first.batch_id);
    assert!(matches!(go("twice"), Err(Error::NotFound("account"))));
}

#[test]
fn r52_numbers_that_no_ledger_holds_are_unknown() {
    let district = District::with_accounts(1);
    let options = ReversalOptions::default();
    for position in [u64::MAX, i64::MAX as u64 + 1, i64::MAX as u64] {
        let event = ReversalTarget::Event(position);
        let outcome = district.try_reversal(&district.admin, Aim::Back, &event, &options);
        assert!(matches!(outcome, Err(Error::NotFound("event"))));
    }
    let request = ScheduleRequest {
        action: Command::Disable,
        from: "2999-01-01".to_owned(),
        until: None,
        whom: Whom::Institution(InstitutionId(u64::MAX)),
        reason: None,
        override_guards: None,
        plan_id: None,
    };
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    let outcome = operator.schedule(&request);
    assert!(matches!(outcome, Err(Error::UnknownInstitution(_))));
}
