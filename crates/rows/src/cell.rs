//! What may stand in a cell.

use crate::{Code, email, login, time};

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
    /// The same, where blank means one of them.
    OneOfOr(&'static [&'static str], &'static str, Code),
    /// R24.
    Login,
    /// R48: a date, or a time of RFC 3339.
    Time,
    /// Whatever stands there has no effect.
    Any,
}

/// When two values of a column are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    Exact,
    AsciiCase,
    /// Leading zeros do not count.
    Number,
    /// Without regard to ASCII case; this one is the same as blank.
    AsciiCaseOr(&'static str),
}

impl Rule {
    /// Judges a filled cell after it was cleaned. `plain` is true where no control character can be in it.
    #[inline]
    pub fn check(self, cell: &[u8], plain: bool) -> Result<(), Code> {
        let fits = match self {
            Rule::Email => email::is_valid(cell),
            Rule::WholeNumber(_) => is_whole_number(cell),
            Rule::ExternalId => (plain || !has_control(cell)) && !is_mangled(cell, true),
            Rule::Name | Rule::Text => plain || !has_control(cell),
            Rule::OneOf(marks, _) | Rule::OneOfOr(marks, _, _) => marks
                .iter()
                .any(|mark| mark.as_bytes().eq_ignore_ascii_case(cell)),
            Rule::Login => login::is_valid(cell),
            Rule::Time => time::is_valid(cell),
            Rule::Any => true,
        };
        if fits { Ok(()) } else { Err(self.fault(cell)) }
    }

    /// Names what is wrong with a cell that broke the rule.
    #[cold]
    fn fault(self, cell: &[u8]) -> Code {
        if has_control(cell) {
            return Code::ControlCharacter;
        }
        match self {
            Rule::Email => Code::EmailMalformed,
            Rule::WholeNumber(_) if is_mangled(cell, false) => Code::NumberMangled,
            Rule::WholeNumber(code) | Rule::OneOf(_, code) | Rule::OneOfOr(_, _, code) => code,
            Rule::Login => Code::LoginMalformed,
            Rule::Time => Code::TimeMalformed,
            Rule::ExternalId | Rule::Name | Rule::Text | Rule::Any => Code::NumberMangled,
        }
    }

    /// How values of the column are compared (R12 for emails).
    pub fn fold(self) -> Fold {
        match self {
            Rule::Email | Rule::Name | Rule::Login | Rule::OneOf(..) => Fold::AsciiCase,
            Rule::OneOfOr(_, default, _) => Fold::AsciiCaseOr(default),
            Rule::WholeNumber(_) => Fold::Number,
            Rule::ExternalId | Rule::Text | Rule::Time | Rule::Any => Fold::Exact,
        }
    }

    /// Says what is wrong with a cell of the named column.
    pub fn message(self, code: Code, column: &str) -> String {
        let what = match (code, self) {
            (Code::EmailMalformed, _) => return "this is not the syntax of an email".to_owned(),
            (Code::NumberMangled, _) => "was turned into a number by a spreadsheet",
            (Code::LoginMalformed, _) => {
                "takes 3 to 68 letters, digits and _ - . + and begins with a letter or digit"
            }
            (Code::TimeMalformed, _) => "is neither a date nor a time",
            (Code::IdMalformed | Code::GradesMalformed, _) => "must be a whole number",
            (Code::InstitutionNotAnId, _) => {
                "must be the institution's ID, a whole number, not its name"
            }
            (Code::ControlCharacter, _) => "holds a character that cannot be typed",
            (_, Rule::OneOf(marks, _) | Rule::OneOfOr(marks, _, _)) => {
                let marks = marks.join(", ").to_ascii_uppercase();
                return format!("{column} takes {marks} or nothing");
            }
            _ => code.meaning(),
        };
        format!("{column} {what}")
    }
}

fn has_control(cell: &[u8]) -> bool {
    cell.iter().any(u8::is_ascii_control)
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
