//! What all feeds share: how many there may be, and how they learn that the log has grown.

use std::{convert::Infallible, time::Duration};

use rollbook_service::{Caller, Ledger, Position};
use tokio::{sync::watch, time};

use crate::{
    blocking::blocking,
    failure::Failure,
    places::{Place, SharedPlaces},
};

/// How often the log is looked at for what this or another process has recorded: one look for all
/// feeds.
const PERIOD: Duration = Duration::from_millis(200);

/// How often it is asked again who listens to an answer without end: a session that ends is in no log.
pub(crate) const WHO_LISTENS: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(crate) struct Feeds {
    places: SharedPlaces,
    /// Where the log ended at the last look.
    head: watch::Sender<Position>,
}

impl Feeds {
    /// For so many at once.
    pub fn new(at_once: usize) -> Feeds {
        Feeds {
            places: SharedPlaces::new(at_once),
            head: watch::Sender::new(Position(0)),
        }
    }

    /// Takes a place, which is free again when it is dropped.
    pub fn enter(&self, caller: &Caller) -> Result<Place, Failure> {
        self.places.enter(caller).ok_or(Failure::TooManyFeeds)
    }

    /// How many places are taken.
    pub fn in_use(&self) -> u64 {
        self.places.in_use()
    }

    /// Tells where the log ends whenever that has moved.
    pub fn heads(&self) -> watch::Receiver<Position> {
        self.head.subscribe()
    }

    /// Looks at the log for as long as the server runs, while anybody wants to know.
    pub async fn watch(&self, ledger: Ledger) -> Infallible {
        let mut ticks = time::interval(PERIOD);
        ticks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if self.head.receiver_count() == 0 {
                continue;
            }
            let ledger = ledger.clone();
            match blocking(move || ledger.head()).await {
                Ok(Ok(head)) => {
                    self.head.send_if_modified(|known| {
                        let has_moved = *known != head;
                        *known = head;
                        has_moved
                    });
                }
                Ok(Err(error)) => tracing::warn!("the log's end cannot be seen: {error}"),
                // It says so itself.
                Err(_) => {}
            }
        }
    }
}
