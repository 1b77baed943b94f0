use crate::office::Office;

fn office() -> Office {
    let office = Office::with_people(2);
    let rows = "username,email,note\n\
                person1,p1@school.example,fine\n\
                ,nobody@school.example,\"kept, as it is\"\n\
                ,not an email,\n";
    office.file("leavers.csv", rows);
    office
}

#[test]
fn r17_refused_rows_come_back_with_row_code_and_reason() {
    let office = office();
    let (exit, _) = office.json(&["import", "leavers.csv", "--yes", "--refused", "refused.csv"]);
    assert_eq!(exit, 1);
    let refused = office.read("refused.csv");
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines[0], "username,email,note,row,code,reason");
    assert!(
        lines[1].starts_with(",nobody@school.example,\"kept, as it is\",3,unknown-account,"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with(",not an email,,4,email-malformed,"),
        "{}",
        lines[2]
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn r17_mended_they_are_read_as_they_are() {
    let office = office();
    office.json(&["import", "leavers.csv", "--yes", "--refused", "refused.csv"]);
    let mended = office.read("refused.csv").replace("nobody@", "p2@");
    let mended: Vec<&str> = mended.lines().take(2).collect();
    office.file("mended.csv", mended.join("\n"));
    let applied = office.done(&["import", "mended.csv", "--yes"]);
    assert_eq!(applied["effects"]["deactivate"], 1);
    assert_eq!(office.status_of("person2"), "deactivated");
}

#[test]
fn a_plan_writes_them_too() {
    let office = office();
    office.json(&[
        "import",
        "leavers.csv",
        "--plan",
        "--refused",
        "refused.csv",
    ]);
    assert_eq!(office.read("refused.csv").lines().count(), 3);
}

#[test]
fn where_none_are_refused_the_place_stays_as_it_was() {
    let office = office();
    office.leavers(&["p1@school.example,,,,,"]);
    office.file("old.csv", "from before\n");
    office.done(&["import", "leavers.csv", "--plan", "--refused", "new.csv"]);
    office.done(&["import", "leavers.csv", "--plan", "--refused", "old.csv"]);
    assert!(!office.path().join("new.csv").exists());
    assert_eq!(office.read("old.csv"), "from before\n");
    let run = office.run(&["import", "leavers.csv", "--plan", "--refused", "new.csv"]);
    assert_eq!(run.stderr, "no row was refused; new.csv was not written\n");
}

#[test]
fn the_file_that_is_read_is_never_overwritten() {
    let office = office();
    let before = office.read("leavers.csv");
    let problem = office.problem(&[
        "import",
        "leavers.csv",
        "--yes",
        "--refused",
        "./leavers.csv",
    ]);
    assert_eq!(problem, (2, "file-unwritable".to_owned()));
    assert_eq!(office.read("leavers.csv"), before);
}

#[test]
fn a_place_that_cannot_be_written_costs_nothing() {
    let office = office();
    let before = office.position();
    let problem = office.problem(&[
        "import",
        "leavers.csv",
        "--yes",
        "--refused",
        "no/such/folder.csv",
    ]);
    assert_eq!(problem, (2, "file-unwritable".to_owned()));
    assert_eq!(office.position(), before);
}
