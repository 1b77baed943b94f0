//! Tokens that were looked at lately: every request has one, and few change.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use rollbook_book::{Reads, TokenRow};
use rollbook_domain::{Position, TokenId};

use crate::Error;
use crate::vault::Vault;

/// A token and its name in the clear.
#[derive(Clone)]
pub(super) struct KnownToken {
    pub(super) row: TokenRow,
    pub(super) name: String,
}

/// Tokens as they are at one position. Events make and revoke them, so at any other position, be it
/// moved by another process, each is looked up again: a revoked token is out at once.
#[derive(Default)]
pub(crate) struct KnownTokens(RwLock<AsOf>);

#[derive(Default)]
struct AsOf {
    position: Option<Position>,
    tokens: HashMap<TokenId, KnownToken>,
}

impl KnownTokens {
    /// The token as it is at the moment that is read; `None` for one that is unknown or revoked.
    /// Those are not remembered, or anybody could fill the memory.
    pub(super) fn find(
        &self,
        reads: &Reads<'_>,
        vault: &Vault,
        id: TokenId,
    ) -> Result<Option<KnownToken>, Error> {
        let head = reads.head()?;
        if let Some(token) = self.at(head, id) {
            return Ok(Some(token));
        }
        let Some(row) = reads.token(id)? else {
            return Ok(None);
        };
        let name = vault.text(&row.name)?;
        let token = KnownToken { row, name };
        self.keep(head, id, &token);
        Ok(Some(token))
    }

    /// The token, if it was looked at when the log ended there.
    pub(super) fn at(&self, head: Option<Position>, id: TokenId) -> Option<KnownToken> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match known.position == head {
            true => known.tokens.get(&id).cloned(),
            false => None,
        }
    }

    /// A reader of an older moment has nothing to add.
    fn keep(&self, head: Option<Position>, id: TokenId, token: &KnownToken) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.position < head {
            known.position = head;
            known.tokens.clear();
        }
        if known.position == head {
            known.tokens.insert(id, token.clone());
        }
    }
}
