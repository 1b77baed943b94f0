//! The programs of PostgreSQL, run as somebody who may: the server refuses to be started by root.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nix::unistd::{Uid, User, chown};

/// What Debian's package calls the owner of its servers.
const OWNER: &str = "postgres";

const DEBIAN: &str = "/usr/lib/postgresql";

const ADVICE: &str =
    "PostgreSQL was not found: install its server (on Debian `apt-get install postgresql`)";

/// A program, to be run by whom servers may belong to, and in a folder that everybody may read.
pub(super) fn program(name: &str) -> Command {
    let path = folder().join(name);
    let mut command = match Uid::effective().is_root() {
        true => {
            let mut command = Command::new("runuser");
            command.args(["-u", OWNER, "--"]).arg(path);
            command
        }
        false => Command::new(path),
    };
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    command
        .env("LC_ALL", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::null());
    command
}

/// Runs one to its end, which must be a good one; tells what it printed.
pub(super) fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    judge(command, &output);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs one that leaves a server behind, and tells whether it ended well: its output would never end,
/// as the server holds on to it.
pub(super) fn run_detached(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"))
        .success()
}

/// Gives a file or folder to the owner of servers.
pub(super) fn give_away(path: &Path) {
    if !Uid::effective().is_root() {
        return;
    }
    let owner = User::from_name(OWNER).expect("the system knows its users");
    let owner = owner.unwrap_or_else(|| panic!("there is no user {OWNER}. {ADVICE}"));
    chown(path, Some(owner.uid), Some(owner.gid)).expect("a folder of its own");
}

fn judge(command: &Command, output: &Output) {
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The newest of Debian's, or wherever `PATH` has it.
fn folder() -> PathBuf {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let number = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?;
        name.parse::<u32>().ok()
    };
    let newest = versions
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/postgres").is_file())
        .max_by_key(number);
    if let Some(newest) = newest {
        return newest.join("bin");
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .find(|folder| folder.join("postgres").is_file())
        .expect(ADVICE)
}
