//! Cursors: where a list goes on, in a form that says nothing to whoever holds it.

use crate::Error;

/// The most items on one page of a list.
const LONGEST_PAGE: usize = 1000;

/// A page's length, if it is one that is given out.
///
/// # Errors
/// [`Error::Invalid`] for none, and for more than 1000.
pub(crate) fn page(limit: usize) -> Result<usize, Error> {
    match limit {
        1..=LONGEST_PAGE => Ok(limit),
        _ => Err(Error::invalid("limit", "use a number from 1 to 1000")),
    }
}

/// From the bytes of the last item's place.
pub(crate) fn encode(place: &[u8]) -> String {
    place.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Back to the place.
///
/// # Errors
/// [`Error::Invalid`] for anything that [`encode`] did not make.
pub(crate) fn decode<const N: usize>(cursor: &str) -> Result<[u8; N], Error> {
    let mut place = [0; N];
    if cursor.len() != 2 * N {
        return Err(refuse());
    }
    for (byte, digits) in place.iter_mut().zip(cursor.as_bytes().chunks_exact(2)) {
        let number = digits.iter().try_fold(0, |number, digit| {
            Some(16 * number + char::from(*digit).to_digit(16)?)
        });
        let number = number.and_then(|number| u8::try_from(number).ok());
        *byte = number.ok_or_else(refuse)?;
    }
    Ok(place)
}

/// Back to a place of two numbers.
///
/// # Errors
/// As [`decode`].
pub(crate) fn decode_two(cursor: &str) -> Result<[[u8; 8]; 2], Error> {
    let (first, second) = cursor
        .split_at_checked(cursor.len() / 2)
        .ok_or_else(refuse)?;
    Ok([decode(first)?, decode(second)?])
}

/// What is wrong with a cursor of somebody's own.
pub(crate) fn refuse() -> Error {
    Error::invalid("cursor", "take it from the `next` of the page before")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_encoded_is_decoded() {
        let place: [u8; 256] = std::array::from_fn(|byte| byte as u8);
        assert_eq!(decode(&encode(&place)).ok(), Some(place));
        assert_eq!(decode("0aFF").ok(), Some([10, 255]));
        for other in [
            "", "0", "000", "00000", "+1+1", "0x00", "00 0", "0\u{e9}0", "00g0",
        ] {
            assert!(decode::<2>(other).is_err(), "{other}");
        }
    }
}
