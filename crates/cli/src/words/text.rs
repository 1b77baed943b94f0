//! Numbers, dates and foreign text as people read them.

use chrono::{DateTime, Timelike, Utc};
use rollbook_service::answers::ChangeOutcome;

/// A whole number with its thousands apart: `20,000`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number of things: `1 account`, `2 accounts`.
pub fn count(many: u64, thing: &str) -> String {
    let plural = if many == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", number(many))
}

/// A limit of seats.
pub fn limit(limit: Option<u64>) -> String {
    limit.map_or_else(|| "unlimited".to_owned(), number)
}

/// A time to the second, in UTC and saying so.
pub fn time(at: &DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A day and its time, as a sentence says them: `1 July 2026, 00:00 UTC`.
pub fn day(at: &DateTime<Utc>) -> String {
    match at.second() {
        0 => at.format("%-d %B %Y, %H:%M UTC").to_string(),
        _ => at.format("%-d %B %Y, %H:%M:%S UTC").to_string(),
    }
}

/// A text from outside, without characters that move the cursor, change colours or turn the
/// direction of writing: a name in a file must not be able to forge what the terminal shows.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|character| {
            if is_dangerous(character) {
                char::REPLACEMENT_CHARACTER
            } else {
                character
            }
        })
        .collect()
}

fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A sentence of what was done, or why it was not.
pub fn outcome(outcome: ChangeOutcome, done: &str, already: &str) -> String {
    match outcome {
        ChangeOutcome::Recorded => done.to_owned(),
        ChangeOutcome::NothingToDo => format!("nothing to do: {already}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let shown = [0, 999, 1_000, 20_000, 1_234_567].map(number);
        assert_eq!(shown, ["0", "999", "1,000", "20,000", "1,234,567"]);
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(
            [0, 1, 2].map(|many| count(many, "seat")),
            ["0 seats", "1 seat", "2 seats"]
        );
    }
}
