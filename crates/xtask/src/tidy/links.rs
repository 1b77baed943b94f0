//! A link from one document to another must lead somewhere.

use super::sources::{Source, Sources};
use crate::project::Project;
use anyhow::Result;
use pulldown_cmark::{Event, Parser, Tag};
use std::path::Path;

pub fn check(project: &Project, sources: &Sources) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for source in sources.with_extension(&["md"]) {
        for target in relative_links(source) {
            let folder = Path::new(&source.path).parent().unwrap_or(Path::new(""));
            if !project.root().join(folder).join(&target).exists() {
                faults.push(format!("{}: {target} does not exist", source.path));
            }
        }
    }
    Ok(faults)
}

/// Where the document's links and images lead within the tree, without the part after `#`.
fn relative_links(source: &Source) -> Vec<String> {
    Parser::new(&source.text)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url)
            }
            _ => None,
        })
        .filter(|target| !target.contains(':') && !target.starts_with('#'))
        .filter_map(|target| Some(target.split('#').next()?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_missing_file_is_found() -> Result<()> {
        let project = Project::locate()?;
        let text = "[a](../Cargo.toml) [b](missing.md#part) ![c](missing.png)\n\
                    [d](https://example.org/missing) [e](#part)\n\n```\n[f](in-code.md)\n```\n";
        let found = check(&project, &Sources::of(&[("docs/x.md", text)]))?;
        assert_eq!(
            found,
            [
                "docs/x.md: missing.md does not exist",
                "docs/x.md: missing.png does not exist",
            ]
        );
        Ok(())
    }
}
