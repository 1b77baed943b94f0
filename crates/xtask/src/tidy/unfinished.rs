//! Work that is left undone is written down where it is planned, not in the code.

use super::sources::Sources;
use crate::project::Project;
use anyhow::Result;

/// In two halves, so that this file does not find itself.
const MARKS: [(&str, &str); 5] = [
    ("TO", "DO"),
    ("FIX", "ME"),
    ("XX", "X"),
    ("todo", "!"),
    ("unimplemented", "!"),
];

pub fn check(_project: &Project, sources: &Sources) -> Result<Vec<String>> {
    let marks = MARKS.map(|(start, end)| format!("{start}{end}"));
    let mut faults = Vec::new();
    for source in sources.with_extension(&["rs", "ts", "svelte", "mjs", "js", "css", "html", "sql"])
    {
        for (number, line) in (1..).zip(source.text.lines()) {
            for mark in marks.iter().filter(|mark| holds_word(line, mark)) {
                faults.push(format!("{}:{number}: {mark}", source.path));
            }
        }
    }
    Ok(faults)
}

/// Whether the line holds the mark as a word of its own.
fn holds_word(line: &str, mark: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(mark).any(|(start, _)| {
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        let after = line
            .get(start + mark.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && (mark.ends_with('!') || !after.is_some_and(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_as_words_only() -> Result<()> {
        let project = Project::locate()?;
        let marked = format!("fine\n// {}{}: later\n", MARKS[0].0, MARKS[0].1);
        let stopped = format!("fn f() {{ {}{}() }}", MARKS[3].0, MARKS[3].1);
        let sources = Sources::of(&[
            ("a.rs", &marked),
            ("b.ts", &stopped),
            ("c.rs", "let MAXXXL = MASTODON;"),
        ]);
        assert_eq!(check(&project, &sources)?.len(), 2);
        Ok(())
    }
}
