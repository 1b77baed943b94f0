//! How far a node is behind the log that it follows, and since when.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_domain::Position;

use super::prompt::{self, Open};
use crate::{Error, Kind, Ledger};

/// How long a node may be behind, or the log not answer, before requests should go elsewhere. An engine
/// that gives its place to another takes seconds.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);

/// Where a node is in the log that it shares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The last record of the node's book.
    pub position: Option<Position>,
    /// How many records the shared log has beyond it; absent where the log does not answer.
    pub behind: Option<u64>,
    /// Since when it is behind, or does not follow.
    pub since: Option<DateTime<Utc>>,
    /// Why it does not follow: a stable code.
    pub fault: Option<&'static str>,
    /// Whether requests should come here.
    pub is_ready: bool,
}

/// What the thread that follows has seen last.
#[derive(Default)]
pub(crate) struct Watch {
    seen: Mutex<Seen>,
    open: Open,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    fault: Option<Fault>,
    since: Option<DateTime<Utc>>,
}

/// Why a node does not follow.
#[derive(Clone, Copy)]
struct Fault {
    code: &'static str,
    /// Whether it may end without anybody doing anything.
    is_passing: bool,
}

impl Watch {
    pub(super) fn note(&self, followed: &Result<(), Error>, now: DateTime<Utc>) {
        let fault = match followed {
            Ok(()) | Err(Error::ShuttingDown) => None,
            Err(error) => Some(Fault {
                code: error.code(),
                is_passing: error.kind() == Kind::Busy,
            }),
        };
        self.set(fault, fault.is_some(), now);
    }

    fn set(&self, fault: Option<Fault>, is_behind: bool, now: DateTime<Utc>) -> Seen {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.fault = fault;
        seen.since = match is_behind {
            true => seen.since.or(Some(now)),
            false => None,
        };
        *seen
    }

    fn fault(&self) -> Option<Fault> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.fault
    }
}

impl Seen {
    fn is_ready(&self, now: DateTime<Utc>) -> bool {
        let is_passing = self.fault.is_none_or(|fault| fault.is_passing);
        is_passing && self.since.is_none_or(|since| now - since <= PATIENCE)
    }
}

impl Ledger {
    /// Whether requests should come to this process. On a ledger of one machine nothing is ever behind.
    ///
    /// # Errors
    /// Where the book cannot be read.
    pub fn standing(&self) -> Result<Standing, Error> {
        let position = self.book.read(|reads| reads.head())?;
        if !self.sequencer.is_shared() {
            return Ok(Standing {
                position,
                behind: Some(0),
                since: None,
                fault: None,
                is_ready: true,
            });
        }
        let now = self.now();
        let size = |head: Option<Position>| head.map_or(0, |head| head.0 + 1);
        let (behind, fault) = match prompt::head(&self.sequencer, &self.watch.open) {
            Ok(head) => {
                let behind = size(head).saturating_sub(size(position));
                (Some(behind), self.watch.fault())
            }
            Err(code) => {
                let is_passing = true;
                (None, Some(Fault { code, is_passing }))
            }
        };
        let is_behind = fault.is_some() || behind != Some(0);
        let seen = self.watch.set(fault, is_behind, now);
        Ok(Standing {
            position,
            behind,
            since: seen.since,
            fault: fault.map(|fault| fault.code),
            is_ready: seen.is_ready(now),
        })
    }
}
