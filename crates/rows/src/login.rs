//! The syntax of a login (R24).

/// How many characters a login has, at least and at most.
const CHARACTERS: std::ops::RangeInclusive<usize> = 3..=68;

/// True for 3 to 68 characters that start with a letter or digit and go on with letters, digits and `_ - . +`.
pub(crate) fn is_valid(login: &[u8]) -> bool {
    CHARACTERS.contains(&login.len())
        && login.first().is_some_and(u8::is_ascii_alphanumeric)
        && login
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.+".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn r24_a_login_is_short_and_plain() {
        for login in ["ada", "7.b", "a_-.+", &"x".repeat(68)] {
            assert!(is_valid(login.as_bytes()), "{login}");
        }
        for other in [
            "",
            "ad",
            ".ada",
            "ada lovelace",
            "zoë",
            "a@b",
            &"x".repeat(69),
        ] {
            assert!(!is_valid(other.as_bytes()), "{other}");
        }
    }
}
