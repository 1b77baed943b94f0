//! Skipping a step whose inputs have not changed since it last succeeded.

use crate::project::Project;
use anyhow::{Context, Result};
use ignore::WalkBuilder;
use std::{fs, path::PathBuf};

/// Remembers what a step was made from, in the target folder.
pub struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    /// Reads the inputs: files, or folders with all that git would track in them and `extra` besides.
    pub fn of(project: &Project, step: &str, inputs: &[&str], extra: &[&str]) -> Result<Self> {
        let mut files = Vec::new();
        for input in inputs {
            for entry in WalkBuilder::new(project.path(input)).build() {
                files.push(entry?.into_path());
            }
        }
        for folder in extra {
            // Generated folders are ignored by git, but what is made from them depends on them.
            for entry in WalkBuilder::new(project.path(folder))
                .standard_filters(false)
                .build()
            {
                files.push(entry?.into_path());
            }
        }
        files.retain(|file| file.is_file());
        files.sort();
        let mut hasher = blake3::Hasher::new();
        for file in &files {
            let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
            hasher.update(file.to_string_lossy().as_bytes());
            hasher.update(blake3::hash(&bytes).as_bytes());
        }
        Ok(Self {
            file: project.target().join("xtask").join(step),
            now: hasher.finalize().to_hex().to_string(),
        })
    }

    /// Whether the step succeeded with exactly these inputs.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|then| then == self.now)
    }

    /// Remembers that the step succeeded with these inputs.
    pub fn keep(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.now).with_context(|| format!("writing {}", self.file.display()))
    }
}
