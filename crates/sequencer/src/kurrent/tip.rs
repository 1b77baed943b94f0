//! Where the ledger's stream ends.

use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rollbook_domain::Position;

use super::Log;
use super::calls::From;
use super::event::{Content, Event, TurnTaken};
use super::fault::Fault;
use crate::EngineError;

/// The end of the stream.
#[derive(Clone, Debug, Default)]
pub(super) struct Tip {
    /// Of the last event; none for a stream without any.
    pub revision: Option<u64>,
    /// The position of the next record.
    pub next: u64,
    /// As in the last event.
    pub last: Option<String>,
    /// Whose turn the last event says it is.
    pub turn: Option<TurnTaken>,
}

impl Tip {
    pub(super) fn behind(event: &Event) -> Tip {
        Tip {
            revision: Some(event.revision),
            next: event.place.end(),
            last: event.place.last.clone(),
            turn: match &event.content {
                Content::TurnTaken(turn) => Some(turn.clone()),
                _ => None,
            },
        }
    }

    pub(super) fn head(&self) -> Option<Position> {
        self.next.checked_sub(1).map(Position)
    }
}

/// What a node remembers of the tip.
#[derive(Default)]
pub(super) struct Known {
    /// As it was last seen: it may have moved on.
    pub tip: Option<Tip>,
    /// When the turn at this revision was first seen.
    turn_seen: Option<(u64, Instant)>,
}

impl Known {
    /// Notes a tip, and since when it is somebody's turn.
    fn note(&mut self, tip: &Tip) {
        if let (Some(_), Some(revision)) = (&tip.turn, tip.revision)
            && self.turn_seen.is_none_or(|(seen, _)| seen != revision)
        {
            self.turn_seen = Some((revision, Instant::now()));
        }
        self.tip = Some(tip.clone());
    }
}

impl Log {
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes where the stream ends, and tells those who wait.
    pub(super) fn note(&self, tip: &Tip) {
        self.known().note(tip);
        self.appended.notify_all();
    }

    /// Asks once where the stream ends.
    pub(super) fn look_at_tip(&self) -> Result<Tip, Fault> {
        let tip = match self.connection.page(&self.stream, From::End, 1) {
            Ok(page) => match page.events.first() {
                Some(event) => Tip::behind(&Event::read(event)?),
                None => return Err(Fault::Unreachable("a read ended early".to_owned())),
            },
            Err(Fault::NoStream) => Tip::default(),
            Err(fault) => return Err(fault),
        };
        self.note(&tip);
        Ok(tip)
    }

    /// Looks whether the stream has gone on behind a tip; returns the next step, which need not be the
    /// last. This costs less than to look at the tip, where nothing has happened.
    pub(super) fn look_behind(&self, tip: &Tip) -> Result<Option<Tip>, Fault> {
        let Some(revision) = tip.revision else {
            let tip = self.look_at_tip()?;
            return Ok(tip.revision.is_some().then_some(tip));
        };
        let page = self
            .connection
            .page(&self.stream, From::Revision(revision + 1), 1)?;
        let Some(event) = page.events.first() else {
            return Ok(None);
        };
        let tip = Tip::behind(&Event::read(event)?);
        self.note(&tip);
        Ok(Some(tip))
    }

    /// Asks where the stream ends, until it is answered.
    pub(super) fn ask_tip(&self) -> Result<Tip, EngineError> {
        self.insist(|| self.look_at_tip())
            .map_err(|fault| self.told(fault))
    }

    /// How long the log is another node's yet; none where anybody may append.
    pub(super) fn others_turn(&self, tip: &Tip) -> Option<Duration> {
        let turn = tip
            .turn
            .as_ref()
            .filter(|turn| turn.process != self.process)?;
        let known = self.known();
        let (_, seen) = known
            .turn_seen
            .filter(|(seen, _)| Some(*seen) == tip.revision)?;
        let whole = Duration::from_millis(turn.milliseconds);
        whole
            .checked_sub(seen.elapsed())
            .filter(|left| !left.is_zero())
    }
}
