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

#[test]
fn a_wrong_key_is_told_with_the_file_and_what_is_accepted() {
    let office = Office::empty();
    for (text, told) in [
        (
            "dta = 5",
            "nothing reads the key dta; the keys there are data, log, keys, master_key, listen, signing_key, public_log, hosts, behind_proxy, secure_cookies, metrics, guards, limits, tls",
        ),
        (
            "[guards]\ndeletion = 5",
            "nothing reads the key guards.deletion; the keys there are share_percent",
        ),
        ("data = 5", "data is to be a directory"),
        (
            "listen = \"nowhere\"",
            "listen is to be an address and a port",
        ),
        ("guards = 5", "guards is to be a table"),
        (
            "[guards]\ndeletions = -1",
            "guards.deletions is to be a whole number",
        ),
        (
            "[limits]\nuplods = 4",
            "nothing reads the key limits.uplods; the keys there are json_bytes, upload_bytes, uploads",
        ),
        (
            "[limits]\nconnections = 0",
            "limits.connections is to be a whole number, 1 or more",
        ),
        (
            "[limits]\nuploads = \"many\"",
            "limits.uploads is to be a whole number, 0 or more",
        ),
        (
            "[limits]\nrequests_per_second = \"many\"",
            "limits.requests_per_second is to be a whole number, 0 or more",
        ),
        ("limits = 5", "limits is to be a table"),
        ("behind_proxy = 1", "behind_proxy is to be true or false"),
        (
            "metrics = \"9420\"",
            "metrics is to be an address and a port",
        ),
        (
            "hosts = [\"roll.school.example:443\"]",
            "hosts.0 is to be a list of names without ports",
        ),
        (
            "[tls]\ncertificate = \"a.pem\"",
            "key is missing beside the other key of tls",
        ),
    ] {
        office.file("rollbook.toml", text);
        let run = office.run(&["accounts", "--config", "rollbook.toml"]);
        let expected = format!("error: rollbook.toml cannot be used: {told}");
        assert!(run.stderr.starts_with(&expected), "{text}: {}", run.stderr);
    }
}
