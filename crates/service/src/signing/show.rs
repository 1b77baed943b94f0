//! Which keys sign the log, now and before.

use rollbook_book::Reads;
use rollbook_records::Body;

use super::{origin, verifying_key};
use crate::{Error, Ledger, answers};

impl Ledger {
    /// The key that signs checkpoints and those before it, for whoever checks the log. No role is
    /// needed to see a public key.
    pub fn signing_keys(&self) -> Result<answers::SigningKeys, Error> {
        self.read(|reads| {
            let origin = origin(reads)?;
            let mut keys = Vec::new();
            for row in reads.signing_keys()? {
                let key = verifying_key(&origin, &row.public_key)?;
                keys.push(answers::SigningKey {
                    position: row.position.0,
                    key: key.to_string(),
                    endorsed: is_endorsed(reads, row.position)?,
                });
            }
            keys.reverse();
            Ok(answers::SigningKeys { origin, keys })
        })
    }
}

fn is_endorsed(reads: &Reads<'_>, position: rollbook_domain::Position) -> Result<bool, Error> {
    Ok(match reads.record(position)?.body {
        Body::SigningKeyAdopted(event) => event.endorsement.is_some(),
        _ => false,
    })
}
