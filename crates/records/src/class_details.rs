//! What is known of a class besides owner and members (R34), sealed under a key of its own: its
//! name often holds a teacher's, and ends with the teacher (R42).

use minicbor::{Decode, Encode};

use crate::sealing::encode;
use crate::{Key, OpenError, Purpose, Sealed, open_bytes, seal_bytes};

/// A class as `classes.csv` states it. Absent means blank.
#[derive(Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct ClassDetails {
    /// By which the student information system knows it.
    #[n(0)]
    pub import_id: Option<String>,
    #[n(1)]
    pub name: Option<String>,
    #[n(2)]
    pub shortname: Option<String>,
    #[n(3)]
    pub description: Option<String>,
    #[n(4)]
    pub code: Option<String>,
    #[n(5)]
    pub year: Option<String>,
}

/// Seals the details under the class's key.
pub fn seal_class_details(key: &Key, nonce: [u8; 12], details: &ClassDetails) -> Sealed {
    seal_bytes(key, Purpose::ClassDetails, nonce, &encode(details))
}

/// Opens what [`seal_class_details`] sealed.
pub fn open_class_details(key: &Key, sealed: &Sealed) -> Result<ClassDetails, OpenError> {
    let plain = open_bytes(key, Purpose::ClassDetails, sealed)?;
    minicbor::decode(&plain).map_err(|_| OpenError)
}
