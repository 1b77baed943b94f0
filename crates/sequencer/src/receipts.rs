//! What writes with idempotency keys did, as it travels beside the records: so that a client that
//! tries again on another node is told what was done, and nothing is done twice.

use chrono::DateTime;
use minicbor::{Decoder, Encoder};
use rollbook_book::StoredReceipt;

/// A key, a time in milliseconds and a body.
const PLACES: u64 = 3;

/// `None` where there are none.
pub(crate) fn encode(receipts: &[StoredReceipt]) -> Option<Vec<u8>> {
    if receipts.is_empty() {
        return None;
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes);
    // Writing to a vector cannot fail.
    let _ = write(receipts, &mut encoder);
    Some(bytes)
}

fn write(
    receipts: &[StoredReceipt],
    encoder: &mut Encoder<&mut Vec<u8>>,
) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
    encoder.array(receipts.len() as u64)?;
    for receipt in receipts {
        encoder
            .array(PLACES)?
            .bytes(&receipt.key)?
            .i64(receipt.created.timestamp_millis())?
            .bytes(&receipt.body)?;
    }
    Ok(())
}

/// Back again.
///
/// # Errors
/// Where the bytes are no receipts.
pub fn decode_receipts(bytes: &[u8]) -> Result<Vec<StoredReceipt>, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    let malformed = || minicbor::decode::Error::message("no receipts");
    let count = decoder.array()?.ok_or_else(malformed)?;
    (0..count)
        .map(|_| {
            if decoder.array()? != Some(PLACES) {
                return Err(malformed());
            }
            Ok(StoredReceipt {
                key: decoder.bytes()?.try_into().map_err(|_| malformed())?,
                created: DateTime::from_timestamp_millis(decoder.i64()?).ok_or_else(malformed)?,
                body: decoder.bytes()?.to_vec(),
            })
        })
        .collect()
}
