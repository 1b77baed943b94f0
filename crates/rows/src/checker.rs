//! The streaming check of one or several files.

use crate::accepted::Sink;
use crate::file::{FileCheck, Run, Span};
use crate::table::TableReader;
use crate::{FileReport, ProfileChoice, RefusedRow, Report};

/// Checks the files of one run, fed in pieces of any size. The report never depends on how the bytes were split.
///
/// Memory grows with the rows that name an account (20 bytes a row; for profile `accounts` up to 36 more), with
/// refused rows (8 bytes) and with the kept notices, and with nothing else.
pub struct Checker<S: Sink> {
    run: Run<S>,
    files: Vec<FileCheck>,
    reader: Option<TableReader>,
}

/// The end of a check.
pub struct Checked<S> {
    /// What was found.
    pub report: Report,
    /// The sink, given back.
    pub sink: S,
    /// Rows (by call of `begin`, counted from 0, and row) that the sink was given but must forget: they contradict
    /// another row and are refused, or repeat an earlier one and are accepted without effect of their own (R11).
    /// Rows of a file that turned out unreadable are void as a whole and not listed.
    pub withdrawn: Vec<(usize, u32)>,
    /// The refused rows of each file, by call of `begin`, ascending. It is complete, where notices stop at a number.
    /// Empty for a file that is refused as a whole: then there is a header or an encoding to mend, and no row.
    pub refusals: Vec<Vec<RefusedRow>>,
}

impl<S: Sink> Checker<S> {
    /// A checker for the files of one run. The seed is chance that whoever wrote the files cannot know; the report
    /// does not depend on it.
    pub fn new(choice: ProfileChoice, seed: u64, sink: S) -> Checker<S> {
        let profile = match choice {
            ProfileChoice::Auto => None,
            ProfileChoice::Named(profile) => Some(profile),
        };
        Checker {
            run: Run {
                choice,
                seed,
                profile,
                registry: None,
                sink,
            },
            files: Vec::new(),
            reader: None,
        }
    }

    /// Ends the file before, if there was one, and begins the next.
    pub fn begin(&mut self, file_name: &str) {
        self.end_file();
        let base = self.files.last().map_or(0, FileCheck::next_base);
        self.files
            .push(FileCheck::new(file_name, self.files.len(), base));
        self.reader = Some(TableReader::new());
    }

    /// Reads the next bytes of the file begun last; before any `begin` they are ignored.
    pub fn push(&mut self, bytes: &[u8]) {
        let (Some(file), Some(reader), run) =
            (self.files.last_mut(), &mut self.reader, &mut self.run)
        else {
            return;
        };
        file.bytes += bytes.len() as u64;
        reader.push(bytes, &mut |event| file.on(event, run));
    }

    /// How many rows are refused so far. Rows that contradict each other are found at the end only.
    pub fn refused(&self) -> u64 {
        self.files.iter().map(|file| file.refused).sum()
    }

    fn end_file(&mut self) {
        let (Some(file), Some(mut reader)) = (self.files.last_mut(), self.reader.take()) else {
            return;
        };
        reader.finish(&mut |event| file.on(event, &mut self.run));
        file.end();
    }

    /// Ends the last file, judges rows that name the same account, and reports.
    pub fn finish(mut self) -> Checked<S> {
        self.end_file();
        let withdrawn = self.judge_sameness();
        let (mut files, mut refusals) = (Vec::<FileReport>::new(), Vec::new());
        for file in self.files {
            let (report, refused) = file.report();
            let place = files.partition_point(|other| other.name <= report.name);
            files.insert(place, report);
            refusals.push(refused);
        }
        let profile = self.run.profile.map(|profile| profile.name().to_owned());
        let ok = !files.iter().any(FileReport::has_errors);
        let report = Report { profile, files, ok };
        Checked {
            report,
            sink: self.run.sink,
            withdrawn,
            refusals,
        }
    }

    fn judge_sameness(&mut self) -> Vec<(usize, u32)> {
        let mut withdrawn = Vec::new();
        let Some(registry) = self.run.registry.take() else {
            return withdrawn;
        };
        let spans: Vec<Span> = self.files.iter().map(FileCheck::span).collect();
        for verdict in registry.judge() {
            let own = self.files.iter_mut().zip(&spans).enumerate();
            for (index, (file, span)) in own {
                let Some(row) = span.row_of(verdict.ordinal) else {
                    continue;
                };
                if file.on_verdict(&verdict, row, || place(&spans, verdict.other, span)) {
                    withdrawn.push((index, row));
                }
            }
        }
        withdrawn
    }
}

/// Names a row to a person who looks at a row of `from`.
fn place(spans: &[Span], ordinal: u32, from: &Span) -> String {
    let find = |span: &Span| Some((span.row_of(ordinal)?, span.name.clone()));
    match (from.row_of(ordinal), spans.iter().find_map(find)) {
        (Some(row), _) => format!("row {row}"),
        (None, Some((row, name))) => format!("row {row} of {name}"),
        (None, None) => "another row".to_owned(),
    }
}
