//! What a reversal or a replay left as it was (R52). It names accounts by their ids alone, but why
//! something was refused may name an institution: so it is sealed under the ledger's key.

use minicbor::{Decode, Encode};

use crate::sealing::encode;
use crate::{Id, Key, OpenError, Purpose, Sealed, open_bytes, seal_bytes};

/// One aspect of an account, or one seat limit, institution, class or the like, that was left.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Exception {
    /// Absent for what is no account's.
    #[n(0)]
    pub account: Option<Id>,
    /// `status`, `column:email`, `group`, `seats`, …
    #[n(1)]
    pub aspect: String,
    /// The group or the class that it is about. What it is called is looked up: a class's name goes
    /// with its owner (R42).
    #[n(2)]
    pub group: Option<Id>,
    /// What else is called; absent for accounts, groups of theirs and classes.
    #[n(3)]
    pub label: Option<String>,
    #[n(4)]
    pub cause: ExceptionCause,
}

/// Why something was left.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum ExceptionCause {
    /// The record at this position has changed it since.
    #[n(0)]
    Kept(#[n(0)] u64),
    /// A rule stands against it.
    #[n(1)]
    Refused {
        #[n(0)]
        code: String,
        #[n(1)]
        because: String,
    },
}

/// Seals as many of them, from the first on, as have no more bytes than `room` together.
pub fn seal_exceptions(
    key: &Key,
    nonce: [u8; 12],
    exceptions: impl Iterator<Item = Exception>,
    room: usize,
) -> Sealed {
    let mut left = room;
    let fits = |exception: &Exception| {
        let taken = encode(exception).len();
        let fits = taken <= left;
        left = left.saturating_sub(taken);
        fits
    };
    let fitting: Vec<Exception> = exceptions.take_while(fits).collect();
    seal_bytes(key, Purpose::Exceptions, nonce, &encode(&fitting))
}

/// Opens what [`seal_exceptions`] sealed.
pub fn open_exceptions(key: &Key, sealed: &Sealed) -> Result<Vec<Exception>, OpenError> {
    let plain = open_bytes(key, Purpose::Exceptions, sealed)?;
    minicbor::decode(&plain).map_err(|_| OpenError)
}
