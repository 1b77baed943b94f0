//! The streaming check of one or several files.

mod package;

use crate::accepted::Sink;
use crate::file::{FileCheck, Span};
use crate::run::Run;
use crate::table::TableReader;
use crate::{Code, FileReport, Profile, ProfileChoice, RefusedRow, Report};

/// Checks the files of one run, fed in pieces of any size. The report never depends on how the bytes were split, and
/// of a package of a student information system not on the order of its files.
///
/// Memory grows with the rows that name an account (20 bytes a row; for profiles `accounts` and `activity` up to 36
/// more; 12 a row of a package, 24 of one with a login), with refused rows (8 bytes) and with the kept notices, and
/// with nothing else.
pub struct Checker<S: Sink> {
    run: Run<S>,
    files: Vec<FileCheck>,
    reader: Option<TableReader>,
}

/// The end of a check.
pub struct Checked<S> {
    /// What was found.
    pub report: Report,
    /// The profile that was named or detected; `None` when no header fitted any.
    pub profile: Option<Profile>,
    /// The sink, given back.
    pub sink: S,
    /// Rows (by call of `begin`, counted from 0, and row) that the sink was given but must forget: they contradict
    /// another row and are refused, or repeat an earlier one and are accepted without effect of their own (R11).
    /// Rows of void files are not listed.
    pub withdrawn: Vec<(usize, u32)>,
    /// Files, by call of `begin`, of which no row counts, also none that the sink was given: they are unreadable, or
    /// refused for their header or for the sake of their package.
    pub void: Vec<usize>,
    /// The refused rows of each file, by call of `begin`, ascending. It is complete, where notices stop at a number.
    /// Empty for a void file: then there is a header or an encoding to mend, and no row.
    pub refusals: Vec<Vec<RefusedRow>>,
}

impl<S: Sink> Checker<S> {
    /// A checker for the files of one run. The seed is chance that whoever wrote the files cannot know; the report
    /// does not depend on it.
    pub fn new(choice: ProfileChoice, seed: u64, sink: S) -> Checker<S> {
        Checker {
            run: Run::new(choice, seed, sink),
            files: Vec::new(),
            reader: None,
        }
    }

    /// Ends the file before, if there was one, and begins the next. In packages of a student information system the
    /// name says what the file holds; a path in it does not matter.
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

    /// Notes that the file begun last cannot be read at all, such as a broken archive, and ends it: its rows are void,
    /// and the report is [unreadable](Report::unreadable) if the code says so. Before any `begin` it is ignored.
    pub fn reject(&mut self, code: Code, message: String) {
        if let (Some(file), Some(_)) = (self.files.last_mut(), self.reader.take()) {
            file.reject(code, &message);
        }
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

    /// Ends the last file, judges the package and rows that name the same, and reports.
    pub fn finish(mut self) -> Checked<S> {
        self.end_file();
        let profile = self.judge_package();
        let withdrawn = self.judge_sameness();
        let of_files = self.files.iter().enumerate();
        let void = of_files.filter(|(_, file)| file.is_void());
        let void = void.map(|(index, _)| index).collect();
        let (mut files, mut refusals) = (Vec::<FileReport>::new(), Vec::new());
        for file in self.files {
            let (report, refused) = file.report();
            let place = files.partition_point(|other| other.name <= report.name);
            files.insert(place, report);
            refusals.push(refused);
        }
        let ok = !files.iter().any(FileReport::has_errors);
        let report = Report {
            profile: profile.map(|profile| profile.name().to_owned()),
            files,
            ok,
        };
        Checked {
            report,
            profile,
            sink: self.run.sink,
            withdrawn,
            void,
            refusals,
        }
    }

    fn judge_sameness(&mut self) -> Vec<(usize, u32)> {
        let mut withdrawn = Vec::new();
        let spans: Vec<Span> = self.files.iter().map(FileCheck::span).collect();
        let deletes = |ordinal: u32| {
            spans
                .iter()
                .any(|span| span.deletes && span.row_of(ordinal).is_some())
        };
        for registry in self.run.registries.take() {
            for verdict in registry.judge(&deletes) {
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
