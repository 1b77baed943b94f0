//! Takes off what a person does not see: outer spaces, zero-width characters, the guard against formulas.

/// A cell inside a record's bytes, after cleaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cleaned {
    pub start: usize,
    pub end: usize,
    /// Spaces, tabs or line breaks were taken off its ends (R12).
    pub spaces: bool,
    /// Characters that cannot be seen were taken out.
    pub invisible: bool,
}

/// Cells that begin with one of these are run as formulas by spreadsheets.
pub fn begins_formula(byte: u8) -> bool {
    matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
}

/// Cleans the cell `data[start..end]`, in place where characters inside it go.
///
/// A leading `'` before a character that begins a formula is the guard that the refused-row files carry (R17), and is
/// taken off without a note.
#[inline]
pub(crate) fn clean(data: &mut [u8], start: usize, end: usize, ascii: bool) -> Cleaned {
    let untouched = Cleaned {
        start,
        end,
        spaces: false,
        invisible: false,
    };
    let cell = data.get(start..end).unwrap_or_default();
    let (Some(&first), Some(&last)) = (cell.first(), cell.last()) else {
        return untouched;
    };
    if first > b' ' && last > b' ' && first != b'\'' && (ascii || cell.is_ascii()) {
        return untouched;
    }
    clean_slowly(data, start, end)
}

/// What is left must stay as it is when it is cleaned again: a text that was exported and is read back is the same.
/// So a guard that stood behind invisible characters goes as well.
fn clean_slowly(data: &mut [u8], start: usize, end: usize) -> Cleaned {
    let mut cleaned = Cleaned {
        start,
        end,
        spaces: false,
        invisible: false,
    };
    cleaned.start += guard_length(data, &cleaned);
    tidy(data, &mut cleaned);
    loop {
        match guard_length(data, &cleaned) {
            0 => return cleaned,
            guard => cleaned.start += guard,
        }
        tidy(data, &mut cleaned);
    }
}

fn guard_length(data: &[u8], cell: &Cleaned) -> usize {
    let cell = data.get(cell.start..cell.end).unwrap_or_default();
    usize::from(matches!(cell, [b'\'', next, ..] if begins_formula(*next)))
}

fn tidy(data: &mut [u8], cell: &mut Cleaned) {
    let Ok(text) = std::str::from_utf8(data.get(cell.start..cell.end).unwrap_or_default()) else {
        return;
    };
    let from_left = text.trim_start_matches(is_outer);
    let trimmed = from_left.trim_end_matches(is_outer);
    let left = text.len() - from_left.len();
    let outer = text
        .chars()
        .take_while(|c| is_outer(*c))
        .chain(text.chars().rev().take_while(|c| is_outer(*c)));
    for character in outer {
        cell.spaces |= character.is_ascii();
        cell.invisible |= !character.is_ascii();
    }
    cell.start += left;
    cell.end = cell.start + trimmed.len();
    if trimmed.is_ascii() || !trimmed.chars().any(|c| is_zero_width(c) || is_odd_space(c)) {
        return;
    }
    let visible: String = trimmed
        .chars()
        .filter(|c| !is_zero_width(*c))
        .map(|c| if is_odd_space(c) { ' ' } else { c })
        .collect();
    cell.end = cell.start + visible.len();
    cell.invisible = true;
    if let Some(place) = data.get_mut(cell.start..cell.end) {
        place.copy_from_slice(visible.as_bytes());
    }
}

/// True for a cell in which a person sees nothing.
pub(crate) fn is_blank(cell: &[u8]) -> bool {
    cell.is_empty() || std::str::from_utf8(cell).is_ok_and(|text| text.chars().all(is_outer))
}

fn is_outer(character: char) -> bool {
    character.is_whitespace() || is_zero_width(character) || is_joiner(character)
}

/// Spaces other than the one on the keyboard.
fn is_odd_space(character: char) -> bool {
    !character.is_ascii() && character.is_whitespace()
}

/// Joiners are invisible at the ends of a cell, but inside it names in Persian, Hindi and others need them.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}

fn is_zero_width(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}
