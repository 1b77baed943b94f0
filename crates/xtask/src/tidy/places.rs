//! A path of one person's machine, or a private package registry, helps nobody else.

use super::sources::{Source, Sources};
use crate::project::Project;
use anyhow::Result;

/// Folders at the top of a file system that hold one person's things.
const PERSONAL: [&str; 4] = ["home", "root", "work", "Users"];
const NPM_REGISTRY: &str = "https://registry.npmjs.org/";
const CRATES_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn check(_project: &Project, sources: &Sources) -> Result<Vec<String>> {
    let folders = PERSONAL.map(|folder| format!("/{folder}/"));
    let mut faults = Vec::new();
    for source in sources.all() {
        for (number, line) in (1..).zip(source.text.lines()) {
            if let Some(place) = foreign_place(source, line, &folders) {
                faults.push(format!("{}:{number}: {place}", source.path));
            }
        }
    }
    Ok(faults)
}

fn foreign_place(source: &Source, line: &str, folders: &[String]) -> Option<String> {
    let trimmed = line.trim();
    if source.path.ends_with("package-lock.json") {
        let address = trimmed.strip_prefix("\"resolved\": \"")?;
        return (!address.starts_with(NPM_REGISTRY)).then(|| address.to_owned());
    }
    if source.path.ends_with("Cargo.lock") {
        let address = trimmed.strip_prefix("source = \"")?;
        return (!address.starts_with(CRATES_REGISTRY)).then(|| address.to_owned());
    }
    let folder = folders.iter().find(|folder| holds_path(line, folder))?;
    Some(format!("a path that starts with {folder}"))
}

/// Whether a path in the line begins with the folder: `../home/x` and `https://example.org/home/x` do not.
fn holds_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        line.get(..start)
            .and_then(|text| text.chars().next_back())
            .is_none_or(|before| before.is_whitespace() || "\"'`(=:<>[,".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_paths_and_private_registries_are_found() -> Result<()> {
        let project = Project::locate()?;
        let personal = format!("see `/{}/alice/x`", PERSONAL[0]);
        let relative = format!("see `../{}/alice/x`", PERSONAL[0]);
        let sources = Sources::of(&[
            ("a.md", &personal),
            ("b.md", &relative),
            (
                "web/package-lock.json",
                "\"resolved\": \"https://npm.example.org/x.tgz\",",
            ),
            (
                "Cargo.lock",
                "source = \"registry+https://example.org/index\"",
            ),
        ]);
        assert_eq!(check(&project, &sources)?.len(), 3);
        Ok(())
    }
}
