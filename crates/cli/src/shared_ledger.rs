//! The log and the keyring that the nodes of a ledger share, as the settings name them.

use std::sync::Arc;

use rollbook_service::sources::Chance;
use rollbook_service::{Error, SharedKeyring, SharedLedger};

use crate::failure::Failure;
use crate::settings::Settings;

/// The file of the key under which keys are kept in the shared keyring.
const MASTER_KEY: &str = "master.key";

/// Connects to both, where the settings name a log.
///
/// # Errors
/// Exit 2 where only one of the two is named, or one of a kind that it cannot be.
pub fn connect(settings: &Settings) -> Result<Option<SharedLedger>, Failure> {
    let (log, keys) = match (&settings.log, &settings.keys) {
        (None, None) => return Ok(None),
        (Some(log), Some(keys)) => (log, keys),
        (Some(_), None) => return Err(one_without("--log", "--keys")),
        (None, Some(_)) => return Err(one_without("--keys", "--log")),
    };
    open(log, keys, settings).map(Some)
}

/// Connects to a log and a keyring by their URLs.
///
/// # Errors
/// Exit 2 for a URL that cannot be used, and for a keyring of a kind that it cannot be.
pub fn open(log: &str, keys: &str, settings: &Settings) -> Result<SharedLedger, Failure> {
    let process = Chance::new().bytes().map_err(Error::from)?;
    // The keys may be waited for: what is wrong with the log's URL can be told at once.
    rollbook_sequencer::check_log_url(log).map_err(Error::from)?;
    let keys = open_keys(keys, settings)?;
    let log = rollbook_sequencer::open_log(log, process).map_err(Error::from)?;
    Ok(SharedLedger { log, keys })
}

/// Connects to a keyring by its URL.
///
/// # Errors
/// Exit 2 for a keyring of a kind that it cannot be.
pub fn open_keys(keys: &str, settings: &Settings) -> Result<Arc<dyn SharedKeyring>, Failure> {
    if rollbook_sequencer::is_kurrentdb(keys) {
        return Err(Failure::usage(
            "keys-not-there",
            "KurrentDB cannot keep the keys: what it has stored stays until a scavenge, so nobody could be deleted for good; name a PostgreSQL database with --keys",
        ));
    }
    let master_key = settings
        .master_key
        .clone()
        .unwrap_or_else(|| settings.data.join(MASTER_KEY));
    Ok(rollbook_sequencer::open_keys(keys, &master_key).map_err(Error::from)?)
}

fn one_without(named: &str, missing: &str) -> Failure {
    let detail = format!(
        "{named} is named without {missing}: nodes share the log and the keys, so name both, or neither for a ledger on one machine"
    );
    Failure::usage("keys-not-there", detail)
}
