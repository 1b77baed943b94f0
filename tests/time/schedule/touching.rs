//! One account, touched by every door there is: what is told of it afterwards.

use rollbook_service::{ApplyOutcome, Page, answers};

use super::*;

const WHO: &str = "ada@school.example";

/// Uploads a file and applies it.
fn import(school: &School, csv: &str, profile: &str, reason: &str) -> answers::Applied {
    let operator = school.operator();
    let request = PlanRequest {
        profile: profile.parse().unwrap(),
        ..PlanRequest::default()
    };
    let mut upload = operator.begin_upload(request).unwrap();
    upload.begin_file("people.csv").unwrap();
    upload.push(csv.as_bytes()).unwrap();
    let plan = upload.finish().unwrap();
    let options = ApplyOptions {
        reason: Some(reason.to_owned()),
        ..ApplyOptions::default()
    };
    match operator.apply(&plan.plan_id, &options).unwrap() {
        ApplyOutcome::Applied(applied) => applied,
        ApplyOutcome::Stopped { plan, .. } => panic!("stopped: {:?}", plan.stopped),
    }
}

/// Status, sentence and batch of what put the account into its status.
fn why(school: &School) -> (String, String, Option<String>) {
    let operator = school.operator();
    let why = operator.why(operator.find(WHO).unwrap(), None).unwrap();
    assert_eq!(why.batch, why.event.batch);
    (why.status, why.sentence, why.batch)
}

#[track_caller]
fn because(school: &School, status: &str, words: &[&str], batch: Option<&str>) {
    let (is, sentence, of_batch) = why(school);
    assert_eq!(is, status, "{sentence}");
    assert_eq!(of_batch.as_deref(), batch, "{sentence}");
    for word in words {
        assert!(sentence.contains(word), "no {word:?} in {sentence}");
    }
}

#[test]
fn r50_r51_history_and_why_are_right_for_an_account_that_every_door_has_touched() {
    let school = School::with_people(1);
    let csv = format!("email,username,groups\n{WHO},ada,Choir|Chess\n");
    let created = import(&school, &csv, "accounts", "a new year");
    because(
        &school,
        "active",
        &["row 2", "people.csv"],
        created.batch_id.as_deref(),
    );

    let operator = school.operator();
    let ada = operator.find(WHO).unwrap();
    operator.disable(ada, Some("she starts late")).unwrap();
    because(
        &school,
        "disabled",
        &["amy", "disabled", "she starts late"],
        None,
    );

    let comes = ScheduleRequest {
        reason: Some("the course begins".to_owned()),
        ..request(Command::Enable, "2026-09-01", people(&[WHO]))
    };
    school.schedule(&comes);
    because(&school, "disabled", &["she starts late"], None);
    school.after(1);
    let (status, sentence, run) = why(&school);
    assert_eq!(status, "active");
    assert!(sentence.contains("the course begins"), "{sentence}");
    assert!(run.is_some(), "a run is a batch");

    let csv = format!("email,remove_from_group\n{WHO},Y\n");
    let left = import(&school, &csv, "benchprep", "moved away");
    let batch = left.batch_id.unwrap();
    because(
        &school,
        "deactivated",
        &["moved away", "row 2"],
        Some(&batch),
    );
    assert!(school.account(WHO).groups.is_empty());

    let target = ReversalTarget::Batch(batch.parse().unwrap());
    let options = ReversalOptions {
        reason: Some("the wrong Ada".to_owned()),
        ..ReversalOptions::default()
    };
    let reversed = operator
        .apply_reversal(Aim::Back, &target, &options)
        .unwrap();
    let ReversalOutcome::Applied(reversed) = reversed else {
        panic!("stopped");
    };
    because(
        &school,
        "active",
        &["amy", "the wrong Ada"],
        reversed.batch_id.as_deref(),
    );
    let chess = operator
        .group_named(Some(InstitutionId(1)), "Chess")
        .unwrap();
    operator.leave_group(ada, chess, Some("no time")).unwrap();
    because(
        &school,
        "active",
        &["the wrong Ada"],
        reversed.batch_id.as_deref(),
    );
    assert_eq!(school.account(WHO).groups, ["Choir"]);
    told_in_order(&school);
}

/// Kind, door and reason of everything that ever concerned the account.
fn told_in_order(school: &School) {
    let operator = school.operator();
    let ada = operator.find(WHO).unwrap();
    let mut events = operator
        .account_history(ada, None, &Page::default())
        .unwrap()
        .events;
    events.sort_by_key(|event| event.position);
    let told: Vec<(&str, &str, &str)> = events
        .iter()
        .map(|event| {
            let reason = event.reason.as_deref().unwrap_or_default();
            (event.kind.as_str(), event.channel.as_str(), reason)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("AccountCreated", "import", "a new year"),
            ("GroupJoined", "import", "a new year"),
            ("GroupJoined", "import", "a new year"),
            ("AccountDisabled", "cli", "she starts late"),
            ("StepTargeted", "cli", "the course begins"),
            ("AccountEnabled", "schedule", "the course begins"),
            ("AccountDeactivated", "import", "moved away"),
            ("GroupLeft", "import", "moved away"),
            ("GroupLeft", "import", "moved away"),
            ("AccountReactivated", "cli", "the wrong Ada"),
            ("GroupJoined", "cli", "the wrong Ada"),
            ("GroupJoined", "cli", "the wrong Ada"),
            ("GroupLeft", "cli", "no time"),
        ]
    );
    let rows: Vec<Option<u32>> = events
        .iter()
        .map(|event| event.source.as_ref().and_then(|source| source.row))
        .collect();
    let by_file = |kind: &str| matches!(kind, "import");
    for (row, (_, channel, _)) in rows.iter().zip(&told) {
        assert_eq!(row.is_some(), by_file(channel));
    }
    // What was then is told as it was then, at each of these positions.
    let statuses: Vec<String> = events
        .iter()
        .map(|event| {
            let at = Moment::Position(Position(event.position));
            operator.account_at(ada, Some(at)).unwrap().status
        })
        .collect();
    let expected = [
        "active",
        "active",
        "active",
        "disabled",
        "disabled",
        "active",
        "deactivated",
        "deactivated",
        "deactivated",
        "active",
        "active",
        "active",
        "active",
    ];
    assert_eq!(statuses, expected);
}
