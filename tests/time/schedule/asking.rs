//! What can be scheduled, for whom, and what is said of it beforehand.

use super::*;

#[test]
fn r60_guards_are_judged_when_a_step_is_scheduled() {
    let school = School::with_people(110);
    let everybody = block(Whom::Institution(InstitutionId(1)));
    let plan = school.plan(&everybody);
    assert_eq!(plan.stopped.as_deref(), Some("share-of-domain"));
    assert_eq!(plan.steps[0].accounts, 110);
    let of_institution = &plan.guards[1].message;
    assert!(
        of_institution.contains("(institution 1); "),
        "{of_institution}"
    );
    let before = school.size();
    let stopped = school.operator().schedule(&everybody).unwrap();
    assert!(matches!(stopped, ScheduleOutcome::Stopped(_)));
    assert_eq!(school.size(), before);

    let overridden = ScheduleRequest {
        override_guards: Some("the summer".to_owned()),
        ..everybody
    };
    assert_eq!(school.plan(&overridden).stopped, None);
    let scheduled = school.schedule(&overridden);
    assert_eq!(
        scheduled.steps[0].override_reason.as_deref(),
        Some("the summer")
    );
    let ran = school.after(1);
    let batch = ran[0].ran.clone().unwrap().batch_id.unwrap();
    let batch = school.operator().batch(batch.parse().unwrap()).unwrap();
    assert_eq!(batch.effects.disable, 110);
    assert_eq!(batch.override_reason.as_deref(), Some("the summer"));
}

#[test]
fn r38_what_a_full_import_puts_back_is_said_for_one_and_for_many() {
    let school = School::with_people(1);
    let operator = school.operator();
    let mut upload = operator.begin_upload(PlanRequest::default()).unwrap();
    upload.begin_file("update_users.csv").unwrap();
    let csv = "import_id,first_name,last_name,login,email,enabled\n\
               i1,Ida,One,ida1,ida1@school.example,1\n\
               i2,Ivo,Two,ivo2,ivo2@school.example,1\n";
    upload.push(csv.as_bytes()).unwrap();
    let plan_id = upload.finish().unwrap().plan_id;
    operator.apply(&plan_id, &ApplyOptions::default()).unwrap();
    let told = |named: &[&str]| {
        let plan = school.plan(&block(people(named)));
        let mut notes = plan.notices.into_iter();
        notes
            .find(|note| note.code == "import-will-restore")
            .unwrap()
            .message
    };
    assert_eq!(
        told(&["person1", "ida1"]),
        "one of these accounts comes from a student information system: a full import that \
         comes after the step counts again, with what it says of this person"
    );
    assert_eq!(
        told(&["ida1", "ivo2"]),
        "2 of these accounts come from a student information system: a full import that \
         comes after the step counts again, with what it says of them"
    );
}

#[test]
fn r63_nobody_schedules_the_end_of_the_account_that_it_acts_as() {
    let school = School::with_people(2);
    let own = school.account("person1").account_id.parse().unwrap();
    let acting = Caller {
        account: Some(own),
        ..Caller::of_the_machine("sync")
    };
    let operator = school.ledger().operator(&acting).unwrap();
    let error = operator.schedule(&block(people(&["person1"]))).unwrap_err();
    assert_eq!(error.code(), "own-account");
    let plan_id = school.upload("email\nperson1@school.example\nperson2@school.example\n");
    for whom in [Whom::Institution(InstitutionId(1)), Whom::File(plan_id)] {
        let plan = operator.plan_schedule(&block(whom)).unwrap();
        assert_eq!(plan.steps[0].accounts, 1);
        assert_eq!(plan.refusals[0].code, "own-account");
    }
    let comes_back = request(Command::Enable, "2026-09-01", people(&["person1"]));
    assert!(operator.plan_schedule(&comes_back).is_ok());
}

#[test]
fn r57_a_file_says_whom_to_schedule_by_the_rules_of_its_profile() {
    let school = School::with_people(3);
    let plan_id = school.upload(
        "email,username,remove_from_group\n\
         person1@school.example,,\n\
         person2@school.example,someone-else,\n\
         person3@school.example,,y\n\
         nobody@school.example,,\n\
         not an email,,\n",
    );
    let plan = school.plan(&block(Whom::File(plan_id.clone())));
    assert_eq!(plan.steps[0].accounts, 1);
    let codes: Vec<(u32, &str)> = plan
        .refusals
        .iter()
        .map(|refusal| (refusal.row, refusal.code.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            (3, "mismatched-column"),
            (4, "group-not-scheduled"),
            (5, "unknown-account"),
            (6, "email-malformed")
        ]
    );
    let scheduled = school.schedule(&block(Whom::File(plan_id)));
    assert_eq!(scheduled.refusals.len(), 4);
    school.after(1);
    let statuses = ["person1", "person2", "person3"].map(|who| school.status(who));
    assert_eq!(statuses, ["disabled", "active", "active"]);
}

#[test]
fn r14_a_file_that_was_scheduled_waits_for_no_yes_that_would_act_today() {
    let school = School::with_people(2);
    let plan_id = school.upload("email\nperson1@school.example\n");
    let waiting = || {
        let page = school.operator().waiting_plans(10, None).unwrap();
        page.plans.len()
    };
    assert_eq!(waiting(), 1, "it can be applied still");
    let amy = Caller {
        idempotency_key: Some("summer".to_owned()),
        ..school.amy.clone()
    };
    let operator = school.ledger().operator(&amy).unwrap();
    let whom = || Whom::File(plan_id.clone());
    let first = operator.schedule(&block(whom())).unwrap();

    assert_eq!(waiting(), 0);
    let shown = school.operator().plan(&plan_id).unwrap().plan;
    assert_eq!(shown.stopped.as_deref(), Some("plan-scheduled"));
    let size = school.size();
    let overridden = ApplyOptions {
        override_guards: Some("I mean it".to_owned()),
        ..ApplyOptions::default()
    };
    let refused = school.operator().apply(&plan_id, &overridden).unwrap_err();
    assert_eq!(refused.code(), "plan-scheduled");
    assert_eq!(
        (school.size(), school.status("person1")),
        (size, "active".to_owned())
    );

    // The file is needed still: whoever asks again is told what was scheduled.
    let again = operator.schedule(&block(whom())).unwrap();
    let (ScheduleOutcome::Scheduled(first), ScheduleOutcome::Scheduled(again)) = (first, again)
    else {
        panic!("scheduled both times");
    };
    assert_eq!(first.first_position, again.first_position);
    school.after(1);
    assert_eq!(school.status("person1"), "disabled");
}

#[test]
fn r14_a_file_that_is_only_to_be_scheduled_never_waits_for_a_yes() {
    let school = School::with_people(1);
    let operator = school.operator();
    let request = PlanRequest {
        to_schedule: true,
        ..PlanRequest::default()
    };
    let mut upload = operator.begin_upload(request).unwrap();
    upload.begin_file("summer.csv").unwrap();
    upload.push(b"email\nperson1@school.example\n").unwrap();
    let plan = upload.finish().unwrap();
    assert_eq!(plan.stopped.as_deref(), Some("plan-scheduled"));
    assert!(operator.waiting_plans(10, None).unwrap().plans.is_empty());
    let refused = operator.apply(&plan.plan_id, &ApplyOptions::default());
    assert_eq!(refused.unwrap_err().code(), "plan-scheduled");
    let scheduled = school.schedule(&block(Whom::File(plan.plan_id)));
    assert_eq!(scheduled.steps[0].accounts, 1);
}

#[test]
fn r61_a_plan_that_was_applied_and_then_scheduled_tells_its_batch() {
    let school = School::with_people(1);
    let plan_id = school.upload("email\nperson1@school.example\n");
    let operator = school.operator();
    operator.apply(&plan_id, &ApplyOptions::default()).unwrap();
    let back = request(
        Command::Reactivate,
        "2026-09-01",
        Whom::File(plan_id.clone()),
    );
    school.schedule(&back);
    let applied = operator.plan(&plan_id).unwrap();
    assert!(applied.batch_id.is_some());
    assert_eq!(applied.plan.stopped, None);
}

#[test]
fn an_institution_stands_for_those_whom_the_action_would_change() {
    let school = School::with_people(4);
    school.change("person1", Command::Disable);
    school.change("person2", Command::Deactivate);
    let accounts = |action| {
        let north = Whom::Institution(InstitutionId(1));
        let plan = school.plan(&request(action, "2026-09-01", north));
        plan.steps.first().map_or(0, |step| step.accounts)
    };
    let commands = [
        Command::Disable,
        Command::Enable,
        Command::Deactivate,
        Command::Reactivate,
    ];
    assert_eq!(commands.map(accounts), [2, 1, 3, 1]);
    let nobody = request(
        Command::Enable,
        "2026-09-01",
        Whom::Institution(InstitutionId(2)),
    );
    let before = school.size();
    let outcome = school.operator().schedule(&nobody).unwrap();
    assert!(matches!(outcome, ScheduleOutcome::Nobody(_)));
    assert_eq!(school.size(), before, "nothing is recorded for nobody");
}

#[test]
fn times_that_cannot_be_are_refused() {
    let school = School::with_people(1);
    let refused = |from: &str, until: Option<&str>, action| {
        let request = ScheduleRequest {
            until: until.map(str::to_owned),
            ..request(action, from, people(&["person1"]))
        };
        school.operator().schedule(&request).unwrap_err().code()
    };
    assert_eq!(refused("2026-08-31", None, Command::Disable), "in-the-past");
    assert_eq!(
        refused("2026-09-01", Some("2026-08-01"), Command::Disable),
        "in-the-past"
    );
    assert_eq!(
        refused("2026-09-02", Some("2026-09-01"), Command::Disable),
        "invalid"
    );
    assert_eq!(
        refused("2026-09-01", Some("2026-10-01"), Command::Enable),
        "invalid"
    );
    assert_eq!(refused("2026-09-01", None, Command::Delete), "invalid");
    assert_eq!(refused("soon", None, Command::Disable), "invalid");
    let unknown = school
        .operator()
        .schedule(&block(people(&["person1", "nobody"])))
        .unwrap_err();
    assert_eq!(unknown.code(), "unknown-account");
    assert!(
        unknown
            .to_string()
            .starts_with("number 2 of the 2 accounts"),
        "{unknown}"
    );
}

#[test]
fn a_repeated_idempotency_key_schedules_once_and_answers_again() {
    let school = School::with_people(2);
    let amy = Caller {
        idempotency_key: Some("summer".to_owned()),
        ..school.amy.clone()
    };
    let operator = school.ledger().operator(&amy).unwrap();
    let schedule = || match operator
        .schedule(&block(people(&["person1", "person2"])))
        .unwrap()
    {
        ScheduleOutcome::Scheduled(scheduled) => scheduled,
        other => panic!("not scheduled: {other:?}"),
    };
    let (first, second) = (schedule(), schedule());
    assert_eq!(
        (first.first_position, first.events),
        (second.first_position, second.events)
    );
    let ids = |scheduled: &Scheduled| -> Vec<String> {
        scheduled
            .steps
            .iter()
            .map(|step| step.step_id.clone())
            .collect()
    };
    assert_eq!(ids(&first), ids(&second));
}

#[test]
fn a_repeated_idempotency_key_is_answered_when_the_time_has_passed_too() {
    let school = School::with_people(1);
    let amy = Caller {
        idempotency_key: Some("summer".to_owned()),
        ..school.amy.clone()
    };
    let operator = school.ledger().operator(&amy).unwrap();
    let begins = request(
        Command::Disable,
        "2026-08-31T08:30:00Z",
        people(&["person1"]),
    );
    let first = operator.schedule(&begins).unwrap();
    school.temporary.clock.advance(TimeDelta::hours(1));
    let again = operator.schedule(&begins).unwrap();
    let (ScheduleOutcome::Scheduled(first), ScheduleOutcome::Scheduled(again)) = (first, again)
    else {
        panic!("scheduled both times");
    };
    assert_eq!(first.first_position, again.first_position);
    let anew = school.operator().schedule(&begins).unwrap_err();
    assert_eq!(anew.code(), "in-the-past");
}

#[test]
fn r14_a_yes_is_to_the_accounts_that_were_shown() {
    let school = School::with_people(3);
    let everybody = block(Whom::Institution(InstitutionId(1)));
    let plan = school.plan(&everybody);
    school.add("south1", 2);
    assert_eq!(
        school.plan(&everybody).plan_id,
        plan.plan_id,
        "what moved does not concern it"
    );
    let later = ScheduleRequest {
        from: "2026-09-02".to_owned(),
        ..everybody.clone()
    };
    assert_ne!(school.plan(&later).plan_id, plan.plan_id);

    school.change("person2", Command::Disable);
    let agreed = |plan_id: &str| ScheduleRequest {
        plan_id: Some(plan_id.to_owned()),
        ..everybody.clone()
    };
    let before = school.size();
    let outcome = school.operator().schedule(&agreed(&plan.plan_id)).unwrap();
    let ScheduleOutcome::Stopped(now) = outcome else {
        panic!("others than were shown: {outcome:?}");
    };
    assert_eq!(now.stopped.as_deref(), Some("plan-changed"));
    assert_eq!(now.steps[0].accounts, 2);
    assert_eq!(school.size(), before, "nothing is recorded");
    let scheduled = school.schedule(&agreed(&now.plan_id));
    assert_eq!(scheduled.steps[0].accounts, 2);
}

#[test]
fn steps_are_listed_in_pages() {
    let school = School::with_people(1);
    for day in [3, 1, 2] {
        let from = format!("2026-09-0{day}");
        school.schedule(&request(Command::Disable, &from, people(&["person1"])));
    }
    let page = |cursor: Option<String>| {
        let query = StepQuery {
            limit: 2,
            cursor,
            ..StepQuery::default()
        };
        school.operator().steps(&query)
    };
    let first = page(None).unwrap();
    let days: Vec<String> = first
        .steps
        .iter()
        .map(|step| step.due.format("%d").to_string())
        .collect();
    assert_eq!(days, ["01", "02"]);
    let second = page(first.next).unwrap();
    assert_eq!((second.steps.len(), second.next), (1, None));
    for wrong in ["", "zz", "é", "00000000000000000000000000000000000000"] {
        assert_eq!(
            page(Some(wrong.to_owned())).unwrap_err().code(),
            "invalid",
            "{wrong}"
        );
    }
}

#[test]
fn steps_of_one_institution_count_the_accounts_of_that_institution() {
    let school = School::with_people(2);
    school.add("south1", 2);
    school.schedule(&block(people(&["person1", "person2", "south1"])));
    let accounts = |institution: Option<u64>| {
        let query = StepQuery {
            institution: institution.map(InstitutionId),
            ..StepQuery::default()
        };
        school.operator().steps(&query).unwrap().steps[0].accounts
    };
    assert_eq!([None, Some(1), Some(2)].map(accounts), [3, 2, 1]);
}

#[test]
fn r16_what_cannot_be_asked_for_is_refused_the_same_of_any_institution() {
    let school = School::with_people(0);
    let olga = School::admin_of(2);
    let own = school.ledger().reader(&olga).unwrap();
    for institution in [1, 2, 99] {
        let query = StepQuery {
            institution: Some(InstitutionId(institution)),
            action: Some(Command::Delete),
            ..StepQuery::default()
        };
        let refused = own.steps(&query).unwrap_err();
        assert_eq!(refused.code(), "invalid", "{institution}");
    }
}

#[test]
fn steps_are_listed_by_institution_and_by_action() {
    let school = School::with_people(0);
    school.add("south1", 2);
    school.add("north1", 1);
    let schedule = |command, day: &str, who| {
        let from = format!("2026-09-{day}");
        school.schedule(&request(command, &from, people(&[who])));
    };
    schedule(Command::Disable, "01", "north1");
    schedule(Command::Deactivate, "02", "north1");
    schedule(Command::Disable, "03", "south1");
    let days = |reader: &Operator<'_>, institution, action| -> Vec<String> {
        let query = StepQuery {
            institution,
            action,
            ..StepQuery::default()
        };
        let listed = reader.steps(&query).unwrap().steps;
        let days = listed.iter().map(|step| step.due.format("%d").to_string());
        days.collect()
    };
    let (north, south) = (Some(InstitutionId(1)), Some(InstitutionId(2)));
    let all = school.operator();
    assert_eq!(days(&all, north, None), ["01", "02"]);
    assert_eq!(days(&all, None, Some(Command::Disable)), ["01", "03"]);
    assert_eq!(days(&all, south, Some(Command::Deactivate)), [""; 0]);
    let olga = School::admin_of(2);
    let own = school.ledger().operator(&olga).unwrap();
    assert_eq!(days(&own, south, None), ["03"]);
    assert_eq!(days(&own, north, None), [""; 0], "R16");
}
