//! What tells people with one email apart, in 64 bits.

/// Columns that can tell people apart; as many as [`Sameness::apart`](crate::definition::Sameness) may name.
pub(crate) const COLUMNS: usize = 3;
/// Bits shared by the columns that are filled: all for one, half for each of two, a third for each of three.
const VALUE_BITS: u32 = 60;

/// Hashes of the filled columns, at the finest that fits.
///
/// Rows that fill the same columns are compared by all sixty bits. Rows that fill different ones are compared by the
/// columns that both fill, at the width of the coarser: with one column against three, that is twenty bits, so about
/// one in a million such pairs of one email is taken for the same person, and refused as a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Apart(u64);

impl Apart {
    /// Where no column tells people apart.
    pub const NOTHING: Apart = Apart(0);

    /// From the hashes of the columns in order, `None` where blank.
    pub fn new(hashes: [Option<u64>; COLUMNS]) -> Apart {
        let count = hashes.iter().flatten().count() as u32;
        let width = VALUE_BITS / count.max(1);
        let mut filled = 0;
        let mut values = 0_u64;
        for (column, hash) in hashes.iter().enumerate() {
            if let Some(hash) = hash {
                filled |= 1 << column;
                values = values << width | hash >> (u64::BITS - width);
            }
        }
        Apart(filled << VALUE_BITS | values)
    }

    /// As it was kept in an entry.
    pub fn from_bits(bits: u64) -> Apart {
        Apart(bits)
    }

    /// Equal for equal columns; its top bits are those of [`Apart::filled`].
    pub fn bits(self) -> u64 {
        self.0
    }

    /// One bit for each column, set where it is filled.
    pub fn filled(self) -> u64 {
        self.0 >> VALUE_BITS
    }

    /// The columns that a row which fills `other` has too, as a number that is equal for both where they agree.
    pub fn seen_by(self, other: u64) -> u64 {
        let own = width(self.filled());
        let common = own.min(width(other));
        let mut seen = 0_u64;
        let mut after = self.filled().count_ones();
        for column in 0..COLUMNS {
            if self.filled() >> column & 1 == 0 {
                continue;
            }
            after -= 1;
            if other >> column & 1 == 1 {
                let value = self.0 >> (after * own) & (u64::MAX >> (u64::BITS - own));
                seen = seen << common | value >> (own - common);
            }
        }
        seen
    }
}

/// Bits of each column's hash.
fn width(filled: u64) -> u32 {
    VALUE_BITS / filled.count_ones().max(1)
}

#[cfg(test)]
mod tests {
    use super::Apart;

    const A: Option<u64> = Some(0xDEAD_BEEF_0123_4567);
    const B: Option<u64> = Some(0x1357_9BDF_0246_8ACE);
    const C: Option<u64> = Some(0xFEDC_BA98_7654_3210);

    fn agree(left: [Option<u64>; 3], right: [Option<u64>; 3]) -> bool {
        let (left, right) = (Apart::new(left), Apart::new(right));
        left.seen_by(right.filled()) == right.seen_by(left.filled())
    }

    #[test]
    fn r11_only_columns_that_both_fill_count() {
        for full in [[A, B, C], [A, B, None], [None, B, C], [A, None, C]] {
            assert!(agree(full, [None; 3]));
            assert!(agree(full, [A, None, None]));
            assert!(agree(full, [None, B, None]));
            assert!(agree(full, [A, B, C]));
            assert!(agree(full, full));
            assert!(!agree(full, [B, C, A]));
        }
        assert!(agree([A, None, None], [None, A, None]));
        assert!(!agree([A, None, None], [B, None, None]));
        assert!(!agree([A, B, C], [A, B, A]));
        assert!(!agree([A, None, C], [None, None, B]));
    }
}
