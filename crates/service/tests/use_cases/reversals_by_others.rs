//! What another hand has put back is kept and named; only what a reversal of the same has taken back
//! needs nothing more (R52, R53).

use crate::district::District;
use crate::packages::{WAYS, district as with_packages};
use crate::reversals::last_batch;
use crate::taking_back::{batch, forcing, told};
use rollbook_service::{Aim, Command, ReversalTarget};

#[test]
fn r53_a_reversal_of_something_else_does_not_count_as_taken_back_before() {
    let district = District::with_accounts(2);
    let leavers = batch(&district.leave("email\nperson1@school.example\n"));
    let leaving = ReversalTarget::Event(district.position());
    district.change("person1", Command::Reactivate);
    district.change("person1", Command::Deactivate);
    district.back(&ReversalTarget::Event(district.position()));
    assert_eq!(district.status("person1"), "active");
    let kept = district.plan_back(&leavers);
    assert_eq!(
        told(&kept),
        [("person1@school.example", "status", "kept", "changed-since")]
    );
    let event = district.plan_back(&leaving);
    assert_eq!(told(&event)[0].2, "kept");
}

#[test]
fn r53_an_event_that_was_taken_back_with_its_batch_needs_nothing_more() {
    let district = District::with_accounts(2);
    let leavers = batch(&district.leave("email\nperson1@school.example\n"));
    let leaving = ReversalTarget::Event(district.position());
    district.back(&leavers);
    let event = district.plan_back(&leaving);
    assert_eq!(
        (event.plan.effects.nothing_to_do, event.plan.effects.kept),
        (1, 0)
    );
    // The other way round too.
    let leavers = batch(&district.leave("email\nperson1@school.example\n"));
    district.back(&ReversalTarget::Event(district.position()));
    let whole = district.plan_back(&leavers);
    assert_eq!(
        (whole.plan.effects.nothing_to_do, whole.plan.effects.kept),
        (1, 0)
    );
}

#[test]
fn r52_forced_where_it_is_as_before_the_last_run_gives_the_value_before_the_first() {
    let district = District::with_accounts(2);
    district.change("person1", Command::Disable);
    district.change("person1", Command::Enable);
    // Of the two blocks of bob, amy undid the first and redid the second.
    let bob = rollbook_service::Caller::of_the_machine("bob");
    let by_bob = |command| {
        let operator = district.ledger.operator(&bob).expect("an operator");
        let id = operator.find("person1").expect("found");
        match command {
            Command::Disable => operator.disable(id, None),
            _ => operator.enable(id, None),
        }
        .expect("changed");
    };
    by_bob(Command::Disable);
    district.change("person1", Command::Enable);
    district.change("person1", Command::Disable);
    by_bob(Command::Enable);
    district.change("person1", Command::Disable);
    let all = ReversalTarget::Query("actor:bob".to_owned());
    assert_eq!(told(&district.plan_back(&all))[0].2, "kept");
    let forced = district.go(Aim::Back, &all, &forcing(&["person1"]));
    assert_eq!(told(&forced.plan)[0].3, "forced");
    assert_eq!(district.status("person1"), "active");
    // It was taken back by that: nobody needs to force it again.
    let again = district.plan_back(&all);
    assert_eq!(again.plan.effects.enable + again.plan.effects.disable, 0);
}

#[test]
fn r52_r45_a_seat_limit_that_somebody_else_has_put_back_is_kept() {
    let district = District::with_accounts(1);
    district.limit(Some(5));
    district.limit(Some(9));
    let set = ReversalTarget::Event(district.position());
    district.back(&set);
    assert!(told(&district.plan_back(&set)).is_empty());
    district.limit(Some(9));
    let set = ReversalTarget::Event(district.position());
    district.limit(Some(5));
    let kept = district.plan_back(&set);
    assert_eq!(
        told(&kept),
        [("institution 7", "seats", "kept", "changed-since")]
    );
    assert_eq!(kept.outcomes[0].by.as_deref(), Some("amy"));
}

#[test]
fn r52_r34_r39_a_class_and_an_institution_that_others_have_put_back_are_kept() {
    let way = WAYS[3];
    let district = with_packages(way);
    let state = |file: &str, header: &str, row: &str| {
        let csv = format!("{header}\r\n{row}\r\n");
        way.take(&district, &[(file, csv.as_str())]);
        batch(&last_batch(&district))
    };
    let class = |row| {
        let header = "import_id,name,teacher_id,organization_id";
        state("update_classes.csv", header, row)
    };
    let institution = |row| {
        let header = "import_id,name,parent_org_id";
        state("update_organizations.csv", header, row)
    };
    class("c1,Biology,active,N");
    let renamed_class = class("c1,Chemistry,active,N");
    let renamed_institution = institution("N,North Academy,D");
    class("c1,Biology,active,N");
    institution("N,North High,D");
    for renamed in [renamed_class, renamed_institution] {
        assert_eq!(told(&district.plan_back(&renamed))[0].2, "kept");
    }
}
