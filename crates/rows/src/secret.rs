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
    let letters = normal.replace('_', "");
    WHOLE.contains(&letters.as_str())
        || PARTS.iter().any(|part| letters.contains(part))
        || within(letters.as_bytes(), b"password", EDITS)
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
