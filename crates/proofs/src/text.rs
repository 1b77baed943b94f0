//! Numbers and bytes as the C2SP formats write them. Each value has one spelling only, so
//! that nobody can change a signed text's bytes and keep its meaning.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Hash;

/// A whole number without sign or leading zeros.
pub(crate) fn parse_number(text: &str) -> Option<u64> {
    let leading_zero = text.len() > 1 && text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if leading_zero || !digits {
        return None;
    }
    text.parse().ok()
}

/// Standard base64 with padding.
pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a base64 text, if that is the one that [`base64`] writes.
pub fn parse_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A hash as the C2SP formats write it, in base64.
pub fn format_hash(hash: &Hash) -> String {
    base64(hash)
}

/// The hash that a base64 text writes, if that is the one that [`format_hash`] writes.
pub fn parse_hash(text: &str) -> Option<Hash> {
    parse_base64(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r64_a_number_has_one_spelling() {
        assert_eq!(parse_number("0"), Some(0));
        assert_eq!(parse_number("20852163"), Some(20_852_163));
        assert_eq!(parse_number("18446744073709551615"), Some(u64::MAX));
        for wrong in [
            "",
            "00",
            "01",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1e3",
            "18446744073709551616",
            "١",
        ] {
            assert_eq!(parse_number(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn r64_a_hash_has_one_spelling() {
        let text = base64([0xff; 32]);
        assert_eq!(parse_hash(&text), Some([0xff; 32]));
        // The last letter carries two unused bits, which must be zero.
        for wrong in [
            text.replace("8=", "9="),
            text.replace('=', ""),
            base64([0; 31]),
        ] {
            assert_eq!(parse_hash(&wrong), None, "{wrong}");
        }
    }
}
