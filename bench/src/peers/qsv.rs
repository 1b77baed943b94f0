//! qsv: rows against a JSON Schema, with duplicates found.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use crate::measure::Sample;
use crate::process;

/// Validates a file of leavers; what it finds it writes beside the file.
pub fn validate(program: &Path, file: &Path) -> Result<Sample> {
    let schema = file.with_extension("schema.json");
    fs::write(&schema, schema_of_leavers().to_string())?;
    let mut command = Command::new(program);
    command
        .args(["validate", "--jobs", "1", "--quiet"])
        .arg(file)
        .arg(&schema);
    // 1: there are rows that are not valid.
    process::run(&mut command, &[0, 1])
}

/// What Rollbook asks of each cell by itself, and that no email comes twice.
fn schema_of_leavers() -> serde_json::Value {
    let text = |pattern: &str| json!({ "type": ["string", "null"], "pattern": pattern });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "email": {
                "type": "string",
                "minLength": 1,
                "maxLength": 254,
                "pattern": "^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
            },
            "user_id": text("^[0-9]*$"),
            "username": text("^.*$"),
            "sis_id": text("^.*$"),
            "institution": text("^[0-9]*$"),
            "remove_from_group": { "enum": ["y", "Y", "", null] },
        },
        "required": ["email"],
        "uniqueCombinedWith": ["email"],
    })
}
