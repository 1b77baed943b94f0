//! Keys that are made while commands are decided.

use std::collections::BTreeMap;

use rollbook_records::{Key, KeyId};

/// Keys made in one group of commands, in the order of their ids, which is the keyring's.
#[derive(Default)]
pub(crate) struct NewKeys {
    /// By commands that succeeded.
    kept: BTreeMap<KeyId, Key>,
    /// By the command whose turn it is.
    pub(super) made: BTreeMap<KeyId, Key>,
}

impl NewKeys {
    /// Ends a command's turn.
    pub(crate) fn settle(&mut self, succeeded: bool) {
        let made = std::mem::take(&mut self.made);
        if succeeded {
            self.kept.extend(made);
        }
    }

    /// What the keyring has to keep.
    pub(crate) fn into_kept(self) -> Vec<(KeyId, Key)> {
        self.kept.into_iter().collect()
    }

    pub(super) fn find(&self, id: KeyId) -> Option<Key> {
        self.made.get(&id).or_else(|| self.kept.get(&id)).cloned()
    }
}
