//! Files of which nothing can be taken, and of which nothing is kept.

use rollbook_service::{ApplyOutcome, Command, answers};

use crate::district::District;
use crate::packages::{WAYS, codes};

/// What a file without passwords leaves at most, sealed.
const LITTLE: u64 = 1 << 10;

/// A megabyte of passwords, and no header that would tell their column.
fn headerless() -> String {
    let row = |number| format!("{number},Ada,Lovelace,ada{number},s3cret-{number},,T,7,1\n");
    let file: String = (0..25_000).map(row).collect();
    assert!(file.len() > 1_000_000);
    file
}

/// What a plan tells of its files.
fn told(plan: &answers::Plan) -> String {
    serde_json::to_string(&(
        (&plan.files, plan.rows, plan.effects.refused),
        (&plan.refusals, &plan.notices),
    ))
    .expect("JSON")
}

#[test]
fn r25_nothing_is_kept_of_a_file_whose_columns_nobody_can_tell() {
    let district = District::with_accounts(0);
    let way = WAYS[2];
    for name in ["people.csv", "users.csv"] {
        let plan = way.plan(&district, &[(name, &headerless())]);
        assert!(!plan.refusals.is_empty() && plan.effects.create == 0);
        assert_eq!(plan.effects.refused, plan.rows);
        assert!(plan.rows >= 24_999, "{}", plan.rows);
        let kept = district.kept_bytes(&plan);
        assert!((1..LITTLE).contains(&kept), "{kept}");
        assert!(!district.refused(&plan).contains("s3cret"));
        assert!(!told(&plan).contains("s3cret"));
    }
}

#[test]
fn r25_r61_a_file_that_is_not_kept_is_told_of_as_before_when_the_ledger_moves() {
    let district = District::with_accounts(10);
    let leavers = "email\nperson1@school.example\nperson2@school.example\n";
    let files = [("leavers.csv", leavers), ("secrets.csv", &headerless())];
    let plan = district.plan_files(&files);
    assert_eq!(plan.effects.deactivate, 2, "{:?}", codes(&plan));
    assert!(district.kept_bytes(&plan) < LITTLE);

    district.change("person2", Command::Deactivate);
    let ApplyOutcome::Stopped { plan: again, .. } = district.apply(&plan) else {
        panic!("person2 is deactivated already");
    };
    assert_eq!(again.stopped.as_deref(), Some("plan-changed"));
    assert_eq!(again.effects.deactivate, 1);
    assert_eq!(told(&again), told(&plan));

    district.change("person5", Command::Disable);
    let ApplyOutcome::Applied(applied) = district.apply(&again) else {
        panic!("nothing of the plan has changed");
    };
    assert_eq!(applied.plan.effects.deactivate, 1);
    assert_eq!(told(&applied.plan), told(&plan));
}

#[test]
fn r25_r61_a_package_is_refused_as_before_when_the_ledger_moves() {
    let way = WAYS[2];
    let district = District::with_accounts(10);
    let classes = "import_id,name,teacher_id\nc1,Art,sis1\n";
    let files = [("users.csv", &*headerless()), ("classes.csv", classes)];
    let plan = way.plan(&district, &files);
    let codes = codes(&plan);
    assert!(!codes.is_empty() && plan.effects.add_class == 0);
    district.change("person2", Command::Deactivate);
    let before = district.position();
    let ApplyOutcome::Applied(applied) = district.apply(&plan) else {
        panic!("nothing was to be done, and nothing is");
    };
    assert_eq!(told(&applied.plan), told(&plan));
    assert_eq!((applied.events, district.position()), (0, before));
}
