//! What may stand in a cell.

use crate::{Code, email};

/// The largest whole number that every JSON reader keeps exactly: 2^53 - 1.
const MAX_WHOLE_NUMBER: u64 = 9_007_199_254_740_991;

/// What a column takes. Blank cells are never asked: whether one must be filled is the profile's matter.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// R05: the HTML standard's syntax.
    Email,
    /// R06: digits; the code is for anything else.
    WholeNumber(Code),
    /// An id given by another system: any text that a spreadsheet has not mangled.
    ExternalId,
    /// A name to sign in with: any text, the same in either case.
    Name,
    /// Any text.
    Text,
    /// One of these, given in lower case, in either case; the code is for anything else.
    OneOf(&'static [&'static str], Code),
}

/// When two values of a column are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    Exact,
    AsciiCase,
    /// Leading zeros do not count.
    Number,
}

impl Rule {
    /// Judges a filled cell after it was cleaned.
    pub fn check(self, cell: &[u8]) -> Result<(), Code> {
        match self {
            Rule::Email if email::is_valid(cell) => Ok(()),
            Rule::Email => Err(no_control(cell).err().unwrap_or(Code::EmailMalformed)),
            Rule::WholeNumber(_) if is_whole_number(cell) => Ok(()),
            Rule::WholeNumber(_) if is_mangled(cell, false) => Err(Code::NumberMangled),
            Rule::WholeNumber(code) => Err(no_control(cell).err().unwrap_or(code)),
            Rule::ExternalId if is_mangled(cell, true) => Err(Code::NumberMangled),
            Rule::ExternalId | Rule::Name | Rule::Text => no_control(cell),
            Rule::OneOf(marks, _)
                if marks
                    .iter()
                    .any(|mark| mark.as_bytes().eq_ignore_ascii_case(cell)) =>
            {
                Ok(())
            }
            Rule::OneOf(_, code) => Err(no_control(cell).err().unwrap_or(code)),
        }
    }

    /// How values of the column are compared (R12 for emails).
    pub fn fold(self) -> Fold {
        match self {
            Rule::Email | Rule::Name | Rule::OneOf(..) => Fold::AsciiCase,
            Rule::WholeNumber(_) => Fold::Number,
            Rule::ExternalId | Rule::Text => Fold::Exact,
        }
    }

    /// Says what is wrong with a cell of the named column.
    pub fn message(self, code: Code, column: &str) -> String {
        match (code, self) {
            (Code::EmailMalformed, _) => "this is not the syntax of an email".to_owned(),
            (Code::NumberMangled, _) => {
                format!("{column} was turned into a number by a spreadsheet")
            }
            (Code::IdMalformed, _) => format!("{column} must be a whole number"),
            (Code::InstitutionNotAnId, _) => {
                format!("{column} must be the institution's ID, a whole number, not its name")
            }
            (Code::ControlCharacter, _) => {
                format!("{column} holds a character that cannot be typed")
            }
            (_, Rule::OneOf(marks, _)) => {
                let marks: Vec<String> =
                    marks.iter().map(|mark| mark.to_ascii_uppercase()).collect();
                format!("{column} takes {} or nothing", marks.join(", "))
            }
            _ => format!("{column}: {}", code.meaning()),
        }
    }
}

fn no_control(cell: &[u8]) -> Result<(), Code> {
    if cell.iter().any(u8::is_ascii_control) {
        Err(Code::ControlCharacter)
    } else {
        Ok(())
    }
}

fn is_whole_number(cell: &[u8]) -> bool {
    // Fifteen digits always fit, and spare most cells the arithmetic.
    if !cell.iter().all(u8::is_ascii_digit) {
        return false;
    }
    cell.len() <= 15
        || std::str::from_utf8(cell)
            .ok()
            .and_then(|digits| digits.parse::<u64>().ok())
            .is_some_and(|number| number <= MAX_WHOLE_NUMBER)
}

/// Recognises what spreadsheets make of long digits: `1.23E+05`, `1,23E+05`, `12345.0`. An id may be text like
/// `12E4`, so an exponent without sign counts only where a number is due.
fn is_mangled(cell: &[u8], sign_needed: bool) -> bool {
    let rest = skip_digits(cell);
    if rest.is_empty() || rest.len() == cell.len() {
        return false;
    }
    let fraction = match rest {
        [b'.' | b',', fraction @ ..] => skip_digits(fraction),
        _ => rest,
    };
    match fraction {
        [] => {
            rest.starts_with(b".")
                && rest.len() > 1
                && rest.iter().skip(1).all(|digit| *digit == b'0')
        }
        [b'e' | b'E', b'+' | b'-', exponent @ ..] => {
            !exponent.is_empty() && skip_digits(exponent).is_empty()
        }
        [b'e' | b'E', exponent @ ..] => {
            !sign_needed && !exponent.is_empty() && skip_digits(exponent).is_empty()
        }
        _ => false,
    }
}

fn skip_digits(cell: &[u8]) -> &[u8] {
    let digits = cell.iter().take_while(|byte| byte.is_ascii_digit()).count();
    cell.get(digits..).unwrap_or_default()
}
