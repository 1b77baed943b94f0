//! Where a run has its files, and how much it does.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub name: &'static str,
    /// Of the file that is checked.
    pub rows: u32,
    /// Of the file that is checked in WebAssembly: PapaParse and zod take their time.
    pub wasm_rows: u32,
    /// In the ledger.
    pub people: u32,
    /// Of the file whose check may take only so much memory.
    pub memory_rows: u32,
    /// In the ledgers of growing size.
    pub growth: &'static [u32],
}

impl Scale {
    /// For minutes.
    pub const QUICK: Scale = Scale {
        name: "quick",
        rows: 1_000_000,
        wasm_rows: 200_000,
        people: 100_000,
        memory_rows: 1_000_000,
        growth: &[10_000, 100_000],
    };
    /// As the targets name it.
    pub const FULL: Scale = Scale {
        name: "full",
        rows: 1_000_000,
        wasm_rows: 1_000_000,
        people: 1_000_000,
        memory_rows: 10_000_000,
        growth: &[10_000, 100_000, 1_000_000],
    };
}

/// Runs of each side; an odd number has a middle.
pub const ROUNDS: usize = 5;

/// Folders and sizes of a run.
pub struct Workplace {
    pub scale: Scale,
    /// The source tree.
    pub project: PathBuf,
    /// Where peers were installed.
    pub peers: PathBuf,
    target: PathBuf,
    folder: PathBuf,
}

impl Workplace {
    /// An empty one inside Cargo's target folder.
    pub fn new(scale: Scale, project: PathBuf, target: PathBuf) -> Result<Workplace> {
        let folder = target.join("bench-work");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Workplace {
            scale,
            project,
            peers: target.join("bench-peers"),
            target,
            folder,
        })
    }

    /// A path inside.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A folder that was not there before.
    pub fn empty_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.path(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A file that is written when it is asked for first.
    pub fn file(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
    ) -> Result<PathBuf> {
        let path = self.path(name);
        if !path.exists() {
            let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
            write(&mut file)
                .and_then(|()| file.flush())
                .with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(path)
    }

    /// The `rollbook` binary, as it is released.
    pub fn rollbook(&self) -> Command {
        Command::new(self.target.join("release/rollbook"))
    }

    /// A program among the installed peers.
    pub fn peer(&self, name: &str) -> Result<PathBuf> {
        let path = self.peers.join(name);
        anyhow::ensure!(path.exists(), "not installed");
        Ok(path)
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // Gigabytes that nobody needs any more; the next run would remove them as well.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The bytes of all files of a folder and of its folders.
pub fn bytes_in(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        sum += match metadata.is_dir() {
            true => bytes_in(&entry.path())?,
            false => metadata.len(),
        };
    }
    Ok(sum)
}
