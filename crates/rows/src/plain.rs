//! Splits a line in which nothing is quoted, eight bytes at a time.
//!
//! Nearly every line is one, and a parser that looks at each byte by itself takes three times as long. Whatever is
//! quoted or cut off is left to it.

const QUOTES: u64 = repeat(b'"');
const ONES: u64 = repeat(1);
const TOPS: u64 = repeat(0x80);
const SPACES: u64 = repeat(b' ');

/// A line that was split.
pub(crate) struct PlainLine {
    /// How many bytes it has, without its line break.
    pub length: usize,
    pub fields: usize,
    /// Whether its fields are ASCII without control characters.
    pub ascii: bool,
}

/// Splits the line that `input` begins with. It is copied to `data` as it is, with its delimiters, and where each field
/// ends there is written to `ends`.
///
/// `None` where it holds a quotation mark, does not end in `input` or a few bytes before its end, or is larger than
/// `data` or `ends`. What was written then means nothing.
#[inline]
pub(crate) fn split(
    input: &[u8],
    delimiter: u8,
    data: &mut [u8],
    ends: &mut [usize],
) -> Option<PlainLine> {
    let delimiters = repeat(delimiter);
    let (words, _) = input.as_chunks::<8>();
    let (places, _) = data.as_chunks_mut::<8>();
    let mut fields = 0;
    let mut strange = 0;
    for (index, (bytes, place)) in words.iter().zip(places).enumerate() {
        *place = *bytes;
        let word = u64::from_le_bytes(*bytes);
        let strange_here = word | word.wrapping_add(ONES);
        let mut hits = below_space(word) | zeros(word ^ delimiters) | zeros(word ^ QUOTES);
        while hits != 0 {
            let shift = hits.trailing_zeros() & !7;
            let end = index * 8 + (shift / 8) as usize;
            hits &= hits - 1;
            let byte = (word >> shift) as u8;
            if byte == delimiter || byte == b'\n' || byte == b'\r' {
                *ends.get_mut(fields)? = end;
                fields += 1;
                if byte != delimiter {
                    strange |= strange_here & !(u64::MAX << shift);
                    return Some(PlainLine {
                        length: end,
                        fields,
                        ascii: strange & TOPS == 0,
                    });
                }
            } else if byte == b'"' {
                return None;
            } else if byte < b' ' {
                strange |= TOPS;
            }
        }
        strange |= strange_here;
    }
    None
}

const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks the bytes below a space by their top bits; a byte behind such a one may be marked for nothing.
fn below_space(word: u64) -> u64 {
    word.wrapping_sub(SPACES) & !word & TOPS
}

/// Marks the bytes that are zero by their top bits; a byte behind such a one may be marked for nothing.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & TOPS
}

#[cfg(test)]
mod tests {
    use super::split;
    use proptest::prelude::*;

    fn texts() -> impl Strategy<Value = Vec<u8>> {
        let characters = "ab09 !#,;-~\t\"\r\n\0\u{1f}\u{7f}äﬀ😀\u{ff}";
        let characters: Vec<char> = characters.chars().collect();
        prop::collection::vec(prop::sample::select(characters), 0..80)
            .prop_map(|text| text.into_iter().collect::<String>().into_bytes())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_line_is_split_as_it_is_byte_by_byte(text in texts(), delimiter in prop::sample::select(b",;\t".to_vec())) {
            let (mut data, mut ends) = ([0; 400], [0; 80]);
            let end = text.iter().position(|byte| b"\"\r\n".contains(byte));
            let Some(line) = split(&text, delimiter, &mut data, &mut ends) else {
                let is_left = end.is_none_or(|end| text[end] == b'"' || end >= text.len() / 8 * 8);
                prop_assert!(is_left);
                return Ok(());
            };
            prop_assert_eq!(Some(line.length), end);
            prop_assert_ne!(text[line.length], b'"');
            let whole = &text[..line.length];
            prop_assert_eq!(&data[..line.length], whole);
            let fields: Vec<&[u8]> = whole.split(|byte| *byte == delimiter).collect();
            let mut expected = 0;
            prop_assert_eq!(line.fields, fields.len());
            for (field, end) in fields.iter().zip(ends) {
                expected += field.len();
                prop_assert_eq!(end, expected);
                expected += 1;
            }
            let ascii = fields.concat().iter().all(|byte| matches!(byte, b' '..=b'~'));
            prop_assert_eq!(line.ascii, ascii);
        }

        #[test]
        fn what_does_not_fit_is_left(fields in 1..40_usize, width in 0..20_usize) {
            let text = [vec![vec![b'a'; width]; fields].join(&b','), b"\n1234567".to_vec()].concat();
            let room = fields * (width + 1);
            let (mut data, mut ends) = (vec![0; room.next_multiple_of(8)], vec![0; fields]);
            prop_assert!(split(&text, b',', &mut data, &mut ends).is_some());
            prop_assert!(split(&text, b',', &mut data, &mut ends[1..]).is_none());
            prop_assert!(split(&text, b',', &mut data[8..], &mut ends).is_none());
        }
    }
}
