//! The processes of a server, from outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a server writes down while it runs.
pub(super) struct LockFile {
    path: PathBuf,
    postmaster: String,
    /// Memory that the system keeps where the server was killed.
    memory: Option<String>,
}

impl LockFile {
    /// `None` where the server does not run.
    pub(super) fn read(folder: &Path) -> Option<LockFile> {
        let path = folder.join("postmaster.pid");
        let text = fs::read_to_string(&path).ok()?;
        let mut lines = text.lines();
        let postmaster = lines.next()?.to_owned();
        // Its key, and its number.
        let memory = lines.nth(5).and_then(|line| line.split_whitespace().nth(1));
        Some(LockFile {
            postmaster,
            memory: memory.map(str::to_owned),
            path,
        })
    }

    /// The first of its processes, and those that it has started.
    pub(super) fn processes(&self) -> Vec<String> {
        let children = output(Command::new("ps").args(["-o", "pid=", "--ppid", &self.postmaster]));
        let children = String::from_utf8_lossy(&children.stdout).into_owned();
        let children = children.split_whitespace().map(str::to_owned);
        std::iter::once(self.postmaster.clone())
            .chain(children)
            .collect()
    }

    /// Removes what a killed server leaves behind. It would be taken for one that still runs where
    /// another process gets its number.
    pub(super) fn remove(&self) {
        let _ = fs::remove_file(&self.path);
        if let Some(memory) = &self.memory {
            output(Command::new("ipcrm").args(["-m", memory]));
        }
    }
}

/// Sends a signal; that a process has ended by itself meanwhile is no fault.
pub(super) fn signal(name: &str, processes: &[String]) {
    output(Command::new("kill").arg(name).args(processes));
}

/// Whether it still does anything; one that has ended may keep its number for a while.
pub(super) fn is_alive(process: &str) -> bool {
    let state = output(Command::new("ps").args(["-o", "stat=", "-p", process]));
    let state = String::from_utf8_lossy(&state.stdout).into_owned();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

fn output(command: &mut Command) -> Output {
    let output = command.output();
    output.unwrap_or_else(|error| panic!("{command:?} does not start: {error}"))
}
