//! Steps on days to come, by a clock that the test sets: 31 August 2026, 08:00 UTC at first.

use std::time::Duration;

use chrono::TimeDelta;
use rollbook_service::answers::{Account, SchedulePlan, Scheduled, Step};
use rollbook_service::{
    AccountColumns, Aim, ApplyOptions, Caller, Command, Error, InstitutionId, Ledger, Moment,
    Operator, PlanRequest, Position, ReversalOptions, ReversalOutcome, ReversalTarget, Role,
    ScheduleOutcome, ScheduleRequest, SeatScope, Settings, StepQuery, Whom,
};
use rollbook_testkit::{TemporaryLedger, wait_until};

/// Institution 1, North, with people called after their numbers, and 2, South, with nobody.
struct School {
    temporary: TemporaryLedger,
    amy: Caller,
}

impl School {
    fn with_people(many: usize) -> School {
        let school = School {
            temporary: TemporaryLedger::with_institution(),
            amy: Caller::of_the_machine("amy"),
        };
        let admin = school.ledger().domain_admin(&school.amy).unwrap();
        admin
            .add_institution("South", Some(InstitutionId(2)), None, None)
            .unwrap();
        (1..=many).for_each(|number| school.add(&format!("person{number}"), 1));
        school
    }

    fn ledger(&self) -> &Ledger {
        &self.temporary.ledger
    }

    fn operator(&self) -> Operator<'_> {
        self.ledger().operator(&self.amy).unwrap()
    }

    fn add(&self, username: &str, institution: u64) {
        let new = AccountColumns {
            username: Some(username.to_owned()),
            email: Some(format!("{username}@school.example")),
            institution: Some(InstitutionId(institution)),
            ..AccountColumns::default()
        };
        self.operator().add_account(&new, None).unwrap();
    }

    fn account(&self, who: &str) -> Account {
        let operator = self.operator();
        operator.account(operator.find(who).unwrap()).unwrap()
    }

    fn status(&self, who: &str) -> String {
        self.account(who).status
    }

    fn change(&self, who: &str, command: Command) {
        let operator = self.operator();
        let id = operator.find(who).unwrap();
        match command {
            Command::Disable => operator.disable(id, None),
            Command::Enable => operator.enable(id, None),
            Command::Deactivate => operator.deactivate(id, None),
            Command::Reactivate => operator.reactivate(id, None),
            Command::Delete => unreachable!("nobody is deleted here"),
        }
        .unwrap();
    }

    fn schedule(&self, request: &ScheduleRequest) -> Scheduled {
        match self.operator().schedule(request).unwrap() {
            ScheduleOutcome::Scheduled(scheduled) => scheduled,
            other => panic!("not scheduled: {other:?}"),
        }
    }

    fn plan(&self, request: &ScheduleRequest) -> SchedulePlan {
        self.operator().plan_schedule(request).unwrap()
    }

    /// Lets days pass and runs what is due then.
    fn after(&self, days: i64) -> Vec<Step> {
        self.temporary.clock.advance(TimeDelta::days(days));
        self.run()
    }

    fn run(&self) -> Vec<Step> {
        let admin = self.ledger().domain_admin(&self.amy).unwrap();
        admin.run_schedule().unwrap().steps
    }

    fn size(&self) -> u64 {
        let diagnosis = self.ledger().doctor().unwrap();
        assert!(diagnosis.ok, "{:?}", diagnosis.findings);
        diagnosis.position.unwrap()
    }

    /// The same ledger in another process.
    fn elsewhere(&self) -> Ledger {
        let mut settings = Settings::new(self.temporary.path());
        settings.clock = self.temporary.clock.clone();
        Ledger::open(settings).unwrap()
    }

    /// The admin of an institution.
    fn admin_of(institution: u64) -> Caller {
        Caller {
            role: Role::InstitutionAdmin,
            institution: Some(InstitutionId(institution)),
            ..Caller::of_the_machine("olga")
        }
    }

    fn upload(&self, csv: &str) -> String {
        let operator = self.operator();
        let mut upload = operator.begin_upload(PlanRequest::default()).unwrap();
        upload.begin_file("leavers.csv").unwrap();
        upload.push(csv.as_bytes()).unwrap();
        upload.finish().unwrap().plan_id
    }
}

fn request(action: Command, from: &str, whom: Whom) -> ScheduleRequest {
    ScheduleRequest {
        action,
        from: from.to_owned(),
        until: None,
        whom,
        reason: None,
        override_guards: None,
    }
}

fn people(named: &[&str]) -> Whom {
    Whom::Accounts(named.iter().map(|who| (*who).to_owned()).collect())
}

/// From 1 September to 1 October.
fn block(whom: Whom) -> ScheduleRequest {
    ScheduleRequest {
        until: Some("2026-10-01".to_owned()),
        reason: Some("the building is closed".to_owned()),
        ..request(Command::Disable, "2026-09-01", whom)
    }
}

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
        batch.actor.as_str(),
    );
    assert_eq!(told, ("schedule", "schedule", "amy"));
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
fn r60_guards_are_judged_when_a_step_is_scheduled() {
    let school = School::with_people(110);
    let everybody = block(Whom::Institution(InstitutionId(1)));
    let plan = school.plan(&everybody);
    assert_eq!(plan.stopped.as_deref(), Some("share-of-domain"));
    assert_eq!(plan.steps[0].accounts, 110);
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
    assert!(matches!(theirs, Error::DomainAdminNeeded(_)));
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
    let plan_id = {
        let admin = school.operator();
        let request = PlanRequest {
            profile: "accounts".parse().unwrap(),
            ..PlanRequest::default()
        };
        let mut upload = admin.begin_upload(request).unwrap();
        upload.begin_file("moves.csv").unwrap();
        upload.push(b"username,institution\nsouth1,1\n").unwrap();
        upload.finish().unwrap().plan_id
    };
    school
        .operator()
        .apply(&plan_id, &ApplyOptions::default())
        .unwrap();
    let ran = school.after(1);
    let run = ran[0].ran.clone().unwrap();
    assert_eq!((run.changed, run.refused), (Some(1), Some(1)));
    assert_eq!(school.status("south1"), "active");
    assert_eq!(ran[0].actor, "olga");
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
fn what_is_scheduled_shows_wherever_the_account_is_about_to_be_changed() {
    let school = School::with_people(3);
    school.schedule(&block(people(&["person1", "person2"])));
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
