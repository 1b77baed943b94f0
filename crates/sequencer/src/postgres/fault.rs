//! What goes wrong with a database, before it is told as a fault of the log or of the keys.

use std::error::Error as _;
use std::io;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::background::Late;

/// Why a database did not do what was asked.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing was done, and trying again later may help.
    Unreachable(String),
    /// Nothing was done, and nothing will be before somebody changes something.
    Refused(String),
    /// The URL, or a file that it names, cannot be used: nobody was asked.
    Url(String),
    /// The answer was lost, so it may have been done.
    Lost(String),
    /// A row of this key is there. Nothing was done.
    Duplicate,
    /// It holds what cannot be.
    Damaged(String),
    /// It was laid out by a newer program.
    Newer { found: u32, known: u32 },
}

impl From<Late> for Fault {
    fn from(late: Late) -> Fault {
        Fault::Lost(format!("no answer within {} s", late.0.as_secs()))
    }
}

impl Fault {
    /// Of an attempt to connect: nothing was asked yet.
    pub(super) fn of_connecting(error: &Error) -> Fault {
        let why = words(error);
        if let Some(code) = error.code() {
            return match class(code) {
                // Credentials, a database that is not there, a right to connect to it.
                "28" | "3D" | "42" | "0A" => Fault::Refused(why),
                _ => Fault::Unreachable(why),
            };
        }
        match cause::<io::Error>(error).map(io::Error::kind) {
            // What TLS says of a certificate that it does not trust.
            Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => Fault::Refused(why),
            Some(_) => Fault::Unreachable(why),
            None if error.is_closed() => Fault::Unreachable(why),
            None => Fault::Refused(why),
        }
    }

    /// Of a statement that was sent, by what the server says of it.
    pub(super) fn of_statement(error: &Error) -> Fault {
        let why = words(error);
        let Some(code) = error.code() else {
            return Fault::Lost(why);
        };
        if *code == SqlState::UNIQUE_VIOLATION {
            return Fault::Duplicate;
        }
        if [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN].contains(code) {
            return Fault::Lost(why);
        }
        match class(code) {
            "08" => Fault::Lost(why),
            "0A" | "22" | "23" | "28" | "3D" | "3F" | "42" | "XX" => Fault::Refused(why),
            _ => Fault::Unreachable(why),
        }
    }

    /// The same, where nothing that was asked can have been done.
    pub(super) fn without_effect(self) -> Fault {
        match self {
            Fault::Lost(why) => Fault::Unreachable(why),
            fault => fault,
        }
    }
}

/// The first two characters of five, which say what the rest is about.
fn class(code: &SqlState) -> &str {
    code.code().get(..2).unwrap_or_default()
}

/// An error of this type among the causes.
fn cause<E: std::error::Error + 'static>(error: &Error) -> Option<&E> {
    let mut cause = error.source();
    while let Some(current) = cause {
        if let Some(found) = current.downcast_ref() {
            return Some(found);
        }
        cause = current.source();
    }
    None
}

/// What the server says, or else what failed and why, in one line.
fn words(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        return format!("{} (SQLSTATE {})", said.message(), said.code().code());
    }
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        let next = current.to_string();
        // Many wrap another and say the same.
        if !words.ends_with(&next) {
            words = format!("{words}: {next}");
        }
        cause = current.source();
    }
    words
}
