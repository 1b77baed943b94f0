//! Writes the reference of notices and of columns from what the validator itself goes by, so that it cannot differ.

use std::fmt::Write;

use serde::Serialize;

use crate::definition::Needed;
use crate::kind::part;
use crate::{Code, MAX_NOTICES, Profile, Severity};

/// A code as the console's help lists it.
#[derive(Clone, Debug, Serialize)]
pub struct CodeReference {
    pub code: Code,
    pub severity: Severity,
    pub meaning: &'static str,
    pub fix: &'static str,
}

/// The files that a profile knows, as the console describes them.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileReference {
    pub profile: &'static str,
    pub files: Vec<FileReference>,
}

/// One kind of file of a profile.
#[derive(Clone, Debug, Serialize)]
pub struct FileReference {
    /// `None` where any name will do.
    pub name: Option<&'static str>,
    /// In the order of the template.
    pub columns: Vec<&'static str>,
    /// The columns that must be filled in every row.
    pub needed: Vec<&'static str>,
    /// Whether one of `needed` is enough.
    pub any: bool,
}

/// Every code, in the order of `docs/reference/notices.md`.
pub fn codes() -> Vec<CodeReference> {
    Code::ALL
        .iter()
        .map(|&code| CodeReference {
            code,
            severity: code.severity(),
            meaning: code.meaning(),
            fix: code.fix(),
        })
        .collect()
}

/// Every profile and its files.
pub fn profiles() -> Vec<ProfileReference> {
    Profile::ALL
        .iter()
        .map(|&profile| {
            let files = match profile.file_names() {
                [] => file(profile, None).into_iter().collect(),
                names => names
                    .iter()
                    .filter_map(|name| file(profile, Some(name)))
                    .collect(),
            };
            ProfileReference {
                profile: profile.name(),
                files,
            }
        })
        .collect()
}

fn file(profile: Profile, name: Option<&'static str>) -> Option<FileReference> {
    let kind = match name {
        Some(name) => part(name)?.kind,
        None => profile.kind()?,
    };
    let needed = &kind.definition().needed;
    let template = profile.template_of(name.unwrap_or_default())?;
    Some(FileReference {
        name,
        columns: template.trim_end().split(',').collect(),
        needed: needed.fields().iter().map(|field| field.name()).collect(),
        any: matches!(needed, Needed::Any(_)) && needed.fields().len() > 1,
    })
}

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
