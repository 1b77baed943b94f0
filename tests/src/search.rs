//! Reading every byte that a data directory holds, and once more while it changes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::Needles;

/// What was read, and what was found.
#[derive(Default)]
pub struct Search {
    /// Names of the files read, below the directory.
    pub files: BTreeSet<String>,
    pub bytes: u64,
    /// How often everything was read.
    pub passes: u64,
    pub findings: BTreeSet<String>,
}

impl Search {
    /// Reads every file below the directory, and those that a process has deleted but still open.
    pub fn once(directory: &Path, process: Option<u32>, needles: &Needles) -> Search {
        let mut search = Search::default();
        search.pass(directory, process, needles);
        search
    }

    /// Fails where anything was found, or nothing was read.
    pub fn assert_nothing_found(&self, when: &str) {
        assert!(self.bytes > 0, "{when}: nothing was read");
        assert!(self.findings.is_empty(), "{when}: {:#?}", self.findings);
    }

    fn pass(&mut self, directory: &Path, process: Option<u32>, needles: &Needles) {
        let mut files = files_below(directory);
        files.extend(process.map(deleted_but_open).unwrap_or_default());
        for path in files {
            // A file may vanish while it is looked for.
            let Ok(bytes) = fs::read(&path) else { continue };
            let name = path
                .strip_prefix(directory)
                .unwrap_or(&path)
                .display()
                .to_string();
            if let Some(finding) = needles.find(&bytes) {
                self.findings.insert(format!("{name}: {finding}"));
            }
            if let Some(finding) = needles.find(name.as_bytes()) {
                self.findings.insert(format!("the name {name}: {finding}"));
            }
            self.bytes += bytes.len() as u64;
            self.files.insert(name);
        }
        self.passes += 1;
    }
}

/// Searches again and again in a thread of its own.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Search>,
}

impl Watch {
    /// Starts to search what a process (this one, or a child) writes below a directory.
    pub fn start(directory: &Path, process: u32, needles: &Arc<Needles>) -> Watch {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, directory) = (Arc::clone(&stop), directory.to_owned());
        let needles = Arc::clone(needles);
        let thread = std::thread::spawn(move || {
            let mut search = Search::default();
            loop {
                let is_last = stopped.load(Ordering::Relaxed);
                search.pass(&directory, Some(process), &needles);
                if is_last {
                    return search;
                }
            }
        });
        Watch { stop, thread }
    }

    /// Searches a last time, and tells what was found in all that time.
    pub fn stop(self) -> Search {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().expect("the search ends")
    }
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Temporary files have often no name any more; Linux shows them all the same.
fn deleted_but_open(process: u32) -> Vec<PathBuf> {
    let open = fs::read_dir(format!("/proc/{process}/fd"));
    let is_deleted = |path: &PathBuf| {
        fs::read_link(path).is_ok_and(|target| target.to_string_lossy().ends_with(" (deleted)"))
    };
    open.into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(is_deleted)
        .collect()
}
