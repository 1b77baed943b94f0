//! Tokens that were looked at lately: every request has one, and few change.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use rollbook_book::{Reads, Revision, TokenRow};
use rollbook_domain::TokenId;

use crate::Error;
use crate::uses::{Use, Uses};
use crate::vault::Vault;

/// A token, its name in the clear, and what is noted of its use.
pub(super) struct KnownToken {
    pub(super) row: TokenRow,
    pub(super) name: String,
    pub(super) noted: Arc<Use>,
}

/// Tokens as one revision of the views has them. Events make and revoke them, so in any other one, be
/// it made by another process, each is looked up again: a revoked token is out at once.
#[derive(Default)]
pub(crate) struct KnownTokens(RwLock<AsOf>);

#[derive(Default)]
struct AsOf {
    revision: Revision,
    tokens: HashMap<TokenId, Arc<KnownToken>>,
}

impl KnownTokens {
    /// The token as it is at the moment that is read; `None` for one that is unknown or revoked.
    /// Those are not remembered, or anybody could fill the memory.
    pub(super) fn find(
        &self,
        reads: &Reads<'_>,
        vault: &Vault,
        uses: &Uses<TokenId>,
        id: TokenId,
    ) -> Result<Option<Arc<KnownToken>>, Error> {
        let revision = reads.revision()?;
        if let Some(token) = self.at(revision, id) {
            return Ok(Some(token));
        }
        let Some(row) = reads.token(id)? else {
            self.forget(id);
            return Ok(None);
        };
        let name = vault.text(&row.name)?;
        let noted = uses.of(id);
        let token = Arc::new(KnownToken { row, name, noted });
        self.keep(revision, id, &token);
        Ok(Some(token))
    }

    /// The token, if it was looked at in the same views.
    pub(super) fn at(&self, revision: Revision, id: TokenId) -> Option<Arc<KnownToken>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match known.revision == revision {
            true => known.tokens.get(&id).cloned(),
            false => None,
        }
    }

    /// The token as it was when it was last looked at.
    pub(super) fn last(&self, id: TokenId) -> Option<Arc<KnownToken>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.tokens.get(&id).cloned()
    }

    /// One that was revoked is a stranger's from now on.
    fn forget(&self, id: TokenId) {
        if self.last(id).is_some() {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            known.tokens.remove(&id);
        }
    }

    /// A reader of an older moment has nothing to add.
    fn keep(&self, revision: Revision, id: TokenId, token: &Arc<KnownToken>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.revision < revision {
            known.revision = revision;
            known.tokens.clear();
        }
        if known.revision == revision {
            known.tokens.insert(id, Arc::clone(token));
        }
    }
}
