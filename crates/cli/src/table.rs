//! Plain tables: columns as wide as their widest cell, two spaces apart.

use unicode_width::UnicodeWidthStr;

use crate::words::text::printable;

/// Rows of cells under a head.
pub struct Table {
    rows: Vec<Vec<String>>,
    /// Columns whose cells stand at the right, as numbers do.
    right: Vec<bool>,
}

impl Table {
    /// With these headings; a heading that starts with `>` makes a column of numbers.
    pub fn new(headings: &[&str]) -> Table {
        let right = headings.iter().map(|heading| heading.starts_with('>'));
        let names = headings
            .iter()
            .map(|heading| heading.trim_start_matches('>').to_uppercase());
        Table {
            right: right.collect(),
            rows: vec![names.collect()],
        }
    }

    /// Adds a row; `None` is shown as a dash.
    pub fn row<const N: usize>(&mut self, cells: [Option<String>; N]) {
        let shown = cells.into_iter().map(|cell| match cell {
            Some(text) if !text.is_empty() => printable(&text),
            _ => "–".to_owned(),
        });
        self.rows.push(shown.collect());
    }

    /// The lines, each behind `indent` and with a line break.
    pub fn render(&self, indent: &str) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.right.len()).map(width).collect();
        let mut lines = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, width), right) in row.iter().zip(&widths).zip(&self.right) {
                let padding = " ".repeat(width.saturating_sub(cell.width()));
                match right {
                    true => line.extend([padding.as_str(), cell, "  "]),
                    false => line.extend([cell, padding.as_str(), "  "]),
                }
            }
            lines.extend([indent, line.trim_end(), "\n"]);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells<const N: usize>(texts: [&str; N]) -> [Option<String>; N] {
        texts.map(|text| Some(text.to_owned()))
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_on_the_screen() {
        let mut table = Table::new(&["name", ">seats"]);
        table.row(cells(["北高校", "7"]));
        table.row([Some("North".to_owned()), None]);
        assert_eq!(
            table.render(" "),
            " NAME    SEATS\n 北高校      7\n North       –\n"
        );
    }

    #[test]
    fn a_cell_cannot_speak_to_the_terminal() {
        let mut table = Table::new(&["name"]);
        table.row(cells(["a\u{1b}[2Jb\nc\u{202e}d"]));
        assert_eq!(table.render(""), "NAME\na\u{fffd}[2Jb\u{fffd}c\u{fffd}d\n");
    }
}
