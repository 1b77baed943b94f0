//! What every handler shares.

use std::{ops::Deref, sync::Arc};

use rollbook_service::Ledger;
use tokio::sync::watch;

use crate::{Limits, feeds::Feeds, path_table::PathTable, places::SharedPlaces};

/// The ledger and the server's settings. Each request has a clone, so all of it is behind one count.
#[derive(Clone)]
pub(crate) struct Api(Arc<Shared>);

impl Api {
    /// Of a server.
    pub fn new(shared: Shared) -> Api {
        Api(Arc::new(shared))
    }
}

impl Deref for Api {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What the clones share.
pub(crate) struct Shared {
    pub ledger: Ledger,
    pub limits: Limits,
    pub secure_cookies: bool,
    /// Whether `/tlog` needs no sign-in.
    pub public_log: bool,
    /// Every path of the API, as documented.
    pub paths: Arc<PathTable>,
    pub uploads: SharedPlaces,
    pub downloads: SharedPlaces,
    pub feeds: Feeds,
    /// Turns true when the server shall stop: endless answers must end then.
    pub closing: watch::Receiver<bool>,
}
