//! What a learning system reports of an account (R48), sealed: when somebody logged in says much of
//! a person.

use chrono::{DateTime, Utc};
use minicbor::{Decode, Encode};

use crate::sealing::encode;
use crate::{Key, OpenError, Purpose, Sealed, open_bytes, seal_bytes};

/// A report of activity; what it does not say is absent.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct ActivityReport {
    /// When the person last logged in; milliseconds are kept.
    pub last_login: Option<DateTime<Utc>>,
    /// How many grades the person has.
    pub grades: Option<u64>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Stored {
    /// Milliseconds since 1970.
    #[n(0)]
    last_login: Option<i64>,
    #[n(1)]
    grades: Option<u64>,
}

/// Seals a report under the account's key.
pub fn seal_activity(key: &Key, nonce: [u8; 12], report: &ActivityReport) -> Sealed {
    let stored = Stored {
        last_login: report.last_login.map(|at| at.timestamp_millis()),
        grades: report.grades,
    };
    seal_bytes(key, Purpose::Activity, nonce, &encode(&stored))
}

/// Opens what [`seal_activity`] sealed.
pub fn open_activity(key: &Key, sealed: &Sealed) -> Result<ActivityReport, OpenError> {
    let plain = open_bytes(key, Purpose::Activity, sealed)?;
    let stored: Stored = minicbor::decode(&plain).map_err(|_| OpenError)?;
    Ok(ActivityReport {
        last_login: stored.last_login.and_then(DateTime::from_timestamp_millis),
        grades: stored.grades,
    })
}
