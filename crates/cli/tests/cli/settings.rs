use crate::office::Office;

#[test]
fn flags_stand_over_environment_and_environment_over_the_file() {
    let office = Office::empty();
    office.file("rollbook.toml", "data = \"from-file\"\n");
    let made = |arguments: &[&str], environment: bool| {
        let mut command = office.command(&[
            "institution",
            "add",
            "--name",
            "North",
            "--config",
            "rollbook.toml",
        ]);
        command.args(arguments);
        if environment {
            command.env("ROLLBOOK_DATA", "from-environment");
        }
        assert!(command.output().unwrap().status.success());
        ["from-file", "from-environment", "from-flag"]
            .map(|directory| office.path().join(directory).join("book.db").exists())
    };
    assert_eq!(made(&[], false), [true, false, false]);
    assert_eq!(made(&[], true), [true, true, false]);
    assert_eq!(made(&["--data", "from-flag"], true), [true, true, true]);
}

#[test]
fn a_key_that_nothing_reads_is_refused() {
    let office = Office::empty();
    for text in [
        "dta = \"x\"",
        "[guards]\nshare_procent = 5",
        "data = 5",
        "data =",
    ] {
        office.file("rollbook.toml", text);
        let (exit, problem) = office.json(&["accounts", "--config", "rollbook.toml"]);
        assert_eq!(
            (exit, problem["code"].as_str()),
            (2, Some("config-unreadable")),
            "{text}"
        );
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("rollbook.toml"),
            "{problem}"
        );
    }
}
