//! What was found, as a table.

mod comparison;
mod figures;
mod machine;
mod page;

use std::fmt::Write;

pub use comparison::{Comparison, Told};
pub use figures::{rate, size, time};
pub use machine::{Machine, load};
pub use page::page;

/// What a target asks of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        match self {
            Bound::AtLeast(bound) => value >= bound,
            Bound::AtMost(bound) => value <= bound,
        }
    }
}

/// One row: a job of Rollbook's beside a peer's, or beside a plain number.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// As in `--only`.
    pub job: &'static str,
    pub what: String,
    pub rollbook: String,
    /// The peer and its figure.
    pub beside: String,
    /// What the targets are about: a ratio, or a number in `unit`.
    pub value: Option<f64>,
    /// The same by user time of the processor.
    pub by_processor: Option<f64>,
    /// Stands behind the value: `× as fast`, `× its time`, `B`.
    pub unit: &'static str,
    pub must: Option<Bound>,
    pub aim: Option<Bound>,
}

impl Line {
    /// A job that could not be measured, and why.
    pub fn missing(job: &'static str, what: impl Into<String>, why: impl Into<String>) -> Line {
        Line {
            job,
            what: what.into(),
            rollbook: why.into(),
            ..Line::default()
        }
    }

    fn verdict(&self, bound: Option<Bound>) -> String {
        let (Some(bound), Some(value)) = (bound, self.value) else {
            return String::new();
        };
        let verdict = match bound.holds(value) {
            true => "yes",
            false => "**no**",
        };
        let (sign, number) = match bound {
            Bound::AtLeast(number) => ("≥", number),
            Bound::AtMost(number) => ("≤", number),
        };
        format!("{sign} {}: {verdict}", short(number))
    }

    fn ratio(&self) -> String {
        let Some(value) = self.value else {
            return String::new();
        };
        match self.by_processor {
            Some(other) => format!("{} {} ({})", short(value), self.unit, short(other)),
            None => format!("{} {}", short(value), self.unit),
        }
    }
}

/// Two or three digits that matter.
fn short(number: f64) -> String {
    match number {
        number if number >= 100.0 => format!("{number:.0}"),
        number if number >= 10.0 => format!("{number:.1}"),
        number => {
            let text = format!("{number:.2}");
            text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
        }
    }
}

/// The rows as a table in Markdown.
pub fn table(lines: &[Line]) -> String {
    let mut table = "| | job | Rollbook | beside it | ratio (by processor time) | must | aim |\n\
                     |---|---|---|---|---|---|---|\n"
        .to_owned();
    for line in lines {
        // Writing to a text cannot fail.
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} | {} |",
            line.job,
            line.what,
            line.rollbook,
            line.beside,
            line.ratio(),
            line.verdict(line.must),
            line.verdict(line.aim),
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_holds() {
        let line = Line {
            job: "T1",
            what: "check".into(),
            rollbook: "5 M rows/s".into(),
            beside: "qsv: 0.4 M rows/s".into(),
            value: Some(12.5),
            by_processor: Some(13.0),
            unit: "× as fast",
            must: Some(Bound::AtLeast(12.0)),
            aim: Some(Bound::AtMost(0.5)),
        };
        let table = table(&[line, Line::missing("T4", "import", "not built")]);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| T1 | check | 5 M rows/s | qsv: 0.4 M rows/s | 12.5 × as fast (13.0) | ≥ 12.0: yes | ≤ 0.50: **no** |",
                "| T4 | import | not built |  |  |  |  |",
            ]
        );
    }
}
