//! Who a bearer token speaks for.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rollbook_book::Revision;
use rollbook_domain::TokenId;
use rollbook_records::Channel;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::known::KnownToken;
use crate::{Caller, Credential, Error, Ledger, cursor};

/// So that a leaked secret can be recognised for what it is.
const PREFIX: &str = "rollbook_";

/// The text that a machine sends: the token's id and its secret.
pub(super) fn bearer(id: TokenId, secret: &[u8; 32]) -> String {
    let id = cursor::encode(id.as_bytes());
    let secret = cursor::encode(secret);
    format!("{PREFIX}{id}_{secret}")
}

/// A bearer token as it came.
pub(crate) struct Presented {
    pub(super) id: TokenId,
    secret_hash: [u8; 32],
}

impl Presented {
    /// `None` for a text that is no token of ours.
    pub(crate) fn read(bearer: &str) -> Option<Presented> {
        let (id, secret) = bearer.strip_prefix(PREFIX)?.split_once('_')?;
        let secret = cursor::decode::<32>(secret).ok()?;
        Some(Presented {
            id: TokenId::from_bytes(cursor::decode(id).ok()?),
            secret_hash: Sha256::digest(secret).into(),
        })
    }

    fn is_accepted(&self, token: &KnownToken, now: DateTime<Utc>) -> bool {
        bool::from(token.row.secret_hash.ct_eq(&self.secret_hash)) && token.row.is_valid(now)
    }

    fn caller(&self, token: &KnownToken, now: DateTime<Utc>, channel: Channel) -> Option<Caller> {
        self.is_accepted(token, now).then(|| Caller {
            actor: token.name.clone(),
            channel,
            role: token.row.role,
            institution: token.row.institution,
            account: token.row.account,
            credential: Credential::Token(token.row.id),
            idempotency_key: None,
        })
    }
}

impl Ledger {
    /// The caller that a bearer token speaks for; `None` for one that is unknown, revoked or
    /// expired. The token was used then.
    ///
    /// # Errors
    /// [`SignInError::TooManyRequests`](crate::SignInError::TooManyRequests).
    pub fn authenticate(&self, bearer: &str, channel: Channel) -> Result<Option<Caller>, Error> {
        let Some(presented) = Presented::read(bearer) else {
            return Ok(None);
        };
        let token = self.known_token(&presented)?;
        self.admit(token.as_deref(), &presented, channel)
    }

    /// The same for what goes on by itself, which is no use of the token.
    pub fn authenticate_still(
        &self,
        bearer: &str,
        channel: Channel,
    ) -> Result<Option<Caller>, Error> {
        let Some(presented) = Presented::read(bearer) else {
            return Ok(None);
        };
        let token = self.known_token(&presented)?;
        Ok(token.and_then(|token| presented.caller(&token, self.now(), channel)))
    }

    /// As [`Ledger::authenticate`] for whoever has just learned which views there are; they are
    /// looked at again only where the token is not known in them.
    pub(crate) fn authenticate_at(
        &self,
        revision: Revision,
        presented: &Presented,
        channel: Channel,
    ) -> Result<Option<Caller>, Error> {
        let token = match self.tokens.at(revision, presented.id) {
            Some(token) => Some(token),
            None => self.known_token(presented)?,
        };
        self.admit(token.as_deref(), presented, channel)
    }

    /// Whether the token was accepted when it was last looked at, which may be some revisions ago.
    pub(crate) fn was_accepted(&self, presented: &Presented) -> bool {
        let token = self.tokens.last(presented.id);
        token.is_some_and(|token| presented.is_accepted(&token, self.now()))
    }

    fn known_token(&self, presented: &Presented) -> Result<Option<Arc<KnownToken>>, Error> {
        let uses = &self.token_uses;
        self.read(|reads| self.tokens.find(reads, &self.vault, uses, presented.id))
    }

    fn admit(
        &self,
        token: Option<&KnownToken>,
        presented: &Presented,
        channel: Channel,
    ) -> Result<Option<Caller>, Error> {
        let now = self.now();
        let Some(token) = token else {
            return Ok(None);
        };
        let Some(caller) = presented.caller(token, now, channel) else {
            return Ok(None);
        };
        token.noted.take(self.rate, now)?;
        Ok(Some(caller))
    }
}
