//! The files that a command line names, opened before anything else is done.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file that can be read.
#[derive(Debug)]
pub struct InputFile {
    /// What reports and plans call it.
    pub name: String,
    pub path: PathBuf,
    pub content: File,
    /// Its size in bytes when it was opened.
    pub size: u64,
}

/// Opens all of them, so that one missing file is told before the others have had an effect.
/// A file is known by its name alone; where two have the same, by their paths.
///
/// # Errors
/// Exit 2, naming the file.
pub fn open(paths: &[PathBuf]) -> Result<Vec<InputFile>, Failure> {
    let mut uses: HashMap<&OsStr, usize> = HashMap::new();
    for path in paths {
        *uses
            .entry(path.file_name().unwrap_or(path.as_os_str()))
            .or_default() += 1;
    }
    let name = |path: &Path| match path.file_name() {
        Some(name) if uses.get(name) == Some(&1) => name.to_string_lossy().into_owned(),
        _ => path.display().to_string(),
    };
    let files = paths
        .iter()
        .map(|path| open_one(path, name(path)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut names = HashSet::new();
    match files.iter().find(|file| !names.insert(&file.name)) {
        Some(twice) => Err(unreadable(&twice.path, "it is named twice")),
        None => Ok(files),
    }
}

fn open_one(path: &Path, name: String) -> Result<InputFile, Failure> {
    if path == Path::new("-") {
        return Err(unreadable(
            path,
            "standard input is not read; save it as a file and name that",
        ));
    }
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => unreadable(path, "there is no such file"),
        io::ErrorKind::PermissionDenied => unreadable(path, "you may not read it"),
        _ => unreadable(path, &error.to_string()),
    };
    let content = File::open(path).map_err(told)?;
    let metadata = content.metadata().map_err(told)?;
    if metadata.is_dir() {
        return Err(unreadable(path, "it is a directory; name the files in it"));
    }
    Ok(InputFile {
        name,
        path: path.to_owned(),
        content,
        size: metadata.len(),
    })
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::usage(
        "file-unreadable",
        format!("{} cannot be read: {why}", path.display()),
    )
}
