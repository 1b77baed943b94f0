//! The generated reference is the committed one.

use std::fs;
use std::path::Path;

use rollbook_rows::{Code, Profile, reference};
use serde::Serialize;

fn check(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/reference")
        .join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, expected).expect("writing the reference");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, expected,
        "{name}: set UPDATE_GOLDENS=1 if the change is wanted"
    );
}

fn json(reference: impl Serialize) -> String {
    let text = serde_json::to_string_pretty(&reference).expect("the reference is plain data");
    format!("{text}\n")
}

#[test]
fn the_reference_of_notices_is_up_to_date() {
    check("notices.md", &reference::notices());
}

/// What the console's help and its templates are made of.
#[test]
fn the_console_reads_the_same_reference() {
    check("notices.json", &json(reference::codes()));
    check("profiles.json", &json(reference::profiles()));
}

#[test]
fn r02_the_reference_has_the_columns_of_each_template() {
    for (profile, known) in Profile::ALL.iter().zip(reference::profiles()) {
        let [first, ..] = known.files.as_slice() else {
            panic!("{} knows no file", known.profile);
        };
        assert_eq!(profile.name(), known.profile);
        assert_eq!(
            format!("{}\r\n", first.columns.join(",")),
            profile.template()
        );
        for file in &known.files {
            let missing: Vec<_> = file
                .needed
                .iter()
                .filter(|name| !file.columns.contains(name))
                .collect();
            assert!(missing.is_empty(), "{:?} lacks {missing:?}", file.name);
        }
    }
}

#[test]
fn every_code_is_named_alike_everywhere_and_says_what_to_do() {
    for code in Code::ALL {
        let json = serde_json::to_value(code).expect("a code is a string");
        assert_eq!(json.as_str(), Some(code.as_str()));
        assert!(
            code.meaning().ends_with('.') && code.fix().ends_with('.'),
            "{code}"
        );
    }
}
