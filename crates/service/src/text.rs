//! Texts that people type: what is accepted of them.

use crate::Error;

/// Characters of a name of an institution, a group, a token or a person.
const LONGEST_NAME: usize = 200;

/// Characters of a reason.
const LONGEST_REASON: usize = 1000;

/// A name without outer spaces.
pub(crate) fn name(what: &'static str, text: &str) -> Result<String, Error> {
    accept(what, text, LONGEST_NAME)
}

/// A reason without outer spaces.
pub(crate) fn reason(text: &str) -> Result<String, Error> {
    accept("reason", text, LONGEST_REASON)
}

fn accept(what: &'static str, text: &str, longest: usize) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(what, "it is blank"));
    }
    if text.chars().count() > longest {
        return Err(Error::invalid(
            what,
            format!("it is longer than {longest} characters"),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(
            what,
            "it has a line break or another control character",
        ));
    }
    Ok(text.to_owned())
}

/// The largest whole number that every program reads exactly.
const LARGEST_NUMBER: u64 = (1 << 53) - 1;

/// A number that keeps its value in JSON, where many programs read numbers as fractions.
pub(crate) fn number(what: &'static str, number: u64) -> Result<u64, Error> {
    if number > LARGEST_NUMBER {
        return Err(Error::invalid(what, "it has more than 15 digits"));
    }
    Ok(number)
}
