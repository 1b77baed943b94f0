//! The generated reference is the committed one.

use std::fs;
use std::path::Path;

use rollbook_rows::{Code, reference};

#[test]
fn the_reference_of_notices_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/notices.md");
    let expected = reference::notices();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, &expected).expect("writing the reference");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, expected,
        "set UPDATE_GOLDENS=1 if the change is wanted"
    );
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
