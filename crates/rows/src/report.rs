//! What a check answers: the JSON of `check`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Code, Severity};

/// The result of one check over one or several files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// The profile that was named or detected; null when no header fitted any.
    pub profile: Option<String>,
    /// One entry a file, sorted by name.
    pub files: Vec<FileReport>,
    /// True when nothing of severity error was found.
    pub ok: bool,
}

impl Report {
    /// True when a file could not be read at all (`file-empty`, `not-utf8`, an archive that cannot be used, two files of
    /// one name).
    ///
    /// All rows of such a file are void, also those that a sink was given before the fault was found.
    pub fn unreadable(&self) -> bool {
        self.files.iter().any(FileReport::unreadable)
    }

    /// Rows of all files, without headers and blank lines.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }
}

/// What was found in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileReport {
    /// The name given to `begin`.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal, filled in by a caller that hashes the bytes; absent in the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Rows without header and blank lines; `accepted + refused`.
    pub rows: u64,
    /// Rows without an error.
    pub accepted: u64,
    /// Rows with an error, or of a file whose header is refused.
    pub refused: u64,
    /// How often each code was found; complete, also where notices were left out.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, u64>))]
    pub counts: BTreeMap<Code, u64>,
    /// The findings in the order of their rows, at most [`MAX_NOTICES`](crate::MAX_NOTICES); errors are kept first.
    pub notices: Vec<Notice>,
}

impl FileReport {
    /// True when the file could not be read at all.
    pub fn unreadable(&self) -> bool {
        self.counts.keys().any(|code| code.is_of_reading())
    }

    /// True when something of severity error was found.
    pub fn has_errors(&self) -> bool {
        self.counts
            .keys()
            .any(|code| code.severity() == Severity::Error)
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// The row as a spreadsheet counts, the header being row 1; null when it concerns the file.
    pub row: Option<u32>,
    /// The profile's name of the column, or the header's for an unknown one; null when it concerns the row.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub column: Option<Cow<'static, str>>,
    /// The stable code.
    pub code: Code,
    /// The code's severity.
    pub severity: Severity,
    /// The cell, without outer spaces and invisible characters, cut at 80 characters.
    pub value: Option<String>,
    /// What was found, as a sentence without a final full stop.
    pub message: String,
    /// What to do about it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub fix: Cow<'static, str>,
}
