//! From a query's text to its terms.

use crate::Error;

/// One term as it was typed.
pub(super) struct Term {
    /// The number of its first character; the query's first is 1.
    pub(super) at: usize,
    pub(super) excludes: bool,
    /// None for free text.
    pub(super) key: Option<String>,
    pub(super) value: String,
}

/// The terms of a text, in order. Quotes keep blanks and colons together, wherever in a term they
/// stand; within them `\"` and `\\` mean the character behind the backslash.
pub(super) fn terms(text: &str) -> Result<Vec<Term>, Error> {
    let mut characters = Characters {
        rest: text.chars(),
        at: 0,
    };
    let mut terms = Vec::new();
    while let Some(term) = term(&mut characters)? {
        terms.push(term);
    }
    Ok(terms)
}

struct Characters<'t> {
    rest: std::str::Chars<'t>,
    /// How many were taken.
    at: usize,
}

impl Characters<'_> {
    fn take(&mut self) -> Option<char> {
        let taken = self.rest.next()?;
        self.at += 1;
        Some(taken)
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }
}

fn term(characters: &mut Characters<'_>) -> Result<Option<Term>, Error> {
    while characters.peek().is_some_and(char::is_whitespace) {
        characters.take();
    }
    let at = characters.at + 1;
    let excludes = characters.peek() == Some('-');
    if excludes {
        characters.take();
    }
    let mut key = None;
    let mut value = String::new();
    // Two quotes are a text too, though an empty one.
    let mut is_there = false;
    while let Some(next) = characters.peek().filter(|next| !next.is_whitespace()) {
        characters.take();
        is_there = true;
        match next {
            '"' => quoted(characters, &mut value)?,
            ':' if key.is_none() => key = Some(std::mem::take(&mut value)),
            plain => value.push(plain),
        }
    }
    if !is_there && !excludes {
        return Ok(None);
    }
    let term = Term {
        at,
        excludes,
        key,
        value,
    };
    match term.value.trim().is_empty() {
        true => Err(Error::QueryMalformed {
            at,
            why: "nothing stands behind it".to_owned(),
        }),
        false => Ok(Some(term)),
    }
}

/// What stands between two quotes, of which the first is taken.
fn quoted(characters: &mut Characters<'_>, value: &mut String) -> Result<(), Error> {
    let opened = characters.at;
    let unclosed = || Error::QueryMalformed {
        at: opened,
        why: "this quote is not closed".to_owned(),
    };
    loop {
        match characters.take().ok_or_else(unclosed)? {
            '"' => return Ok(()),
            '\\' => value.push(characters.take().ok_or_else(unclosed)?),
            plain => value.push(plain),
        }
    }
}
