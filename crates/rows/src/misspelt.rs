//! Tells a column whose name is mistyped from one that is none of ours.

use crate::FileKind;
use crate::definition::Column;
use crate::header::is_named;

/// Shorter names are too easily one or two letters from anything.
const MIN_LETTERS: usize = 4;

/// Whether an unknown name of a header, in its normal form, is one or two letters from a name of the column.
pub(crate) fn is_meant(column: &Column, unknown: &str) -> bool {
    let close = |name: &str| {
        // Two letters of four make another word.
        let edits = if name.len() > MIN_LETTERS { 2 } else { 1 };
        name.len() >= MIN_LETTERS && within(unknown.as_bytes(), name.as_bytes(), edits)
    };
    unknown.len() >= MIN_LETTERS
        && !belongs_elsewhere(unknown)
        && (close(column.field.name()) || column.aliases.iter().any(|alias| close(alias)))
}

/// A column of another profile is spelt as it should be: `surname` is no mistyped `username`.
fn belongs_elsewhere(name: &str) -> bool {
    let mut columns = FileKind::ALL
        .iter()
        .flat_map(|kind| kind.definition().columns);
    columns.any(|column| is_named(column, name))
}

/// Whether at most so many letters have to be changed, added or taken away to make one text of the other.
pub(crate) fn within(left: &[u8], right: &[u8], edits: usize) -> bool {
    match (left, right) {
        (rest, []) | ([], rest) => rest.len() <= edits,
        ([a, left @ ..], [b, right @ ..]) if a == b => within(left, right, edits),
        ([_, after_left @ ..], [_, after_right @ ..]) => {
            edits.checked_sub(1).is_some_and(|edits| {
                within(after_left, after_right, edits)
                    || within(after_left, right, edits)
                    || within(left, after_right, edits)
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn letters_are_changed_added_and_taken_away() {
        for (left, right, edits) in [
            ("email", "email", 0),
            ("instituton", "institution", 1),
            ("usrname", "username", 1),
            ("usernname", "username", 1),
            ("usernsme", "username", 1),
            ("emial", "email", 2),
            ("sernames", "username", 2),
            ("", "ab", 2),
        ] {
            assert!(within(left.as_bytes(), right.as_bytes(), edits), "{left}");
            assert!(within(right.as_bytes(), left.as_bytes(), edits), "{right}");
            let fewer = edits.checked_sub(1);
            assert!(
                fewer.is_none_or(|edits| !within(left.as_bytes(), right.as_bytes(), edits)),
                "{left}"
            );
        }
    }
}
