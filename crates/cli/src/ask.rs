//! Asks before anything is recorded (R14, R40).

use std::io::{self, BufRead, IsTerminal, Write};

use crate::failure::Failure;

/// Whether somebody has agreed already, or sits at a terminal and can be asked.
///
/// # Errors
/// Exit 2 where there is nobody to ask and no `--yes`; told before any work is done.
pub fn somebody_agrees(yes: bool) -> Result<(), Failure> {
    if yes || (io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Ok(());
    }
    Err(Failure::usage(
        "confirmation-needed",
        "there is no terminal to ask on, so nothing was done: say --yes to agree beforehand",
    ))
}

/// Shows on stderr what is about to happen and waits for a yes.
///
/// # Errors
/// Exit 1 after any other answer.
pub fn confirm(what: &str) -> Result<(), Failure> {
    let mut screen = io::stderr();
    // Whoever cannot be shown the question cannot say yes either.
    let asked = write!(screen, "{what}\nContinue? [y/N] ").and_then(|()| screen.flush());
    asked.map_err(|_| Failure::declined())?;
    let mut line = String::new();
    let answered = io::stdin().lock().read_line(&mut line);
    let agreed = ["y", "yes"].contains(&line.trim().to_ascii_lowercase().as_str());
    match answered {
        Ok(_) if agreed => Ok(()),
        _ => Err(Failure::declined()),
    }
}
