//! `rollbook completions` and `rollbook man`.

use std::fs;

use crate::office::Office;

#[test]
fn every_shell_gets_completions() {
    let office = Office::empty();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let printed = office.run(&["completions", shell]);
        assert_eq!((printed.exit, printed.stderr.as_str()), (0, ""), "{shell}");
        assert!(printed.stdout.contains("deactivate"), "{shell}");
        let answer = office.done(&["completions", shell]);
        assert_eq!(answer["script"], printed.stdout, "{shell}");
    }
    assert_eq!(
        office.problem(&["completions", "nonsense"]),
        (2, "usage".to_owned())
    );
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let office = Office::empty();
    let page = office.run(&["man"]).stdout;
    assert!(
        page.contains(".TH rollbook 1") && page.contains("Exit codes:"),
        "{page}"
    );
    let written = office.done(&["man", "pages"]);
    let files = written["files"].as_array().unwrap();
    for name in ["rollbook.1", "rollbook-import.1", "rollbook-account-set.1"] {
        assert!(files.iter().any(|file| file == name), "{name}: {written}");
        let page = fs::read_to_string(office.path().join("pages").join(name)).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
    }
    office.file("in-the-way", "");
    assert_eq!(
        office.problem(&["man", "in-the-way"]),
        (2, "file-unwritable".to_owned())
    );
}
