//! Writes the reference of notices from the codes themselves, so that it cannot differ from them.

use std::fmt::Write;

use crate::{Code, MAX_NOTICES, Severity};

/// The text of `docs/reference/notices.md`.
pub fn notices() -> String {
    let mut text = "# What a check can find\n\n\
        This page is generated from the validator. Codes are added, never renamed.\n"
        .to_owned();
    for (severity, title, lead) in [
        (
            Severity::Error,
            "Errors",
            "The row is refused, or the whole file where the text says so.",
        ),
        (
            Severity::Warning,
            "Warnings",
            "Nothing is refused, but a person should look.",
        ),
        (
            Severity::Note,
            "Notes",
            "Something was tidied or ignored on reading.",
        ),
    ] {
        let _ = write!(
            text,
            "\n## {title}\n\n{lead}\n\n| code | what it means | what to do |\n|---|---|---|\n"
        );
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let _ = writeln!(text, "| `{code}` | {} | {} |", code.meaning(), code.fix());
        }
    }
    let _ = write!(
        text,
        "\nFor each file, {MAX_NOTICES} notices are kept, errors before warnings before notes; the counts are complete.\n"
    );
    text
}
