//! A file that nobody can hold in mind hides its faults.

use super::sources::Sources;
use crate::project::Project;
use anyhow::Result;

const LINES_AT_MOST: usize = 500;

pub fn check(_project: &Project, sources: &Sources) -> Result<Vec<String>> {
    Ok(sources
        .with_extension(&["rs", "ts", "svelte"])
        .filter(|source| !source.path.contains("/generated/"))
        .filter_map(|source| {
            let lines = source.text.lines().count();
            (lines > LINES_AT_MOST)
                .then(|| format!("{}: {lines} lines, at most {LINES_AT_MOST}", source.path))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_501_lines_is_too_long() -> Result<()> {
        let project = Project::locate()?;
        let (most, more) = ("x\n".repeat(500), "x\n".repeat(501));
        let sources = Sources::of(&[("a.rs", &most), ("b.rs", &more), ("generated/b.rs", &most)]);
        let found = check(&project, &sources)?;
        assert_eq!(found, ["b.rs: 501 lines, at most 500"]);
        Ok(())
    }
}
