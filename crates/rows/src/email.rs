//! The email syntax of the HTML standard's `input type=email` (R05).

/// Longest email, in characters.
const MAX_CHARACTERS: usize = 254;
/// Longest part of a domain between two dots.
const MAX_LABEL: usize = 63;

const LOCAL: u8 = 1;
const DOMAIN: u8 = 2;

/// Where each ASCII character may stand.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'-' {
            classes[byte] = LOCAL | DOMAIN;
        }
        byte += 1;
    }
    let also_local = b".!#$%&'*+/=?^_`{|}~";
    let mut index = 0;
    while index < also_local.len() {
        classes[also_local[index] as usize] = LOCAL;
        index += 1;
    }
    classes
}

fn is(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

/// True for `local@label.label…`; all of it is ASCII.
pub(crate) fn is_valid(email: &[u8]) -> bool {
    if email.len() > MAX_CHARACTERS {
        return false;
    }
    let Some(at) = email.iter().position(|byte| !is(*byte, LOCAL)) else {
        return false;
    };
    let (local, domain) = email.split_at(at);
    let Some((b'@', domain)) = domain.split_first() else {
        return false;
    };
    if local.is_empty() {
        return false;
    }
    // One pass: a label may neither begin nor end with a hyphen, nor be empty or too long.
    let mut length = 0;
    let mut last = b'.';
    for &byte in domain {
        if byte == b'.' {
            if length == 0 || last == b'-' {
                return false;
            }
            length = 0;
        } else {
            length += 1;
            if !is(byte, DOMAIN) || length > MAX_LABEL || (length == 1 && byte == b'-') {
                return false;
            }
        }
        last = byte;
    }
    length > 0 && last != b'-'
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn r05_email_syntax_is_that_of_the_html_standard() {
        for good in [
            "a@b",
            "ana.o'brien+x@school.example",
            "a@b-c.d",
            "!#$%&'*+/=?^_`{|}~.-@x",
            ".a..b.@x",
            "a@1.2",
        ] {
            assert!(is_valid(good.as_bytes()), "{good} should be accepted");
        }
        for bad in [
            "",
            "@",
            "a",
            "a@",
            "@b",
            "a@b.",
            "a@.b",
            "a@b..c",
            "a@-b",
            "a@b-",
            "a@b-.c",
            "a b@c",
            "a@b c",
            "a@b@c",
            "ä@b",
            "a@ä",
            "a@b_c",
            "a,b@c",
            "a\0@b",
            "a@[1.2.3.4]",
            "\"a\"@b",
        ] {
            assert!(!is_valid(bad.as_bytes()), "{bad} should be refused");
        }
    }

    #[test]
    fn r05_lengths_are_bounded() {
        let label = "a".repeat(63);
        assert!(is_valid(format!("a@{label}.b").as_bytes()));
        assert!(!is_valid(format!("a@{label}a.b").as_bytes()));
        let local = "a".repeat(252);
        assert!(is_valid(format!("{local}@b").as_bytes()));
        assert!(!is_valid(format!("{local}a@b").as_bytes()));
    }
}
