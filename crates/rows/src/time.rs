//! Dates, and times of RFC 3339 (R48).

/// `0` stands for a digit.
const DATE: &[u8] = b"0000-00-00";
const CLOCK: &[u8] = b"00:00:00";
const OFFSET: &[u8] = b"00:00";

/// True for `2026-03-01`, `2026-03-01T08:30:00Z`, `2026-03-01 08:30:00.5+01:00` and the like.
pub(crate) fn is_valid(text: &[u8]) -> bool {
    let Some((date, time)) = text.split_at_checked(DATE.len()) else {
        return false;
    };
    is_date(date) && (time.is_empty() || is_time(time))
}

fn is_date(text: &[u8]) -> bool {
    let (year, month, day) = (number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    };
    fits(text, DATE) && (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn is_time(text: &[u8]) -> bool {
    let Some((b'T' | b't' | b' ', text)) = text.split_first() else {
        return false;
    };
    let Some((clock, mut rest)) = text.split_at_checked(CLOCK.len()) else {
        return false;
    };
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit());
        let count = digits.count();
        if count == 0 {
            return false;
        }
        rest = fraction.get(count..).unwrap_or_default();
    }
    let offset = match rest {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', offset @ ..] => fits(offset, OFFSET) && is_hour_and_minute(offset),
        _ => false,
    };
    // The sixtieth second is a leap second.
    offset && fits(clock, CLOCK) && is_hour_and_minute(clock) && number(clock, 6, 8) <= 60
}

fn is_hour_and_minute(text: &[u8]) -> bool {
    number(text, 0, 2) < 24 && number(text, 3, 5) < 60
}

fn fits(text: &[u8], pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text.iter().zip(pattern).all(|(byte, due)| match due {
            b'0' => byte.is_ascii_digit(),
            due => byte == due,
        })
}

/// The digits from one place to another as a number; what is no digit is found by [`fits`].
fn number(text: &[u8], from: usize, to: usize) -> u32 {
    let digits = text.get(from..to).unwrap_or_default();
    digits.iter().fold(0, |number, digit| {
        number * 10 + u32::from(digit.wrapping_sub(b'0') % 10)
    })
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn r48_a_time_is_a_date_or_rfc_3339() {
        for good in [
            "2026-03-01",
            "2024-02-29",
            "2000-02-29",
            "2026-03-01T08:30:00Z",
            "2026-03-01t08:30:00z",
            "2026-03-01 08:30:00.123456789-05:30",
            "2016-12-31T23:59:60Z",
        ] {
            assert!(is_valid(good.as_bytes()), "{good}");
        }
        for bad in [
            "",
            "2026-3-1",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-01-00",
            "2026/03/01",
            "01.03.2026",
            "2026-03-01T08:30:00",
            "2026-03-01T08:30Z",
            "2026-03-01T24:00:00Z",
            "2026-03-01T08:60:00Z",
            "2026-03-01T08:30:61Z",
            "2026-03-01T08:30:00.Z",
            "2026-03-01T08:30:00+0100",
            "2026-03-01T08:30:00+24:00",
            "2026-03-01T",
            "2026-03-0a",
            "2026-03-01T08:30:00Z ",
            "2026-03-é1",
        ] {
            assert!(!is_valid(bad.as_bytes()), "{bad}");
        }
    }
}
