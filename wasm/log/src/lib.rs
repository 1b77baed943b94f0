//! The log verifier for browsers and Node (R64); a shim without logic.

mod answers;
mod verifier;

use rollbook_proofs::{LogProof, VerifyingKey, parse_hash};
use wasm_bindgen::prelude::*;

use answers::to_js;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// The checkpoint of a signed note.
///
/// Throws where none of the keys, given as `name+id+key`, is the log's own and has signed it.
#[wasm_bindgen(js_name = openCheckpoint, unchecked_return_type = "Checkpoint")]
pub fn open_checkpoint(note: &str, keys: Vec<String>) -> Result<JsValue, JsValue> {
    let checkpoint = rollbook_proofs::Checkpoint::open(note, &parse_keys(&keys)?);
    to_js(&answers::Checkpoint::from(
        checkpoint.map_err(JsError::from)?,
    ))
}

/// Checks a proof of the format c2sp.org/tlog-proof that the log has exactly this record, and gives the checkpoint that says so.
///
/// Throws where it is not proven.
#[wasm_bindgen(js_name = verifyInclusion, unchecked_return_type = "Checkpoint")]
pub fn verify_inclusion(proof: &str, record: &[u8], keys: Vec<String>) -> Result<JsValue, JsValue> {
    let proof: LogProof = proof.parse().map_err(JsError::from)?;
    let checkpoint = proof.verify(record, &parse_keys(&keys)?);
    to_js(&answers::Checkpoint::from(
        checkpoint.map_err(JsError::from)?,
    ))
}

/// Checks that the log of the later checkpoint begins with the one of the earlier. The hashes of the proof are in base64.
///
/// Throws where that is not proven.
#[wasm_bindgen(js_name = verifyConsistency)]
pub fn verify_consistency(
    earlier: &str,
    later: &str,
    hashes: Vec<String>,
    keys: Vec<String>,
) -> Result<(), JsError> {
    let keys = parse_keys(&keys)?;
    let earlier = rollbook_proofs::Checkpoint::open(earlier, &keys)?;
    let later = rollbook_proofs::Checkpoint::open(later, &keys)?;
    let hashes = hashes.iter().map(|hash| parse_hash(hash).ok_or(hash));
    let hashes: Vec<_> = hashes
        .collect::<Result<_, _>>()
        .map_err(|hash| JsError::new(&format!("`{hash}` is no hash in base64")))?;
    let (old, new) = (earlier.size, later.size);
    rollbook_proofs::verify_consistency(old, &earlier.root, new, &later.root, &hashes)?;
    Ok(())
}

fn parse_keys(keys: &[String]) -> Result<Vec<VerifyingKey>, JsError> {
    let keys = keys.iter().map(|key| key.parse());
    Ok(keys.collect::<Result<_, _>>()?)
}
