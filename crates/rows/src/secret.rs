//! Recognises columns that hold passwords (R25).

use crate::misspelt::within;

/// Anything that contains one of these is taken for a password.
const PARTS: [&str; 6] = ["passw", "pwd", "pswd", "passphrase", "passcode", "kennwort"];
/// Too short to be looked for inside other names.
const WHOLE: [&str; 2] = ["pw", "pword"];
/// What begins or ends with `pass` is taken for a password, unless it begins with one of these.
const OTHERS: [&str; 5] = ["passport", "passmark", "passed", "passing", "compass"];
/// Letters that a person may have got wrong in `password`.
const EDITS: usize = 1;

/// Whether a column of this name, in its normal form, is treated as one of passwords, under whatever profile.
///
/// It is meant to find too many: the cells of a column that holds none are lost to nobody, since no profile knows it.
pub(crate) fn is_secret(normal: &str) -> bool {
    let mut letters = normal.as_bytes().to_vec();
    letters.retain(|letter| *letter != b'_');
    WHOLE.iter().any(|name| name.as_bytes() == letters)
        || PARTS.iter().any(|part| contains(&letters, part.as_bytes()))
        || is_pass(&letters)
        || within(&letters, b"password", EDITS)
        || has_two_swapped(&letters)
}

fn is_pass(letters: &[u8]) -> bool {
    (letters.starts_with(b"pass") || letters.ends_with(b"pass"))
        && !OTHERS
            .iter()
            .any(|other| letters.starts_with(other.as_bytes()))
}

/// Whether these are the letters of `password` with two neighbours in each other's place.
fn has_two_swapped(letters: &[u8]) -> bool {
    let place = letters
        .iter()
        .zip(b"password")
        .position(|(left, right)| left != right);
    let mut mended = letters.to_vec();
    match place.and_then(|place| mended.get_mut(place..place + 2)) {
        Some(two) => two.reverse(),
        None => return false,
    }
    mended == b"password"
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
            "apssword",
            "user_pwd",
            "initial_pwd",
            "temp_pass",
            "pass1",
            "pw",
            "pword",
            "passwort_(neu)",
            "kennwort",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "email",
            "login",
            "word",
            "class",
            "pass_mark",
            "passport",
            "passport_no",
            "compass",
            "code",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
