//! The first line of a file: where it ends, and what separates its fields.

use crate::encoding::BYTE_ORDER_MARK;

/// The first line must end within this for its delimiter and encoding to be recognised.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Where the first line that is not blank ends, or nothing while it is incomplete.
pub(crate) fn head_end(head: &[u8]) -> Option<usize> {
    let mark = if head.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    };
    let mut quoted = false;
    let mut seen = false;
    for (index, byte) in head.iter().enumerate().take(MAX_HEAD_BYTES).skip(mark) {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if seen && !quoted => return Some(index + 1),
            b'\r' | b'\n' => continue,
            _ => {}
        }
        seen = true;
    }
    (head.len() >= MAX_HEAD_BYTES).then_some(MAX_HEAD_BYTES)
}

/// The most frequent of comma, semicolon and tab outside quotation marks; the comma where none leads.
pub(crate) fn detect_delimiter(line: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == delimiter);
        }
    }
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(delimiter, _)| *delimiter)
}
