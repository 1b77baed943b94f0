//! Tells faults of the database as faults of the keys.

use crate::KeyDatabaseError;
use crate::postgres::fault::Fault;

pub(super) fn told(place: &str, fault: Fault) -> KeyDatabaseError {
    let place = place.to_owned();
    match fault {
        Fault::Unreachable(why) | Fault::Lost(why) => KeyDatabaseError::Unreachable { place, why },
        Fault::Refused(why) => KeyDatabaseError::Refused { place, why },
        Fault::Url(why) => KeyDatabaseError::Url { place, why },
        Fault::Duplicate => {
            KeyDatabaseError::Damaged("a key that is to be new is there already".to_owned())
        }
        Fault::Damaged(why) => KeyDatabaseError::Damaged(why),
        Fault::Newer { found, known } => KeyDatabaseError::Newer { found, known },
    }
}
