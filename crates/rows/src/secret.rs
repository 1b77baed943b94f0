//! Recognises columns that hold passwords (R25).

use crate::misspelt::within;

/// Anything that contains one of these is taken for a password.
const PARTS: [&str; 4] = ["password", "passwd", "passphrase", "passcode"];
/// Too short to be looked for inside other names.
const WHOLE: [&str; 3] = ["pass", "pwd", "pswd"];
/// Letters that a person may have got wrong in `password`.
const EDITS: usize = 2;

/// Whether a column of this name, in its normal form, is treated as one of passwords, under whatever profile.
///
/// It is meant to find too many: the cells of a column that holds none are lost to nobody, since no profile knows it.
pub(crate) fn is_secret(normal: &str) -> bool {
    let mut letters = normal.as_bytes().to_vec();
    letters.retain(|letter| *letter != b'_');
    WHOLE.iter().any(|name| name.as_bytes() == letters)
        || PARTS.iter().any(|part| contains(&letters, part.as_bytes()))
        || within(&letters, b"password", EDITS)
}

/// Whether one text stands in another.
pub(crate) fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn r25_columns_of_passwords_are_recognised_by_many_names() {
        for name in [
            "password",
            "passwd",
            "pass_word",
            "pwd",
            "pass",
            "user_password",
            "pasword",
            "passwrod",
            "initial_password",
            "passphrase",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["email", "login", "word", "class", "pass_mark", "code", ""] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
