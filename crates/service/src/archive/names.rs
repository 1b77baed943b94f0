//! Which entries of a zip are files of a package, and which make it suspicious.

use std::collections::HashSet;
use std::io::{Read, Seek};

use rollbook_rows::Code;
use zip::ZipArchive;

use super::{Fault, broken};

/// What operating systems put beside the files that a person packed.
fn is_left_by_a_system(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("__MACOSX/")
        || name.starts_with("._")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&name)
}

/// The files of a package: where each stands in the zip, and its name without the one folder that
/// all may lie in.
pub(super) fn judge<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
) -> Result<Vec<(usize, String)>, Fault> {
    let mut files = Vec::new();
    let mut folders = HashSet::new();
    let mut names = HashSet::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|error| broken(&error))?;
        let path = entry.name().map_err(|error| broken(&error))?.into_owned();
        if entry.is_dir() || is_left_by_a_system(&path) {
            continue;
        }
        if leads_elsewhere(&path) || entry.is_symlink() {
            return Err(fault(Code::ZipPath, &path, "leads out of the zip"));
        }
        if entry.encrypted() {
            return Err(fault(Code::ZipEncrypted, &path, "is locked by a password"));
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        if name.to_ascii_lowercase().ends_with(".zip") {
            return Err(fault(Code::ZipNested, &path, "is a zip itself"));
        }
        folders.insert(folder.to_owned());
        if folders.len() > 1 {
            let why = "lies in another folder than the files before it";
            return Err(fault(Code::ZipPath, &path, why));
        }
        if !names.insert(name.to_ascii_lowercase()) {
            let why = "has the name of another file, but for capital letters";
            return Err(fault(Code::FileNameDuplicate, &path, why));
        }
        files.push((index, name.to_owned()));
    }
    Ok(files)
}

/// Absolute, upwards, or in the manner of another system: no export is packed so.
fn leads_elsewhere(path: &str) -> bool {
    path.starts_with('/')
        || path.contains(['\\', ':'])
        || path.chars().any(char::is_control)
        || path.split('/').any(|part| part == "..")
}

fn fault(code: Code, path: &str, why: &str) -> Fault {
    let shown: String = path
        .chars()
        .filter(|character| !character.is_control())
        .take(80)
        .collect();
    Fault {
        code,
        message: format!("“{shown}” {why}"),
    }
}
