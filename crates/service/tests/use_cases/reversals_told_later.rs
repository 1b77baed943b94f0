//! What a reversal kept and refused is told by its batch as long as there is one (R16, R43, R52).

use crate::deletions::delete_at_once;
use crate::district::District;
use crate::packages::{WAYS, district as with_packages};
use crate::reversals::{last_batch, set};
use crate::taking_back::{applied, batch};
use rollbook_service::{
    Aim, Caller, Command, InstitutionId, ReversalOptions, Role, answers::AspectOutcome,
};

/// What is kept or refused of outcomes.
fn exceptions(outcomes: &[AspectOutcome]) -> Vec<AspectOutcome> {
    let is_exception = |outcome: &&AspectOutcome| outcome.outcome != "reversed";
    outcomes.iter().filter(is_exception).cloned().collect()
}

#[test]
fn r52_whoever_was_kept_or_refused_is_named_by_the_batch_as_by_the_answer() {
    let district = District::with_accounts(4);
    district.load("username,groups\nperson1,Choir\nperson2,Choir\n");
    let leavers = batch(&district.leave(
        "email,remove_from_group\nperson0@school.example,\nperson1@school.example,Y\n\
         person2@school.example,Y\nperson3@school.example,\n",
    ));
    district.change("person1", Command::Reactivate);
    district.change("person2", Command::Reactivate);
    district.change("person2", Command::Deactivate);
    district.limit(Some(2));
    let caller = Caller {
        idempotency_key: Some("once".to_owned()),
        ..district.admin.clone()
    };
    let options = ReversalOptions::default();
    let go = || applied(district.try_reversal(&caller, Aim::Back, &leavers, &options));
    let reversed = go();
    let told = exceptions(&reversed.plan.outcomes);
    let words: Vec<_> = told
        .iter()
        .map(|outcome| (outcome.label.as_deref(), outcome.because.as_deref()))
        .collect();
    let no_seat = reversed.plan.plan.refusals[0].message.as_str();
    assert_eq!(
        words,
        [
            (
                Some("person1@school.example"),
                Some("amy reactivated it since")
            ),
            (
                Some("person2@school.example"),
                Some("amy deactivated it since")
            ),
            (Some("person3@school.example"), Some(no_seat)),
        ]
    );
    let shown = district.batch(&reversed.batch_id.clone().expect("a batch"));
    assert_eq!((&shown.outcomes, shown.outcomes_left_out), (&told, 0));
    let again = go();
    assert_eq!(again.batch_id, reversed.batch_id);
    assert_eq!(again.plan.outcomes, told);
    // Nobody is told of where many batches are.
    assert!(district.batches()[0].outcomes.is_empty());
}

#[test]
fn r34_r52_columns_groups_and_classes_are_called_by_their_names() {
    let way = WAYS[2];
    let district = with_packages(way);
    let classes = "import_id,name,teacher_id,organization_id\r\nc1,Biology,active,N\r\n";
    let roster = "class_id,user_id,role\r\nc1,stub,S\r\n";
    let users = way.header() + "stub,Ann,,,,,,,\r\n";
    way.take(
        &district,
        &[
            ("update_users.csv", users.as_str()),
            ("update_classes.csv", classes),
            ("update_roster.csv", roster),
        ],
    );
    let load = batch(&last_batch(&district));
    let renamed = "import_id,name,teacher_id,organization_id\r\nc1,Chemistry,active,N\r\n";
    way.take(&district, &[("update_classes.csv", renamed)]);
    let reversed = district.back(&load);
    let told = exceptions(&reversed.plan.outcomes);
    let words: Vec<_> = told
        .iter()
        .map(|outcome| (outcome.label.as_deref(), outcome.aspect.as_str()))
        .collect();
    assert_eq!(words, [(Some("Chemistry"), "class")]);
    let shown = district.batch(&reversed.batch_id.expect("a batch"));
    assert_eq!(shown.outcomes, told);
}

#[test]
fn r42_r43_whoever_is_deleted_since_is_not_named() {
    let district = District::with_accounts(3);
    let csv = "email\nperson1@school.example\nperson2@school.example\n";
    let leavers = batch(&district.leave(csv));
    district.change("person1", Command::Reactivate);
    let reversal = district.back(&leavers).batch_id.expect("a batch");
    assert_eq!(
        district.batch(&reversal).outcomes[0].label.as_deref(),
        Some("person1@school.example")
    );
    delete_at_once(&district, "person1", "person1@school.example");
    let outcome = &district.batch(&reversal).outcomes[0];
    assert_eq!(
        (outcome.label.as_deref(), outcome.aspect.as_str()),
        (None, "status")
    );
}

#[test]
fn r16_whoever_is_elsewhere_now_is_neither_listed_nor_counted() {
    let district = District::with_accounts(0);
    let rows = ["one", "two", "three"].map(|who| format!("{who}@school.example,{who},8\n"));
    district.load(&format!("email,username,institution\n{}", rows.concat()));
    let csv = "email\none@school.example\ntwo@school.example\nthree@school.example\n";
    let leavers = batch(&district.leave(csv));
    for who in ["one", "two"] {
        district.change(who, Command::Reactivate);
    }
    let olga = Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(8)),
        ..Caller::of_the_machine("olga")
    };
    let options = ReversalOptions::default();
    let reversed = applied(district.try_reversal(&olga, Aim::Back, &leavers, &options));
    let id = reversed.batch_id.expect("a batch");
    set(&district, "one", |columns| {
        columns.institution = Some(InstitutionId(7));
    });
    let told = |caller: &Caller| {
        let reader = district.ledger.reader(caller).expect("a reader");
        let shown = reader.batch(id.parse().expect("an id")).expect("shown");
        let labels = shown
            .outcomes
            .into_iter()
            .filter_map(|outcome| outcome.label);
        (
            labels.collect(),
            shown.effects.kept,
            shown.outcomes_left_out,
        )
    };
    let two = "two@school.example".to_owned();
    let one = "one@school.example".to_owned();
    assert_eq!(told(&olga), (vec![two.clone()], 1, 0));
    assert_eq!(told(&district.admin), (vec![one, two], 2, 0));
    let list = district.ledger.reader(&olga).expect("a reader");
    let list = list.batches(50, None).expect("a list");
    assert_eq!(list.batches[0].effects.kept, 1);
}

#[test]
fn r52_of_very_many_the_first_are_recorded_and_the_rest_counted() {
    let district = District::with_accounts(1001);
    let rows: String = (0..1001)
        .map(|n| format!("person{n}@school.example\n"))
        .collect();
    let leavers = batch(&district.leave(&format!("email\n{rows}")));
    let back: String = (0..1000)
        .map(|n| format!("person{n}@school.example\n"))
        .collect();
    let plan = district.plan_as(
        &format!("email\n{back}"),
        rollbook_service::PlanRequest {
            action: Command::Reactivate,
            ..rollbook_service::PlanRequest::default()
        },
    );
    district.batch_of(&plan);
    let reversed = district.back(&leavers);
    assert_eq!(reversed.plan.plan.effects.kept, 1000);
    let shown = district.batch(&reversed.batch_id.expect("a batch"));
    let listed = shown.outcomes.len();
    assert!((500..1000).contains(&listed), "{listed}");
    assert_eq!(shown.outcomes[..], reversed.plan.outcomes[..listed]);
    assert_eq!(shown.outcomes_left_out, 1000 - listed as u64);
}
