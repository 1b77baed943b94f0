//! Which keys sign the log, now and before.

use rollbook_book::Reads;
use rollbook_domain::Position;
use rollbook_records::Body;

use super::{is_endorsed, origin, verifying_key};
use crate::{Error, Ledger, answers};

impl Ledger {
    /// The key that signs checkpoints and those before it, for whoever checks the log. No role is
    /// needed to see a public key.
    pub fn signing_keys(&self) -> Result<answers::SigningKeys, Error> {
        self.read(|reads| {
            let origin = origin(reads)?;
            let (mut keys, mut before) = (Vec::new(), None);
            for row in reads.signing_keys()? {
                let key = verifying_key(&origin, &row.public_key)?;
                let endorsement = endorsement(reads, row.position)?;
                keys.push(answers::SigningKey {
                    position: row.position.0,
                    key: key.to_string(),
                    endorsed: before.is_some_and(|before| is_endorsed(&before, &key, endorsement)),
                });
                before = Some(key);
            }
            keys.reverse();
            Ok(answers::SigningKeys { origin, keys })
        })
    }
}

fn endorsement(reads: &Reads<'_>, position: Position) -> Result<Option<[u8; 64]>, Error> {
    Ok(match reads.record(position)?.body {
        Body::SigningKeyAdopted(event) => event.endorsement,
        _ => None,
    })
}
