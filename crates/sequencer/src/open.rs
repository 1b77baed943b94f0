//! Finds the engine that a URL names.

use std::path::Path;
use std::sync::Arc;

use rollbook_records::SharedKeyring;

use crate::{Engine, EngineError, KeyDatabaseError};

/// Schemes of URLs that KurrentDB's own tools know.
const KURRENTDB: [&str; 4] = ["kurrentdb", "esdb", "kurrent", "kdb"];

/// Whether a URL names a KurrentDB.
pub fn is_kurrentdb(url: &str) -> bool {
    let scheme = url.split([':', '+']).next().unwrap_or_default();
    KURRENTDB.contains(&scheme)
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Connects to the log that nodes share: `postgres://…` or `kurrentdb://…`. `process` is drawn by chance
/// and tells this process from all others that write to the log.
///
/// # Errors
/// [`EngineError::Url`] for another URL; [`EngineError::Refused`] for wrong credentials and the like;
/// [`EngineError::Unreachable`] where it does not answer.
pub fn open_log(url: &str, process: [u8; 16]) -> Result<Arc<dyn Engine>, EngineError> {
    match url {
        #[cfg(feature = "postgres")]
        url if is_postgres(url) => Ok(Arc::new(crate::PostgresLog::open(url)?)),
        #[cfg(feature = "kurrentdb")]
        url if is_kurrentdb(url) => {
            let patience = crate::KurrentPatience::default();
            Ok(Arc::new(crate::KurrentLog::open(url, process, patience)?))
        }
        url => {
            let _ = process;
            Err(unknown_log(url))
        }
    }
}

/// Connects to the keyring that nodes share: `postgres://…`. Its keys are kept under the one in a file,
/// which is made where the keyring is new.
///
/// # Errors
/// As [`open_log`], and for a file that holds another key.
pub fn open_keys(url: &str, master_key: &Path) -> Result<Arc<dyn SharedKeyring>, EngineError> {
    match url {
        #[cfg(feature = "postgres")]
        url if is_postgres(url) => Ok(Arc::new(crate::PostgresKeys::open(url, master_key)?)),
        url => {
            let _ = master_key;
            Err(KeyDatabaseError::Url {
                place: "the place for the keys".to_owned(),
                why: unknown(url),
            }
            .into())
        }
    }
}

/// Whether the URL of a log can be used, without asking whoever is there: so that one who wrote it
/// wrongly is told so before anybody else's place is touched.
///
/// # Errors
/// [`EngineError::Url`].
pub fn check_log_url(url: &str) -> Result<(), EngineError> {
    match url {
        #[cfg(feature = "postgres")]
        url if is_postgres(url) => crate::PostgresLog::check_url(url),
        #[cfg(feature = "kurrentdb")]
        url if is_kurrentdb(url) => crate::KurrentLog::check_url(url),
        url => Err(unknown_log(url)),
    }
}

fn unknown_log(url: &str) -> EngineError {
    EngineError::Url {
        place: "the place for the log".to_owned(),
        why: unknown(url),
    }
}

/// The URL may hold a password, so it is not repeated.
fn unknown(url: &str) -> String {
    let why = match is_postgres(url) || is_kurrentdb(url) {
        true => "this rollbook was built without the engine that its URL names",
        false => "its URL must begin with postgres:// or, for the log, kurrentdb://",
    };
    why.to_owned()
}
