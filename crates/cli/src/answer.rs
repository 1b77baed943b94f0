//! What a command prints on stdout, and its exit code.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use rollbook_service::Error;

use crate::failure::Failure;

/// The exit codes; they are made for scripts and never change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Done, but a rule refused rows or the command.
    Refused = 1,
    /// Wrong usage, unreadable input, or nobody to ask.
    Usage = 2,
    /// A guard, a seat limit or a changed plan: nothing was recorded.
    Stopped = 3,
    /// Not permitted, or not found.
    NotFound = 4,
    /// A fault of ours or of the store.
    Fault = 5,
}

impl Exit {
    /// The exit that the service gives an error.
    pub fn of_status(status: u8) -> Exit {
        match status {
            0 => Exit::Done,
            1 => Exit::Refused,
            2 => Exit::Usage,
            3 => Exit::Stopped,
            4 => Exit::NotFound,
            _ => Exit::Fault,
        }
    }
}

/// Everything that stdout gets from a command, whole, so that no exit prints half an object.
pub struct Answer {
    exit: Exit,
    text: String,
}

impl Answer {
    /// With a text that is printed as it stands, with a line break at its end.
    pub fn new(exit: Exit, text: String) -> Answer {
        Answer { exit, text }
    }

    /// Prints it. A reader that has gone away, as `head` does, is no fault.
    pub fn print(self) -> ExitCode {
        let mut out = io::stdout().lock();
        let mut text = self.text;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match printed {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                // Nothing is left to tell it to but stderr, and that may be gone too.
                let _ = writeln!(io::stderr(), "error: the answer cannot be printed: {error}");
                ExitCode::from(Exit::Fault as u8)
            }
            _ => ExitCode::from(self.exit as u8),
        }
    }
}

/// Gives stdout to whoever writes more than fits into memory, and says how that went. A reader that
/// has gone away, as `head` does, is no fault.
pub fn stream(write: impl FnOnce(&mut Stdout) -> Result<u64, Error>) -> Result<Answer, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|_| out.flush().map_err(Error::Output));
    match written {
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is buffered has nowhere to go.
            let _ = out.into_parts();
        }
        written => written?,
    }
    Ok(Answer::new(Exit::Done, String::new()))
}

/// Stdout, in pieces.
pub type Stdout = BufWriter<io::StdoutLock<'static>>;
