//! Who sees and changes what is scheduled, and where it shows.

use rollbook_service::{EventSearch, Page, Reader};

use super::*;

#[test]
fn r15_r16_an_institution_admin_schedules_its_own_accounts_only() {
    let school = School::with_people(1);
    school.add("south1", 2);
    let olga = School::admin_of(2);
    let operator = school.ledger().operator(&olga).unwrap();
    for whom in [people(&["person1"]), people(&["nobody"])] {
        let error = operator.schedule(&block(whom)).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            ("unknown-account", "there is no such account")
        );
    }
    for institution in [1, 9] {
        let error = operator
            .schedule(&block(Whom::Institution(InstitutionId(institution))))
            .unwrap_err();
        assert_eq!(error.code(), "unknown-institution");
    }
    let everywhere = school.schedule(&block(people(&["person1", "south1"])));
    let north = school.schedule(&block(people(&["person1"])));
    let seen = operator.steps(&StepQuery::default()).unwrap().steps;
    assert_eq!(seen.len(), 2, "those of everywhere, not those of North");
    assert_eq!(seen[0].accounts, 1, "its own account alone");
    let step = |scheduled: &Scheduled| scheduled.steps[0].step_id.parse().unwrap();
    let hidden = operator.cancel_step(step(&north), None).unwrap_err();
    assert!(matches!(hidden, Error::NotFound("step")));
    let theirs = operator.cancel_step(step(&everywhere), None).unwrap_err();
    assert_eq!(
        theirs.to_string(),
        "a domain admin must do this: it was not scheduled by an admin of your institution"
    );
    let ScheduleOutcome::Scheduled(own) = operator.schedule(&block(people(&["south1"]))).unwrap()
    else {
        panic!("no guard stands against one account");
    };
    operator.cancel_step(step(&own), None).unwrap();
    school.after(1);
    let seen = operator
        .steps(&StepQuery {
            all: true,
            ..StepQuery::default()
        })
        .unwrap()
        .steps;
    let ran = seen.iter().find_map(|step| step.ran.clone()).unwrap();
    assert_eq!(ran.changed, None, "it counts accounts elsewhere");
}

#[test]
fn r15_a_step_of_an_institutions_admin_acts_in_that_institution_only() {
    let school = School::with_people(0);
    school.add("south1", 2);
    school.add("south2", 2);
    let olga = School::admin_of(2);
    let operator = school.ledger().operator(&olga).unwrap();
    operator
        .schedule(&block(people(&["south1", "south2"])))
        .unwrap();
    school.load("username,institution\nsouth1,1\n");
    let ran = school.after(1);
    let run = ran[0].ran.clone().unwrap();
    assert_eq!((run.changed, run.refused), (Some(1), Some(1)));
    assert_eq!(school.status("south1"), "active");
    assert_eq!(ran[0].actor.as_deref(), Some("olga"));
    let refused = &run.refusals[0];
    assert_eq!(
        (refused.label.as_str(), refused.code.as_str()),
        ("south1@school.example", "not-allowed")
    );
    let batch = run.batch_id.unwrap().parse().unwrap();
    let shown = school.operator().batch(batch).unwrap();
    assert_eq!(shown.effects.refused, 1);
    let labels: Vec<&str> = shown.changes.iter().map(|c| c.label.as_str()).collect();
    assert_eq!(
        labels,
        ["south2@school.example"],
        "a refusal changes nothing"
    );

    // R16: to its former admin the other account is not there.
    let all = StepQuery {
        all: true,
        ..StepQuery::default()
    };
    let seen = operator.steps(&all).unwrap().steps;
    let run = seen[0].ran.clone().unwrap();
    assert_eq!((run.changed, run.refused), (Some(1), Some(0)));
    assert!(run.refusals.is_empty(), "{:?}", run.refusals);
    assert_eq!(operator.batch(batch).unwrap().effects.refused, 0);
    assert_eq!(
        operator.batches(10, None).unwrap().batches[0]
            .effects
            .refused,
        0
    );
}

#[test]
fn r16_the_numbers_of_a_step_count_no_account_that_has_moved_elsewhere() {
    let school = School::with_people(0);
    for name in ["south1", "south2", "south3", "south4"] {
        school.add(name, 2);
    }
    let olga = School::admin_of(2);
    let operator = school.ledger().operator(&olga).unwrap();
    for disabled in ["south3", "south4"] {
        let id = operator.find(disabled).unwrap();
        operator.disable(id, None).unwrap();
    }
    let names = ["south1", "south2", "south3", "south4"];
    operator.schedule(&block(people(&names))).unwrap();
    school.after(1);
    let numbers = |reader: &Reader<'_>| {
        let all = StepQuery {
            all: true,
            ..StepQuery::default()
        };
        let step = reader.steps(&all).unwrap().steps.remove(0);
        let run = step.ran.unwrap();
        (step.accounts, run.changed, run.nothing_to_do, run.refused)
    };
    assert_eq!(numbers(&operator), (4, Some(2), Some(2), Some(0)));
    school.load("username,institution\nsouth1,1\nsouth3,1\n");
    assert_eq!(numbers(&operator), (2, Some(1), Some(1), Some(0)));
    let told = |reader: &Reader<'_>, kind: &str| {
        let search = EventSearch {
            query: format!("type:{kind}").parse().unwrap(),
            ..EventSearch::default()
        };
        let events = reader.events(&search, &Page::default()).unwrap().events;
        serde_json::to_value(&events[0].data).unwrap()
    };
    assert_eq!(told(&operator, "StepScheduled")["accounts"], 2);
    let ran = told(&operator, "StepRan");
    assert_eq!(
        (&ran["changed"], &ran["nothing_to_do"]),
        (&1.into(), &1.into())
    );
    let batch = told(&operator, "BatchRecorded");
    assert_eq!(
        (
            &batch["effects"]["disable"],
            &batch["effects"]["nothing_to_do"]
        ),
        (&1.into(), &1.into())
    );
    let everything = school.operator();
    assert_eq!(
        told(&everything, "StepScheduled")["accounts"],
        4,
        "the log stays as it is"
    );
    assert_eq!(told(&everything, "StepRan")["changed"], 2);
}

#[test]
fn r16_an_account_that_moved_away_is_no_longer_shown_to_whoever_changed_it() {
    let school = School::with_people(0);
    school.add("south1", 2);
    school.add("south2", 2);
    let olga = Caller {
        idempotency_key: Some("once".to_owned()),
        ..School::admin_of(2)
    };
    let operator = school.ledger().operator(&olga).unwrap();
    operator
        .schedule(&block(people(&["south1", "south2"])))
        .unwrap();
    let ran = school.after(1);
    let batch = ran[0].ran.clone().unwrap().batch_id.unwrap();
    let batch = batch.parse().unwrap();
    let take_back = || {
        let target = ReversalTarget::Batch(batch);
        match operator.apply_reversal(Aim::Back, &target, &ReversalOptions::default()) {
            Ok(ReversalOutcome::Applied(applied)) => applied.plan.plan.changes,
            other => panic!("not taken back: {other:?}"),
        }
    };
    assert_eq!(operator.batch(batch).unwrap().changes.len(), 2);
    assert_eq!(take_back().len(), 2);

    school.load("username,institution,email\nsouth1,1,secret@north.example\n");
    for changes in [operator.batch(batch).unwrap().changes, take_back()] {
        let labels: Vec<&str> = changes.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels, ["south2@school.example"]);
    }
    let everywhere = school.operator().batch(batch).unwrap().changes;
    assert_eq!(everywhere.len(), 2);
}

#[test]
fn what_is_scheduled_shows_wherever_the_account_is_about_to_be_changed() {
    let school = School::with_people(3);
    let first = school.schedule(&block(people(&["person1", "person2"])));
    assert_eq!(first.notices, [], "there was nothing else");
    let second = school.schedule(&block(people(&["person3"])));
    school
        .operator()
        .cancel_step(second.steps[0].step_id.parse().unwrap(), None)
        .unwrap();
    let waiting = school.account("person1").scheduled;
    let actions: Vec<&str> = waiting.iter().map(|step| step.action.as_str()).collect();
    assert_eq!(actions, ["disable", "enable"]);
    assert!(school.account("person3").scheduled.is_empty());

    let plan_id = school
        .upload("email\nperson1@school.example\nperson2@school.example\nperson3@school.example\n");
    let plan = school.operator().plan(&plan_id).unwrap().plan;
    let notice = plan
        .notices
        .iter()
        .find(|notice| notice.code == "scheduled-steps")
        .unwrap();
    assert_eq!(
        notice.message,
        "2 of these accounts have scheduled steps, the next on 1 September 2026: disable"
    );
    let again = school.plan(&block(people(&["person1", "person3"])));
    assert_eq!(again.notices[0].code, "scheduled-steps");
    let later = request(Command::Deactivate, "2026-09-05", people(&["person2"]));
    assert_eq!(
        school.schedule(&later).notices[0].message,
        "one of these accounts has scheduled steps, the next on 1 September 2026: disable"
    );

    let operator = school.operator();
    let changed = operator
        .deactivate(operator.find("person1").unwrap(), None)
        .unwrap();
    assert_eq!(changed.notes[0].code, "scheduled-steps");
    let alone = operator
        .disable(operator.find("person3").unwrap(), None)
        .unwrap();
    assert_eq!(alone.notes, []);
    school.after(40);
    assert!(school.account("person1").scheduled.is_empty());
}

#[test]
fn r50_what_was_scheduled_is_told_as_of_then() {
    let school = School::with_people(1);
    let before = school.size();
    school.schedule(&block(people(&["person1"])));
    let scheduled = school.size();
    school.after(40);
    let at = |position: u64| {
        let operator = school.operator();
        let id = operator.find("person1").unwrap();
        let moment = Moment::Position(Position(position));
        operator
            .account_at(id, Some(moment))
            .unwrap()
            .scheduled
            .len()
    };
    assert_eq!((at(before), at(scheduled), at(school.size())), (0, 2, 0));
}

#[test]
fn r55_what_is_scheduled_is_made_anew_of_the_log_alone() {
    let school = School::with_people(3);
    school.change("person3", Command::Deactivate);
    school.schedule(&block(people(&["person1", "person2", "person3"])));
    let open_end = school.schedule(&block(people(&["person1"])));
    let end = open_end.steps[1].step_id.parse().unwrap();
    school.operator().cancel_step(end, None).unwrap();
    let ran = school.after(1);
    assert_eq!(ran[0].ran.clone().unwrap().refused, Some(1));
    let admin = school.ledger().domain_admin(&school.amy).unwrap();
    let checked = admin.check_views(None, &mut |_| {}).unwrap();
    assert!(checked.equal, "{checked:?}");
}
