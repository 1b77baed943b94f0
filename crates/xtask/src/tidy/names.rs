//! A folder called after nothing in particular collects everything in particular.

use super::sources::Sources;
use crate::project::Project;
use anyhow::Result;

const VAGUE: [&str; 8] = [
    "util", "utils", "helper", "helpers", "common", "manager", "misc", "shared",
];

pub fn check(_project: &Project, sources: &Sources) -> Result<Vec<String>> {
    Ok(sources
        .all()
        .filter_map(|source| {
            let word = source.path.split('/').find_map(vague_word)?;
            Some(format!(
                "{}: \"{word}\" says nothing about what is inside",
                source.path
            ))
        })
        .collect())
}

/// The vague word in the name of a file or folder, whole or as its last part (`date_utils.rs`).
fn vague_word(name: &str) -> Option<&'static str> {
    let stem = name
        .split('.')
        .find(|part| !part.is_empty())?
        .to_lowercase();
    let last = stem.rsplit(['_', '-']).next()?;
    VAGUE.into_iter().find(|word| *word == last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_names_are_found_and_others_are_not() {
        assert_eq!(vague_word("utils"), Some("utils"));
        assert_eq!(vague_word("date_utils.rs"), Some("utils"));
        assert_eq!(vague_word("Helpers.svelte"), Some("helpers"));
        assert_eq!(vague_word("utilisation.rs"), None);
        assert_eq!(vague_word(".ci"), None);
    }
}
