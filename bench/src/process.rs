//! Runs other programs, and looks at what they use.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::resource::UsageWho;

use crate::measure::{Sample, user_time};

/// How often the memory of a running program is looked at.
const GLANCE: Duration = Duration::from_millis(2);

/// Runs a program to its end and times it. What it prints is shown only where it fails.
///
/// # Errors
/// Where it cannot be started, or ends with a code that is not in `codes`.
pub fn run(command: &mut Command, codes: &[i32]) -> Result<Sample> {
    let name = command.get_program().to_string_lossy().into_owned();
    let (user, started) = (user_time(UsageWho::RUSAGE_CHILDREN)?, Instant::now());
    let output = command
        .output()
        .with_context(|| format!("{name} could not be started"))?;
    let wall = started.elapsed();
    let user = user_time(UsageWho::RUSAGE_CHILDREN)?.saturating_sub(user);
    if !output
        .status
        .code()
        .is_some_and(|code| codes.contains(&code))
    {
        let printed = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed ({}): {}", output.status, last_line(&printed));
    }
    Ok(Sample { wall, user })
}

/// What a program prints on stdout.
pub fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("{name} could not be started"))?;
    if !output.status.success() {
        let printed = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed ({}): {}", output.status, last_line(&printed));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program to its end and gives the most memory that it had, in bytes.
pub fn peak_memory(command: &mut Command, codes: &[i32]) -> Result<u64> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("the program could not be started")?;
    let mut peak = 0;
    loop {
        // What the system reports of a child that has ended counts its parent's memory too.
        peak = memory_of(&child).unwrap_or_default().max(peak);
        if let Some(status) = child.try_wait()? {
            if !status.code().is_some_and(|code| codes.contains(&code)) {
                bail!("it failed ({status})");
            }
            return Ok(peak);
        }
        thread::sleep(GLANCE);
    }
}

/// The most memory that a running program had, in bytes; only Linux tells.
pub fn memory_of(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

fn last_line(printed: &str) -> &str {
    printed
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it said nothing")
}
