//! R14 and R40 on a real terminal.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::office::Office;

/// The two ends of a terminal: the person's and the program's.
fn terminal() -> (File, File) {
    let person: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&person).unwrap();
    unlockpt(&person).unwrap();
    let name = ptsname(&person, Vec::new()).unwrap();
    let program = OpenOptions::new()
        .read(true)
        .write(true)
        .open(name.to_str().unwrap())
        .unwrap();
    (File::from(person), program)
}

/// Runs a command at a terminal and types the answer once it asks; meanwhile the world may move.
/// Returns the exit code with what was shown.
fn at_a_terminal(
    office: &Office,
    arguments: &[&str],
    meanwhile: impl FnOnce(),
    answer: &str,
) -> (i32, String) {
    let (mut person, program) = terminal();
    let mut command = office.command(arguments);
    command
        .stdin(program.try_clone().unwrap())
        .stdout(program.try_clone().unwrap())
        .stderr(program);
    let mut child = command.spawn().unwrap();
    // The program's end must be open in the program alone, or its end is never seen.
    drop(command);
    let mut shown = String::new();
    let mut answers = Some(meanwhile);
    let mut piece = [0; 4096];
    // Linux answers a read with an error once the program has closed its end.
    while let Ok(read @ 1..) = person.read(&mut piece) {
        shown += &String::from_utf8_lossy(&piece[..read]);
        if shown.contains("[y/N]")
            && let Some(meanwhile) = answers.take()
        {
            meanwhile();
            writeln!(person, "{answer}").unwrap();
        }
    }
    (child.wait().unwrap().code().unwrap(), shown)
}

#[test]
fn r14_an_import_shows_its_plan_and_waits_for_a_yes() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,y"]);
    let before = office.position();
    for no in ["n", "", "perhaps"] {
        let (exit, shown) = at_a_terminal(&office, &["import", "leavers.csv"], || {}, no);
        assert_eq!(exit, 1, "{shown}");
        assert!(shown.contains("1 account will be deactivated"), "{shown}");
        assert!(shown.contains("Continue? [y/N]"), "{shown}");
        assert_eq!(office.position(), before);
    }
    let (exit, shown) = at_a_terminal(&office, &["import", "leavers.csv"], || {}, "y");
    assert_eq!(exit, 0, "{shown}");
    assert!(shown.contains("Recorded as batch"), "{shown}");
    assert_eq!(office.status_of("person1"), "deactivated");
}

#[test]
fn r14_nothing_is_asked_where_nothing_would_be_recorded() {
    let office = Office::with_people(1);
    office.leavers(&["p1@school.example,,,,,"]);
    office.done(&["import", "leavers.csv", "--yes"]);
    let (exit, shown) = at_a_terminal(&office, &["import", "leavers.csv"], || {}, "");
    assert_eq!(exit, 0, "{shown}");
    assert!(!shown.contains("Continue?"), "{shown}");
}

#[test]
fn r40_a_single_command_says_what_it_means_and_waits_for_a_yes() {
    let office = Office::with_people(1);
    let command = ["account", "deactivate", "person1"];
    let (exit, shown) = at_a_terminal(&office, &command, || {}, "n");
    assert_eq!(exit, 1, "{shown}");
    assert!(
        shown.contains("cannot log in") && shown.contains("reactivate brings it back"),
        "{shown}"
    );
    assert_eq!(office.status_of("person1"), "active");
    let (exit, shown) = at_a_terminal(&office, &command, || {}, "yes");
    assert_eq!(exit, 0, "{shown}");
    assert_eq!(office.status_of("person1"), "deactivated");
}

#[test]
fn r14_without_a_terminal_yes_must_be_said_beforehand() {
    let office = Office::with_people(1);
    office.leavers(&["p1@school.example,,,,,"]);
    let run = office.run(&["import", "leavers.csv"]);
    assert_eq!(run.exit, 2);
    assert!(run.stderr.contains("--yes"), "{}", run.stderr);
    assert_eq!(office.status_of("person1"), "active");
}

#[test]
fn r61_a_plan_applied_after_the_ledger_moved_says_what_changed() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,", "p2@school.example,,,,,"]);
    let disable = || drop(office.done(&["account", "deactivate", "person2", "--yes"]));
    let (exit, shown) = at_a_terminal(&office, &["import", "leavers.csv"], disable, "y");
    assert_eq!(exit, 3, "{shown}");
    for part in ["plan-changed", "What is different now", "nothing-to-do"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(
        office.status_of("person1"),
        "active",
        "nothing was recorded"
    );
}

#[test]
fn r14_a_schedule_for_others_than_were_shown_is_asked_again() {
    let office = Office::with_people(3);
    let command = [
        "schedule",
        "add",
        "disable",
        "--from",
        "2999-07-01",
        "--institution",
        "1",
    ];
    let disable = || drop(office.done(&["account", "disable", "person2", "--yes"]));
    let (exit, shown) = at_a_terminal(&office, &command, disable, "y");
    assert_eq!(exit, 3, "{shown}");
    for part in ["Disable 3 accounts", "Disable 2 accounts", "plan-changed"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(
        office.done(&["schedule", "list"])["steps"],
        serde_json::json!([])
    );
    let (exit, shown) = at_a_terminal(&office, &command, || {}, "y");
    assert_eq!(exit, 0, "{shown}");
}

#[test]
fn r61_a_ledger_that_moved_elsewhere_does_not_matter() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,"]);
    let disable = || drop(office.done(&["account", "disable", "person2", "--yes"]));
    let (exit, shown) = at_a_terminal(&office, &["import", "leavers.csv"], disable, "y");
    assert_eq!(exit, 0, "{shown}");
    assert_eq!(office.status_of("person1"), "deactivated");
}
