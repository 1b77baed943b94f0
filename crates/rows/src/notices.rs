//! Collects findings without growing beyond a bound.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::encoding::text;
use crate::order::sort_by;
use crate::{Code, Notice, Severity};

/// Notices kept a file. Counts go on beyond it.
pub const MAX_NOTICES: usize = 100_000;

/// Characters of a cell that a notice repeats.
const MAX_VALUE_CHARACTERS: usize = 80;

/// The findings of one file.
pub(crate) struct Notices {
    /// By `code as usize`.
    counts: [u64; Code::ALL.len()],
    errors: Vec<Notice>,
    warnings: Vec<Notice>,
    notes: Vec<Notice>,
}

impl Default for Notices {
    fn default() -> Notices {
        Notices {
            counts: [0; Code::ALL.len()],
            errors: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
        }
    }
}

impl Notices {
    /// Records a finding; `message` is only rendered where the notice is kept.
    ///
    /// It is a reference, because a copy of this for each message would make the module of browsers a tenth larger.
    pub fn add(
        &mut self,
        code: Code,
        row: Option<u32>,
        column: Option<Cow<'static, str>>,
        value: Option<&[u8]>,
        message: &dyn Fn() -> String,
    ) {
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count += 1;
        }
        if !self.make_room(code.severity()) {
            return;
        }
        let notice = Notice {
            row,
            column,
            code,
            severity: code.severity(),
            value: value.map(cut),
            message: message(),
            fix: Cow::Borrowed(code.fix()),
        };
        self.bucket(code.severity()).push(notice);
    }

    /// True where something of severity error was found.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Forgets the findings of other codes.
    pub fn retain(&mut self, keeps: &dyn Fn(&Code) -> bool) {
        for (code, count) in Code::ALL.iter().zip(&mut self.counts) {
            if !keeps(code) {
                *count = 0;
            }
        }
        for kept in [&mut self.errors, &mut self.warnings, &mut self.notes] {
            kept.retain(|notice| keeps(&notice.code));
        }
    }

    /// An error is worth more to a person than a note, so it takes the place of the latest lesser finding.
    fn make_room(&mut self, severity: Severity) -> bool {
        if self.errors.len() + self.warnings.len() + self.notes.len() < MAX_NOTICES {
            return true;
        }
        match severity {
            Severity::Error => self.notes.pop().or_else(|| self.warnings.pop()).is_some(),
            Severity::Warning => self.notes.pop().is_some(),
            Severity::Note => false,
        }
    }

    fn bucket(&mut self, severity: Severity) -> &mut Vec<Notice> {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        }
    }

    /// Complete counts, and the kept notices in the order of their rows.
    pub fn finish(self) -> (BTreeMap<Code, u64>, Vec<Notice>) {
        let mut notices = self.errors;
        notices.extend(self.warnings);
        notices.extend(self.notes);
        let notices = sort_by(notices, |notice| {
            u128::from(notice.row.unwrap_or_default()) << 2 | notice.severity as u128
        });
        let mut counts = BTreeMap::new();
        for (code, count) in Code::ALL.iter().zip(self.counts) {
            if count > 0 {
                counts.insert(*code, count);
            }
        }
        (counts, notices)
    }
}

/// The start of a cell, cut between characters.
pub(crate) fn cut(value: &[u8]) -> String {
    // Four bytes hold any character, so a longer prefix never has to be decoded.
    let prefix = value.get(..4 * MAX_VALUE_CHARACTERS).unwrap_or(value);
    text(prefix).chars().take(MAX_VALUE_CHARACTERS).collect()
}
