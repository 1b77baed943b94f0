//! Texts that a person types instead of writing them into a file. They pass the same rules as cells, so that what is
//! stored reads back from a CSV as it is (R37).

use crate::cell::Rule;
use crate::clean::clean;
use crate::{Code, login};

/// What a text is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// R05.
    Email,
    /// What a person signs in with.
    Username,
    /// An id given by another system: not a number that a spreadsheet has mangled.
    ExternalId,
    /// Any text.
    Text,
}

impl Typed {
    /// The text as a cell with it would be read; blank where a person sees nothing.
    ///
    /// # Errors
    /// The code with which a row would be refused.
    pub fn read(self, text: &str) -> Result<String, Code> {
        let mut bytes = text.as_bytes().to_vec();
        let length = bytes.len();
        let cleaned = clean(&mut bytes, 0, length, false);
        let cell = bytes.get(cleaned.start..cleaned.end).unwrap_or_default();
        if !cell.is_empty() {
            self.rule().check(cell, false)?;
        }
        Ok(String::from_utf8_lossy(cell).into_owned())
    }

    fn rule(self) -> Rule {
        match self {
            Typed::Email => Rule::Email,
            Typed::Username => Rule::Name,
            Typed::ExternalId => Rule::ExternalId,
            Typed::Text => Rule::Text,
        }
    }
}

/// Whether a username can stand in a column `login` (R24).
pub fn is_login(username: &str) -> bool {
    login::is_valid(username.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cleaned_until_it_stays_as_it_is() {
        let texts = [
            ("  Ada\u{a0}Byron ", "Ada Byron"),
            ("'=1+1", "=1+1"),
            ("'\u{200b}=1", "=1"),
            ("\u{feff}'=1", "=1"),
            ("'='=1", "='=1"),
            ("'\t'=1", "=1"),
            ("''=1", "''=1"),
            ("O'Neill", "O'Neill"),
            (" \u{200b} ", ""),
        ];
        for (typed, stored) in texts {
            assert_eq!(Typed::Text.read(typed).as_deref(), Ok(stored), "{typed:?}");
            assert_eq!(
                Typed::Text.read(stored).as_deref(),
                Ok(stored),
                "{stored:?}"
            );
        }
    }

    #[test]
    fn what_a_row_is_refused_for_is_refused() {
        assert_eq!(Typed::Email.read("ada@"), Err(Code::EmailMalformed));
        assert_eq!(Typed::ExternalId.read("1.0"), Err(Code::NumberMangled));
        assert_eq!(Typed::Text.read("a\nb"), Err(Code::ControlCharacter));
        assert_eq!(Typed::Username.read(" ada ").as_deref(), Ok("ada"));
    }
}
