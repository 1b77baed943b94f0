//! Scheduling, as a person or a timer does it.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, TimeDelta};
use rollbook_service::sources::{Clock, SystemClock};
use rollbook_service::{Caller, Ledger, Settings};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::office::Office;
use crate::serve::Serving;

/// A time to come, near enough to wait for.
fn in_seconds(seconds: i64) -> String {
    let time = SystemClock.now() + TimeDelta::seconds(seconds);
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn add<'a>(from: &'a str, others: &[&'a str]) -> Vec<&'a str> {
    let command = ["schedule", "add", "disable", "--from", from, "--yes"];
    [&command[..], others].concat()
}

#[test]
fn a_block_is_planned_scheduled_listed_and_cancelled() {
    let office = Office::with_people(3);
    office.leavers(&[
        "p1@school.example,,,,,",
        "p2@school.example,,,,,",
        "p9@school.example,,,,,",
    ]);
    let before = office.position();
    let block = ["--until", "2999-09-01", "--file", "leavers.csv"];
    let (exit, plan) = office.json(&[&add("2999-07-01", &block)[..], &["--plan"]].concat());
    assert_eq!(exit, 1, "one row is refused");
    assert_eq!(plan["steps"][0]["effects"]["disable"], 2);
    assert_eq!(plan["steps"][1]["action"], "enable");
    assert_eq!(plan["refusals"][0]["code"], "unknown-account");
    assert_eq!(office.position(), before);

    let (exit, scheduled) = office.json(&add("2999-07-01", &block));
    assert_eq!((exit, &scheduled["events"]), (1, &json!(6)));
    let list = office.done(&["schedule", "list"]);
    assert_eq!(list["steps"].as_array().unwrap().len(), 2);
    let shown = office.run(&["account", "show", "person1"]).stdout;
    let line =
        "scheduled     disable on 1 July 2999, 00:00 UTC; enable on 1 September 2999, 00:00 UTC\n";
    assert!(shown.contains(line), "{shown}");

    let step = list["steps"][0]["step_id"].as_str().unwrap();
    let cancelled = office.run(&["schedule", "cancel", step]);
    assert_eq!(
        cancelled.stdout,
        "cancelled: disable 2 accounts on 1 July 2999, 00:00 UTC\n\
         cancelled: enable 2 accounts on 1 September 2999, 00:00 UTC\n"
    );
    assert_eq!(
        office.run(&["schedule", "list"]).stdout,
        "nothing is scheduled\n"
    );
    let all = office.run(&["schedule", "list", "--all"]).stdout;
    assert_eq!(all.matches("cancelled").count(), 2, "{all}");
}

#[test]
fn r14_a_file_that_was_scheduled_or_only_planned_waits_for_no_yes() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,"]);
    let file = ["--file", "leavers.csv"];
    let waiting = || {
        let ledger = Ledger::open(Settings::new(office.path().join("rollbook-data"))).unwrap();
        let amy = Caller::of_the_machine("amy");
        let operator = ledger.operator(&amy).unwrap();
        operator.waiting_plans(10, None).unwrap().plans.len()
    };
    office.json(&[&add("2999-07-01", &file)[..], &["--plan"]].concat());
    assert_eq!(waiting(), 0);
    office.json(&add("2999-07-01", &file));
    assert_eq!(waiting(), 0);
    office.json(&["import", "leavers.csv", "--plan"]);
    assert_eq!(waiting(), 1, "what is to act today waits");
}

#[test]
fn the_plan_reads_as_a_person_would_say_it() {
    let office = Office::with_people(2);
    let arguments = ["--until", "2999-09-01", "person1", "user_id:1002", "--plan"];
    let plan = office.run(&add("2999-07-01", &arguments));
    assert_eq!(
        plan.stdout,
        "Disable 2 accounts on 1 July 2999, 00:00 UTC.\n  \
           If it ran now: 2 disabled, 2 seats freed.\n\
         Enable 2 accounts on 1 September 2999, 00:00 UTC.\n  \
           It gives back what the step before took; if it ran right behind it: 2 enabled, 2 seats needed.\n"
    );
    assert_eq!(plan.exit, 0);
}

#[test]
fn what_cannot_be_scheduled_is_told_by_its_exit() {
    let office = Office::with_people(120);
    let problem = |others: &[&str]| office.problem(&add("2999-07-01", others));
    assert_eq!(problem(&["nobody"]), (4, "unknown-account".to_owned()));
    assert_eq!(
        problem(&["--institution", "9"]),
        (4, "unknown-institution".to_owned())
    );
    assert_eq!(
        problem(&["--until", "2999-01-01", "person1"]),
        (2, "invalid".to_owned())
    );
    assert_eq!(problem(&[]), (2, "usage".to_owned()));
    assert_eq!(
        problem(&["person1", "--institution", "1"]),
        (2, "usage".to_owned())
    );
    let past = add("2001-07-01", &["person1"]);
    assert_eq!(office.problem(&past), (2, "in-the-past".to_owned()));
    let unknown = ["schedule", "cancel", "01920000-0000-7000-8000-000000000000"];
    assert_eq!(office.problem(&unknown), (4, "not-found".to_owned()));
    let asked = [
        "schedule",
        "add",
        "disable",
        "--from",
        "2999-07-01",
        "person1",
    ];
    assert_eq!(
        office.problem(&asked),
        (2, "confirmation-needed".to_owned())
    );

    let everybody = ["--institution", "1"];
    let (exit, stopped) = office.json(&add("2999-07-01", &everybody));
    assert_eq!((exit, &stopped["stopped"]), (3, &json!("share-of-domain")));
    let summer = ["--institution", "1", "--override-guards", "the summer"];
    let scheduled = office.done(&add("2999-07-01", &summer));
    assert_eq!(scheduled["steps"][0]["accounts"], 120);
    let nobody = [
        "schedule",
        "add",
        "enable",
        "--from",
        "2999-07-01",
        "--institution",
        "1",
        "--yes",
    ];
    let (exit, nobody) = office.json(&nobody);
    assert_eq!((exit, &nobody["steps"]), (0, &json!([])));
}

#[test]
fn without_a_server_a_timer_runs_what_is_due_and_no_other_command_does() {
    let office = Office::with_people(2);
    office.done(&add(&in_seconds(1), &["person1", "--reason", "the summer"]));
    assert_eq!(office.run(&["schedule", "run"]).stdout, "nothing is due\n");
    sleep(Duration::from_millis(1200));
    assert_eq!(office.status_of("person1"), "active");
    office.done(&["account", "set", "person2", "--nickname", "Ben"]);
    assert_eq!(office.status_of("person1"), "active");
    let ran = office.done(&["schedule", "run"]);
    assert_eq!(ran["steps"][0]["ran"]["changed"], 1);
    assert_eq!(office.status_of("person1"), "disabled");
    let batch = ran["steps"][0]["ran"]["batch_id"].as_str().unwrap();
    let batch = office.done(&["batch", "show", batch]);
    assert_eq!(
        (&batch["kind"], &batch["reason"]),
        (&json!("schedule"), &json!("the summer"))
    );
    assert_eq!(office.done(&["schedule", "run"])["steps"], json!([]));
}

#[test]
fn a_server_runs_what_a_command_has_scheduled_and_what_was_missed() {
    let office = Office::with_people(2);
    office.done(&add(&in_seconds(1), &["person1"]));
    sleep(Duration::from_millis(1100));
    let mut serving = Serving::start(&office, &[]);
    serving.line();
    let comes = |who: &str| {
        let started = Instant::now();
        while office.status_of(who) != "disabled" {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "{who} is not disabled"
            );
            sleep(Duration::from_millis(50));
        }
    };
    comes("person1");
    office.done(&add(&in_seconds(1), &["person2"]));
    comes("person2");
    assert_eq!(serving.stop(Signal::TERM).0, Some(0));
}

#[test]
fn a_killed_run_is_whole_or_not_at_all_and_happens_once() {
    let office = Office::with_people(3000);
    let everybody = ["--institution", "1", "--override-guards", "the summer"];
    office.done(&add(&in_seconds(1), &everybody));
    sleep(Duration::from_millis(1100));
    let before = office.position();
    for pause in [5, 20, 40, 80, 120, 160] {
        let mut run = office
            .command(&["schedule", "run"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(pause));
        let _ = run.kill();
        run.wait().unwrap();
        let written = office.position() - before;
        // The batch's own record, that the step ran, and everybody.
        assert!(
            [0, 3002].contains(&written),
            "{written} events after {pause} ms"
        );
    }
    office.done(&["schedule", "run"]);
    assert_eq!(office.position() - before, 3002);
    let list = office.done(&["schedule", "list", "--all"]);
    let states: Vec<&Value> = list["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["state"])
        .collect();
    assert_eq!(states, ["ran"]);
}
