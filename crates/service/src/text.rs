//! Texts that people type: what is accepted of them. They pass the rules of cells, so that an
//! export that is read back has the same texts (R37).

use rollbook_domain::Column;
use rollbook_rows::{Code, Typed};

use crate::Error;

/// Characters of a name of an institution, a group, a token or a person.
const LONGEST_NAME: usize = 200;

/// Characters of an email.
const LONGEST_EMAIL: usize = 254;

/// Characters of a reason.
const LONGEST_REASON: usize = 1000;

/// A name, as a cell with it would be read.
pub(crate) fn name(what: &'static str, text: &str) -> Result<String, Error> {
    filled(what, read(what, Typed::Text, text, LONGEST_NAME)?)
}

/// An id that another system gave.
pub(crate) fn external_id(what: &'static str, text: &str) -> Result<String, Error> {
    filled(what, read(what, Typed::ExternalId, text, LONGEST_NAME)?)
}

/// A reason.
pub(crate) fn reason(text: &str) -> Result<String, Error> {
    filled("reason", read("reason", Typed::Text, text, LONGEST_REASON)?)
}

/// The text of a profile's column; blank clears it.
pub(crate) fn column(column: Column, text: &str) -> Result<String, Error> {
    let (kind, longest) = match column {
        Column::Email => (Typed::Email, LONGEST_EMAIL),
        Column::Username => (Typed::Username, LONGEST_NAME),
        Column::SisId | Column::DisplayId => (Typed::ExternalId, LONGEST_NAME),
        Column::GoogleEmailAddress => (Typed::Email, LONGEST_EMAIL),
        _ => (Typed::Text, LONGEST_NAME),
    };
    read(column.name(), kind, text, longest)
}

fn filled(what: &'static str, text: String) -> Result<String, Error> {
    match text.is_empty() {
        true => Err(Error::invalid(what, "it is blank")),
        false => Ok(text),
    }
}

fn read(what: &'static str, kind: Typed, text: &str, longest: usize) -> Result<String, Error> {
    let text = kind.read(text).map_err(|code| {
        let why = match code {
            Code::EmailMalformed => "it is no email address",
            Code::NumberMangled => "a spreadsheet has turned it into a number",
            _ => UNTYPABLE,
        };
        Error::invalid(what, why)
    })?;
    // Cells are only refused for those of ASCII; nobody types the others either.
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(what, UNTYPABLE));
    }
    if text.chars().count() > longest {
        return Err(Error::invalid(
            what,
            format!("it is longer than {longest} characters"),
        ));
    }
    Ok(text)
}

const UNTYPABLE: &str = "it has a line break or another control character";

/// The largest whole number that every program reads exactly.
const LARGEST_NUMBER: u64 = (1 << 53) - 1;

/// A number that keeps its value in JSON, where many programs read numbers as fractions.
pub(crate) fn number(what: &'static str, number: u64) -> Result<u64, Error> {
    if number > LARGEST_NUMBER {
        return Err(Error::invalid(what, "it has more than 15 digits"));
    }
    Ok(number)
}
