//! Institutions and their seats.

use minicbor::{Decode, Encode};

use crate::Sealed;

/// The institution is named in the envelope.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct InstitutionAdded {
    /// Sealed under the ledger's key.
    #[n(0)]
    pub name: Sealed,
    #[n(1)]
    pub import_id: Option<Sealed>,
    /// The institution that it belongs to (R39).
    #[n(2)]
    pub parent: Option<u64>,
}

/// The envelope's institution as it is from now on (R39).
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct InstitutionChanged {
    /// Sealed under the ledger's key.
    #[n(0)]
    pub name: Sealed,
    #[n(1)]
    pub import_id: Option<Sealed>,
    #[n(2)]
    pub parent: Option<u64>,
}

/// R45: for the envelope's institution, or for the whole domain where it names none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SeatLimitSet {
    /// Absent means unlimited.
    #[n(0)]
    pub limit: Option<u64>,
}
