use crate::office::Office;

#[test]
fn r02_the_template_is_exactly_the_header() {
    let office = Office::empty();
    let run = office.run(&["template", "benchprep"]);
    assert_eq!(run.exit, 0);
    assert_eq!(
        run.stdout,
        "email,user_id,username,sis_id,institution,remove_from_group\n"
    );
    assert!(
        !office.path().join("rollbook-data").exists(),
        "a template needs no ledger"
    );
}

#[test]
fn r02_the_template_comes_back_through_check_with_nothing_but_no_rows() {
    let office = Office::empty();
    for profile in ["benchprep", "accounts"] {
        let name = format!("{profile}.csv");
        office.done(&["template", profile, &name]);
        let report = office.done(&["check", &name]);
        assert_eq!(report["profile"], profile);
        assert_eq!(
            report["files"][0]["counts"],
            serde_json::json!({ "header-only": 1 })
        );
    }
}

#[test]
fn a_template_never_overwrites_a_file() {
    let office = Office::empty();
    office.file("leavers.csv", "email\nada@school.example\n");
    let problem = office.problem(&["template", "benchprep", "leavers.csv"]);
    assert_eq!(problem, (2, "file-unwritable".to_owned()));
    assert_eq!(office.read("leavers.csv"), "email\nada@school.example\n");
}
