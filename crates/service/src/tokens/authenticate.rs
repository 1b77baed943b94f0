//! Who a bearer token speaks for.

use rollbook_domain::TokenId;
use rollbook_records::Channel;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Caller, Error, Ledger, cursor};

/// So that a leaked secret can be recognised for what it is.
const PREFIX: &str = "rollbook_";

/// The text that a machine sends: the token's id and its secret.
pub(super) fn bearer(id: TokenId, secret: &[u8; 32]) -> String {
    let id = cursor::encode(id.as_bytes());
    let secret = cursor::encode(secret);
    format!("{PREFIX}{id}_{secret}")
}

impl Ledger {
    /// The caller that a bearer token speaks for; `None` for one that is unknown, revoked or
    /// expired.
    pub fn authenticate(&self, bearer: &str, channel: Channel) -> Result<Option<Caller>, Error> {
        let Some((id, secret)) = bearer
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split_once('_'))
        else {
            return Ok(None);
        };
        let (Ok(id), Ok(secret)) = (cursor::decode::<16>(id), cursor::decode::<32>(secret)) else {
            return Ok(None);
        };
        let id = TokenId::from_bytes(id);
        let token = self.read(|reads| self.tokens.find(reads, &self.vault, id))?;
        let presented: [u8; 32] = Sha256::digest(secret).into();
        let accepted = token.filter(|token| {
            bool::from(token.row.secret_hash.ct_eq(&presented))
                && token.row.expires.is_none_or(|expires| expires > self.now())
        });
        Ok(accepted.map(|token| Caller {
            actor: token.name,
            channel,
            role: token.row.role,
            institution: token.row.institution,
            account: token.row.account,
            idempotency_key: None,
        }))
    }
}
