//! What happens on the day, and what does not.

use super::*;

#[test]
fn a_block_begins_and_ends_on_its_days() {
    let school = School::with_people(3);
    let scheduled = school.schedule(&block(people(&["person1", "person2"])));
    let dues: Vec<String> = scheduled
        .steps
        .iter()
        .map(|step| step.due.to_rfc3339())
        .collect();
    assert_eq!(
        dues,
        ["2026-09-01T00:00:00+00:00", "2026-10-01T00:00:00+00:00"]
    );
    assert_eq!(scheduled.events, 6, "two steps of two accounts");
    assert_eq!(
        scheduled.steps[1].ends.as_ref(),
        Some(&scheduled.steps[0].step_id)
    );
    assert!(school.run().is_empty(), "nothing is due on 31 August");
    assert_eq!(school.status("person1"), "active");

    let begun = school.after(1);
    assert_eq!(begun.len(), 1);
    assert_eq!(school.status("person1"), "disabled");
    assert_eq!(school.status("person3"), "active");
    assert!(school.after(29).is_empty(), "30 September");
    let ended = school.after(1);
    assert_eq!(ended.len(), 1);
    assert_eq!(school.status("person2"), "active");
    assert!(school.after(365).is_empty());

    let run = begun[0].ran.clone().unwrap();
    assert_eq!((run.changed, run.refused), (Some(2), Some(0)));
    let batch = run.batch_id.unwrap().parse().unwrap();
    let batch = school.operator().batch(batch).unwrap();
    let told = (
        batch.kind.as_str(),
        batch.channel.as_str(),
        batch.actor.as_deref(),
    );
    assert_eq!(told, ("schedule", "schedule", Some("amy")));
    assert_eq!(batch.reason.as_deref(), Some("the building is closed"));
    assert_eq!((batch.effects.disable, batch.events), (2, 4));
}

#[test]
fn the_end_of_a_block_gives_back_what_the_block_took_and_no_more() {
    let school = School::with_people(3);
    school.change("person1", Command::Disable);
    school.schedule(&block(people(&["person1", "person2", "person3"])));
    school.after(1);
    // Somebody decides about person2 while the block lasts.
    school.change("person2", Command::Enable);
    school.change("person2", Command::Disable);
    let ended = school.after(30);
    let run = ended[0].ran.clone().unwrap();
    assert_eq!((run.changed, run.nothing_to_do), (Some(1), Some(2)));
    let statuses = ["person1", "person2", "person3"].map(|who| school.status(who));
    assert_eq!(statuses, ["disabled", "disabled", "active"]);
}

#[test]
fn steps_that_were_missed_run_late_in_the_order_in_which_they_were_due() {
    let school = School::with_people(1);
    school.schedule(&request(
        Command::Deactivate,
        "2026-11-01",
        people(&["person1"]),
    ));
    school.schedule(&block(people(&["person1"])));
    school.ledger().close();
    school.temporary.clock.advance(TimeDelta::days(100));
    let again = school.elsewhere();
    let admin = again.domain_admin(&school.amy).unwrap();
    let ran = admin.run_schedule().unwrap().steps;
    let actions: Vec<&str> = ran.iter().map(|step| step.action.as_str()).collect();
    assert_eq!(actions, ["disable", "enable", "deactivate"]);
    let account = admin.account(admin.find("person1").unwrap()).unwrap();
    assert_eq!(
        (account.status.as_str(), account.blocked),
        ("deactivated", false)
    );
}

#[test]
fn a_step_runs_once_whoever_else_runs_it() {
    let school = School::with_people(20);
    for day in 1..=9 {
        let from = format!("2026-09-0{day}");
        let action = if day % 2 == 1 {
            Command::Disable
        } else {
            Command::Enable
        };
        school.schedule(&request(
            action,
            &from,
            Whom::Accounts((1..=20).map(|number| format!("person{number}")).collect()),
        ));
    }
    school.temporary.clock.advance(TimeDelta::days(60));
    let others: Vec<Ledger> = (0..3).map(|_| school.elsewhere()).collect();
    let before = school.size();
    let ran: usize = std::thread::scope(|scope| {
        let run = |ledger: &Ledger| {
            let amy = Caller::of_the_machine("amy");
            ledger
                .domain_admin(&amy)
                .unwrap()
                .run_schedule()
                .unwrap()
                .steps
                .len()
        };
        let threads: Vec<_> = others
            .iter()
            .map(|ledger| scope.spawn(move || run(ledger)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert_eq!(ran, 9);
    // Each is a batch: its own record, that the step ran, and 20 accounts.
    assert_eq!(school.size() - before, 9 * 22);
    assert_eq!(school.status("person20"), "disabled");
}

#[test]
fn a_step_that_finds_nothing_to_do_records_that_it_ran_and_no_batch() {
    let school = School::with_people(1);
    school.change("person1", Command::Deactivate);
    school.schedule(&request(
        Command::Deactivate,
        "2026-09-01",
        people(&["person1"]),
    ));
    let before = school.size();
    let ran = school.after(1);
    assert_eq!(school.size() - before, 1);
    let run = ran[0].ran.clone().unwrap();
    assert_eq!((run.batch_id, run.nothing_to_do), (None, Some(1)));
}

#[test]
fn r46_whoever_finds_no_seat_on_the_day_is_refused_and_told_in_the_history() {
    let school = School::with_people(3);
    for who in ["person1", "person2"] {
        school.change(who, Command::Disable);
    }
    let enable = request(
        Command::Enable,
        "2026-09-01",
        people(&["person2", "person1"]),
    );
    let plan = school.plan(&enable);
    assert_eq!(
        (plan.steps[0].seats[0].before, plan.steps[0].seats[0].after),
        (1, 3)
    );
    school.schedule(&enable);
    let admin = school.ledger().domain_admin(&school.amy).unwrap();
    let north = SeatScope::Institution(InstitutionId(1));
    admin.set_seat_limit(north, Some(2)).unwrap();
    assert_eq!(
        school.plan(&enable).steps[0].effects.refused,
        1,
        "as if it ran now"
    );
    let version = school.account("person1").version;
    let ran = school.after(1);
    let run = ran[0].ran.clone().unwrap();
    assert_eq!((run.changed, run.refused), (Some(1), Some(1)));
    let statuses = ["person1", "person2"].map(|who| school.status(who));
    assert_eq!(
        statuses,
        ["disabled", "active"],
        "in the order in which they were named"
    );
    assert!(school.account("person1").version > version);
}

#[test]
fn a_cancelled_step_does_not_run_and_its_end_goes_with_it() {
    let school = School::with_people(1);
    let both = school.schedule(&block(people(&["person1"])));
    let cancel = |index: usize, scheduled: &Scheduled| {
        let id = scheduled.steps[index].step_id.parse().unwrap();
        school.operator().cancel_step(id, Some("it stays open"))
    };
    let cancelled = cancel(0, &both).unwrap();
    assert_eq!(cancelled.steps.len(), 2);
    assert!(cancelled.steps.iter().all(|step| step.state == "cancelled"));
    let told = cancelled.steps[0].cancelled.clone().unwrap();
    assert_eq!(told.reason.as_deref(), Some("it stays open"));
    let before = school.size();
    cancel(0, &both).unwrap();
    assert_eq!(school.size(), before, "nothing to do");

    let open_end = school.schedule(&block(people(&["person1"])));
    assert_eq!(cancel(1, &open_end).unwrap().steps.len(), 1);
    let ran = school.after(100);
    assert_eq!(ran.len(), 1);
    assert_eq!(school.status("person1"), "disabled");
    assert_eq!(cancel(0, &open_end).unwrap_err().code(), "step-has-run");
    assert!(
        school
            .operator()
            .steps(&StepQuery::default())
            .unwrap()
            .steps
            .is_empty()
    );
}

#[test]
fn a_server_runs_what_another_process_has_scheduled() {
    let school = School::with_people(1);
    let server = school.elsewhere();
    let running = server.keep_schedule().unwrap();
    school.schedule(&block(people(&["person1"])));
    school.temporary.clock.advance(TimeDelta::days(1));
    let limit = Duration::from_secs(10);
    wait_until(limit, "the step", || school.status("person1") == "disabled");
    drop(running);
    school.temporary.clock.advance(TimeDelta::days(60));
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(
        school.status("person1"),
        "disabled",
        "nobody runs it any more"
    );
}

#[test]
fn r52_what_a_step_did_is_reversed_like_any_other_batch() {
    let school = School::with_people(2);
    school.schedule(&block(people(&["person1", "person2"])));
    let begun = school.after(1);
    let batch = begun[0].ran.clone().unwrap().batch_id.unwrap();
    let shown = school.operator().batch(batch.parse().unwrap()).unwrap();
    assert_eq!(shown.of_step.as_ref(), Some(&begun[0].step_id));

    let operator = school.operator();
    let target = ReversalTarget::Batch(batch.parse().unwrap());
    let options = ReversalOptions::default();
    let plan = operator
        .plan_reversal(Aim::Back, &target, &options)
        .unwrap()
        .plan;
    assert_eq!(plan.effects.enable, 2);
    assert_eq!(plan.notices[0].code, "scheduled-steps");
    let outcome = operator.apply_reversal(Aim::Back, &target, &options);
    assert!(matches!(outcome, Ok(ReversalOutcome::Applied(_))));
    let statuses = ["person1", "person2"].map(|who| school.status(who));
    assert_eq!(statuses, ["active", "active"]);
    // The end of the block finds nothing that the block still holds.
    let ended = school.after(30);
    assert_eq!(ended[0].ran.clone().unwrap().nothing_to_do, Some(2));
}

#[test]
fn r43_a_step_of_somebody_who_was_erased_runs_in_the_programs_name() {
    let school = School::with_people(1);
    let registrar = Caller::of_the_machine("registrar");
    let registrar = school.ledger().domain_admin(&registrar).unwrap();
    let email = "olga@school.example";
    let added = registrar.add_admin(email, Role::DomainAdmin, None).unwrap();
    let signed_in = school.ledger().sign_in(&added.sign_in_secret.unwrap());
    let cookie = signed_in.unwrap().unwrap().cookie;
    let (olga, _) = school.ledger().session(&cookie).unwrap().unwrap();
    let operator = school.ledger().operator(&olga).unwrap();
    operator.schedule(&block(people(&["person1"]))).unwrap();
    registrar.erase_admin(email).unwrap();

    let ran = school.after(1);
    assert_eq!(school.status("person1"), "disabled");
    assert_eq!(ran[0].actor, None);
    let batch = ran[0].ran.clone().unwrap().batch_id.unwrap();
    let batch = school.operator().batch(batch.parse().unwrap()).unwrap();
    assert_eq!(batch.actor.as_deref(), Some("rollbook"));
}
