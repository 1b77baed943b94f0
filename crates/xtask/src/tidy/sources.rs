//! The files that belong to the source tree.

use anyhow::{Context, Result};
use ignore::WalkBuilder;
use std::{fs, path::Path};

/// One file of the tree.
pub struct Source {
    /// Relative to the workspace, with `/` between folders.
    pub path: String,
    /// Empty where the file is not UTF-8.
    pub text: String,
}

impl Source {
    /// Whether the file's name ends in one of these extensions, given without the dot.
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|own| extensions.iter().any(|other| own == *other))
    }
}

/// All files that git tracks or would track.
pub struct Sources(Vec<Source>);

impl Sources {
    /// Reads every file below `root` that no `.gitignore` leaves out.
    pub fn read(root: &Path) -> Result<Self> {
        let mut sources = Vec::new();
        let walk = WalkBuilder::new(root)
            .hidden(false)
            // The tree is checked from an unpacked archive too, where there is no repository,
            // and one person's own ignored files must not matter.
            .require_git(false)
            .git_global(false)
            .git_exclude(false)
            .parents(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build();
        for entry in walk {
            let path = entry?.into_path();
            if !path.is_file() {
                continue;
            }
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            sources.push(Source {
                path: relative.to_string_lossy().replace('\\', "/"),
                text: String::from_utf8(bytes).unwrap_or_default(),
            });
        }
        sources.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self(sources))
    }

    /// Every file.
    pub fn all(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// Files with one of these extensions.
    pub fn with_extension(
        &self,
        extensions: &'static [&'static str],
    ) -> impl Iterator<Item = &Source> {
        self.all().filter(|source| source.has_extension(extensions))
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&Source> {
        self.all().find(|source| source.path == path)
    }

    /// Files made up by a test.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let source = |(path, text): &(&str, &str)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self(files.iter().map(source).collect())
    }
}
