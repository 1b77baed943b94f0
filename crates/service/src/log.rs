//! The log as strangers check it (R64): checkpoints, proofs, tiles. No role is needed: what names
//! anybody in it is sealed, so whoever is signed in may have all of it.

mod checkpoint;
mod consistency;
mod copy;
mod inclusion;
mod tile;
mod verify;

use rollbook_book::Reads;
use rollbook_proofs::{Hash, format_hash};

use crate::Error;

pub use copy::{CopyError, CopyPlace, copy_log};
pub use verify::VerifyRequest;
pub(crate) use verify::parse_key;

fn all_base64(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(format_hash).collect()
}

/// How many records a proof is to cover: all that there are where nobody says.
fn covered(reads: &Reads<'_>, what: &'static str, size: Option<u64>) -> Result<u64, Error> {
    let all = reads.size()?;
    match size {
        None => Ok(all),
        Some(size) if (1..=all).contains(&size) => Ok(size),
        Some(_) => Err(Error::invalid(
            what,
            format!("say 1 to {all}, the number of records that the log has"),
        )),
    }
}
