//! Bundles of records as C2SP tlog-tiles serve them: each behind its length in two bytes.

/// The bytes that a record may have in order to be served.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// A record that is too long for a bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a record of {bytes} bytes is too long for a bundle, which takes {MAX_ENTRY_BYTES}")]
pub struct EntryTooLong {
    /// Its bytes.
    pub bytes: usize,
}

/// A bundle that ends within a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the bundle is cut: its record {entry} is not complete; fetch it again")]
pub struct BundleCut {
    /// The record, counted from 0 within the bundle.
    pub entry: usize,
}

/// Adds a record to a bundle, which starts as no bytes and takes up to 256 records.
pub fn push_entry(bundle: &mut Vec<u8>, record: &[u8]) -> Result<(), EntryTooLong> {
    let bytes = record.len();
    let length = u16::try_from(bytes).map_err(|_| EntryTooLong { bytes })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(record);
    Ok(())
}

/// The records of a bundle, in order. A bundle that is cut ends with an error.
pub fn entries(bundle: &[u8]) -> impl Iterator<Item = Result<&[u8], BundleCut>> {
    let mut rest = bundle;
    let mut entry = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let record = take_entry(&mut rest).ok_or(BundleCut { entry });
        entry += 1;
        if record.is_err() {
            rest = &[];
        }
        Some(record)
    })
}

fn take_entry<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, behind) = rest.split_first_chunk()?;
    let (record, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *rest = behind;
    Some(record)
}
