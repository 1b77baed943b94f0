//! The log as it grows: read on in short pieces, so that a follower holds no moment of the book for
//! long, and no writer waits for it.

use rollbook_book::{Direction, Onward};
use rollbook_domain::Position;
use rollbook_records::{Envelope, Record};

use super::event::Renderer;
use crate::{Error, Ledger, Moment, Reader, answers};

/// Records that are looked at in one piece, be they for the caller or not.
const LOOKED_AT: u64 = 10_000;

/// A piece of a feed.
#[derive(Debug)]
pub struct FeedPart {
    pub events: Vec<answers::Event>,
    /// Where the next piece begins; behind the log's head where there is none yet.
    pub next: Position,
}

impl Ledger {
    /// Where the log ends, at a look at one entry of an index.
    pub fn head(&self) -> Result<Position, Error> {
        let head = self.book.glance(|reads| reads.head())?;
        Ok(head.unwrap_or(Position(0)))
    }
}

impl Reader<'_> {
    /// At most `most` of the events that exist for the caller (R16), from a position on, oldest
    /// first.
    ///
    /// # Errors
    /// [`Error::InTheFuture`] for a position behind the one that comes next.
    pub fn feed(&self, from: Position, most: usize) -> Result<FeedPart, Error> {
        self.ledger.read(|reads| {
            let head = reads.head()?.unwrap_or(Position(0));
            if from.0 > head.0 + 1 {
                let before = Moment::Position(Position(from.0 - 1));
                before.resolve(reads, self.ledger.now())?;
            }
            let last = Position(head.0.min(from.0.saturating_add(LOOKED_AT - 1)));
            let mut renderer = Renderer::new(*self, reads);
            let mut part = FeedPart {
                events: Vec::new(),
                next: from,
            };
            reads.scan(from, last, Direction::OldestFirst, |position, bytes| {
                if part.events.len() == most {
                    return Ok(Onward::Stop);
                }
                if renderer.may_see(position, &Envelope::decode(bytes)?)? {
                    let event = renderer.render(position, &Record::decode(bytes)?)?;
                    part.events.push(event);
                }
                part.next = Position(position.0 + 1);
                Ok::<_, Error>(Onward::Next)
            })?;
            Ok(part)
        })
    }
}
