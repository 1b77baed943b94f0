//! Running other programs, with what they print in view.

use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::{
    env,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
};

/// Cargo, in the workspace's folder.
pub fn cargo(project: &Project) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = program_in(program, project.root());
    // `cargo run` describes xtask in these variables. Build scripts that watch them (ring's does)
    // would build again whenever a command switches between `cargo` and `cargo xtask`.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.env("CARGO_TARGET_DIR", project.target());
    command
}

/// npm, in the console's folder.
pub fn npm(project: &Project) -> Command {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    program_in(name, &project.path("web"))
}

/// A program that runs in `folder`.
pub fn program_in(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// Runs a program to its end; anything but success is an error that names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("`{}` could not be started", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Whether a program starts and succeeds, without showing what it prints.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a program prints on stdout.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{}` could not be started", shown(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", shown(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed something that is not UTF-8", shown(command)))
}

/// What a program printed on stdout and stderr, and whether it succeeded.
pub struct Watched {
    pub printed: String,
    pub success: bool,
}

/// Runs a program to its end, shows what it prints as it prints it, and keeps a copy.
pub fn watch(command: &mut Command) -> Result<Watched> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{}` could not be started", shown(command)))?;
    let stdout = child.stdout.take().context("the program has no stdout")?;
    let stderr = child.stderr.take().context("the program has no stderr")?;
    let printed = thread::scope(|scope| {
        let errors = scope.spawn(|| forward(stderr, io::stderr()));
        let mut printed = forward(stdout, io::stdout())?;
        let errors = errors
            .join()
            .map_err(|_| anyhow::anyhow!("the thread that reads stderr panicked"))??;
        printed.push_str(&errors);
        Ok::<_, anyhow::Error>(printed)
    })?;
    let success = child.wait()?.success();
    Ok(Watched { printed, success })
}

fn forward(from: impl Read, mut to: impl Write) -> Result<String> {
    let mut from = BufReader::new(from);
    let mut copy = String::new();
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        to.flush()?;
        copy.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(copy)
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
