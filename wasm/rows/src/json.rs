//! Values cross as JSON text, which engines parse faster than they take objects built one property at a time.
//!
//! The text is written here and not by a library, whose code for it would be a tenth of the module that browsers
//! download. A test compares it with that library's.

use std::borrow::Cow;
use std::fmt::Write;

use rollbook_rows::rewrite::PickedRow;
use rollbook_rows::{FileReport, Notice, Report};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(json: &str) -> Result<JsValue, JsValue>;
}

pub(crate) fn to_js(value: &dyn Json) -> Result<JsValue, JsValue> {
    let mut text = String::new();
    value.write(&mut text);
    parse(&text)
}

/// What can be written as JSON.
pub(crate) trait Json {
    fn write(&self, text: &mut String);
}

impl Json for bool {
    fn write(&self, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }
}

impl Json for u64 {
    fn write(&self, text: &mut String) {
        // Writing into a text cannot fail.
        let _ = write!(text, "{self}");
    }
}

impl Json for u32 {
    fn write(&self, text: &mut String) {
        u64::from(*self).write(text);
    }
}

impl Json for &str {
    fn write(&self, text: &mut String) {
        text.push('"');
        for character in self.chars() {
            match character {
                '"' | '\\' => {
                    text.push('\\');
                    text.push(character);
                }
                '\0'..'\u{20}' => {
                    let _ = write!(text, "\\u{:04x}", u32::from(character));
                }
                _ => text.push(character),
            }
        }
        text.push('"');
    }
}

impl Json for String {
    fn write(&self, text: &mut String) {
        self.as_str().write(text);
    }
}

impl Json for Cow<'_, str> {
    fn write(&self, text: &mut String) {
        self.as_ref().write(text);
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, text: &mut String) {
        match self {
            Some(value) => value.write(text),
            None => text.push_str("null"),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, text: &mut String) {
        let mut before = '[';
        for value in self {
            text.push(before);
            value.write(text);
            before = ',';
        }
        text.push_str(if before == '[' { "[]" } else { "]" });
    }
}

/// The members of an object.
pub(crate) struct Object<'a>(pub Vec<(&'static str, &'a dyn Json)>);

impl Json for Object<'_> {
    fn write(&self, text: &mut String) {
        let mut before = '{';
        for (key, value) in &self.0 {
            text.push(before);
            key.write(text);
            text.push(':');
            value.write(text);
            before = ',';
        }
        text.push_str(if before == '{' { "{}" } else { "}" });
    }
}

impl Json for Report {
    fn write(&self, text: &mut String) {
        let members: [(_, &dyn Json); 3] = [
            ("profile", &self.profile),
            ("files", &self.files),
            ("ok", &self.ok),
        ];
        Object(members.into()).write(text);
    }
}

impl Json for FileReport {
    fn write(&self, text: &mut String) {
        let counts = self.counts.iter();
        let counts = counts.map(|(code, count)| (code.as_str(), count as &dyn Json));
        let counts = Object(counts.collect());
        let members: [(_, &dyn Json); 7] = [
            ("name", &self.name),
            ("bytes", &self.bytes),
            ("rows", &self.rows),
            ("accepted", &self.accepted),
            ("refused", &self.refused),
            ("counts", &counts),
            ("notices", &self.notices),
        ];
        Object(members.into()).write(text);
    }
}

impl Json for Notice {
    fn write(&self, text: &mut String) {
        let (code, severity) = (self.code.as_str(), self.severity.as_str());
        let members: [(_, &dyn Json); 7] = [
            ("row", &self.row),
            ("column", &self.column),
            ("code", &code),
            ("severity", &severity),
            ("value", &self.value),
            ("message", &self.message),
            ("fix", &self.fix),
        ];
        Object(members.into()).write(text);
    }
}

impl Json for PickedRow {
    fn write(&self, text: &mut String) {
        let members: [(_, &dyn Json); 2] = [("row", &self.row), ("cells", &self.cells)];
        Object(members.into()).write(text);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use rollbook_rows::{Code, Severity};
    use serde_json::Value;

    use super::*;

    /// Characters that JSON escapes or engines treat apart, and some beyond the basic plane.
    const DIFFICULT: &str = "\"\\/'\0\u{1}\u{8}\t\n\u{c}\r\u{1f} \u{7f}\u{85}\u{2028}\u{feff}\u{fffd}\u{10000}😀\u{10ffff}";

    fn text() -> impl Strategy<Value = String> {
        let difficult = select(DIFFICULT.chars().collect::<Vec<_>>());
        let character = prop_oneof![difficult, any::<char>()];
        vec(character, 0..12).prop_map(String::from_iter)
    }

    fn notice() -> impl Strategy<Value = Notice> {
        let severity = select(vec![Severity::Error, Severity::Warning, Severity::Note]);
        let place = (any::<Option<u32>>(), prop::option::of(text()));
        let words = (prop::option::of(text()), text(), text());
        let finding = (place, select(Code::ALL), severity, words);
        finding.prop_map(
            |((row, column), code, severity, (value, message, fix))| Notice {
                row,
                column: column.map(Cow::Owned),
                code,
                severity,
                value,
                message,
                fix: Cow::Owned(fix),
            },
        )
    }

    fn file() -> impl Strategy<Value = FileReport> {
        let counts = prop::collection::btree_map(select(Code::ALL), any::<u64>(), 0..4);
        let numbers: [_; 4] = std::array::from_fn(|_| any::<u64>());
        let found = (text(), numbers, counts, vec(notice(), 0..4));
        found.prop_map(
            |(name, [bytes, rows, accepted, refused], counts, notices)| FileReport {
                name,
                bytes,
                sha256: None,
                rows,
                accepted,
                refused,
                counts: BTreeMap::from_iter(counts),
                notices,
            },
        )
    }

    fn report() -> impl Strategy<Value = Report> {
        let parts = (prop::option::of(text()), vec(file(), 0..3), any::<bool>());
        parts.prop_map(|(profile, files, ok)| Report { profile, files, ok })
    }

    /// What a reader of JSON makes of the text.
    fn read(value: &dyn Json) -> serde_json::Result<Value> {
        let mut text = String::new();
        value.write(&mut text);
        serde_json::from_str(&text)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_report_reads_as_the_one_that_a_library_writes(report in report()) {
            prop_assert_eq!(read(&report)?, serde_json::to_value(&report)?);
        }

        #[test]
        fn a_row_reads_as_the_one_that_a_library_writes(row: u32, cells in vec(text(), 0..6)) {
            let row = PickedRow { row, cells };
            prop_assert_eq!(read(&row)?, serde_json::to_value(&row)?);
        }
    }
}
