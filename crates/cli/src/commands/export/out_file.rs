//! A file that is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Where an export goes.
pub struct OutFile {
    path: PathBuf,
    kind: Kind,
}

enum Kind {
    /// Beside the file that it becomes, readable by its owner only.
    Temporary(NamedTempFile),
    /// What is no regular file, such as a pipe, cannot be replaced.
    Direct(File),
}

impl OutFile {
    /// Makes the file before anything is read, so that a mistyped name costs nothing.
    ///
    /// # Errors
    /// Exit 2 where it cannot be written.
    pub fn create(path: &Path) -> Result<OutFile, Failure> {
        let told = |error: io::Error| unwritable(path, &error.to_string());
        // Through a link, what it leads to is replaced, and not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let kind = match fs::metadata(&path) {
            Ok(found) if found.is_dir() => return Err(unwritable(&path, "it is a directory")),
            Ok(found) if !found.is_file() => {
                Kind::Direct(OpenOptions::new().write(true).open(&path).map_err(told)?)
            }
            _ => {
                let beside = match path.parent() {
                    Some(parent) if !parent.as_os_str().is_empty() => parent,
                    _ => Path::new("."),
                };
                Kind::Temporary(
                    tempfile::Builder::new()
                        .prefix(".rollbook-export-")
                        .tempfile_in(beside)
                        .map_err(told)?,
                )
            }
        };
        Ok(OutFile { path, kind })
    }

    /// Where to write; it need not be buffered.
    pub fn writer(&mut self) -> &mut File {
        match &mut self.kind {
            Kind::Temporary(file) => file.as_file_mut(),
            Kind::Direct(file) => file,
        }
    }

    /// Puts the file in its place. A file that is not kept is gone.
    pub fn keep(mut self) -> Result<(), Failure> {
        let told = |error: io::Error| unwritable(&self.path, &error.to_string());
        match self.kind {
            Kind::Temporary(file) => {
                file.as_file().sync_all().map_err(told)?;
                file.persist(&self.path)
                    .map_err(|error| told(error.error))?;
            }
            Kind::Direct(ref mut file) => file.flush().map_err(told)?,
        }
        Ok(())
    }
}

/// Exit 2.
pub fn unwritable(path: &Path, why: &str) -> Failure {
    Failure::usage(
        "file-unwritable",
        format!("{} cannot be written: {why}", path.display()),
    )
}
