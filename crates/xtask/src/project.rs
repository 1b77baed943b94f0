//! Where things are in the source tree.

use anyhow::{Context, Result};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// The source tree and the folder that Cargo builds into.
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the workspace that holds this package.
    pub fn locate() -> Result<Self> {
        // Cargo tells a running package where it is; the value from compile time would be stale
        // after the tree was moved.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|| OsString::from(env!("CARGO_MANIFEST_DIR")));
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .context("the package xtask is not inside a workspace")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The workspace's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the workspace.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The folder that Cargo builds into.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The `rollbook` binary of a profile's folder, `debug` or `release`.
    pub fn binary(&self, profile: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("rollbook{}", env::consts::EXE_SUFFIX))
    }
}
