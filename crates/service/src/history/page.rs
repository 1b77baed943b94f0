//! Pages of events, which can be turned both ways.

use rollbook_book::Direction;
use rollbook_domain::Position;

use super::find::Finder;
use crate::{Error, answers, cursor};

/// Which part of a list of events to answer.
#[derive(Clone, Debug)]
pub struct Page {
    pub direction: Direction,
    /// 1 to 1000.
    pub limit: usize,
    /// The `next` or the `previous` of another page in the same direction.
    pub cursor: Option<String>,
    /// Whether to tell how many events there are on all pages, which takes a whole pass.
    pub count: bool,
}

impl Default for Page {
    /// The newest hundred.
    fn default() -> Page {
        Page {
            direction: Direction::NewestFirst,
            limit: 100,
            cursor: None,
            count: false,
        }
    }
}

/// Where a page begins: behind an event of another page, or, turning back, before it.
#[derive(Clone, Copy)]
struct Place {
    turns_back: bool,
    position: Position,
}

impl Place {
    fn encode(self) -> String {
        let mut bytes = [0; 9];
        bytes[0] = self.turns_back.into();
        bytes[1..].copy_from_slice(&self.position.0.to_be_bytes());
        cursor::encode(&bytes)
    }

    fn decode(cursor: &str) -> Result<Place, Error> {
        let [turns_back, position @ ..] = cursor::decode::<9>(cursor)?;
        Ok(Place {
            turns_back: turns_back != 0,
            position: Position(u64::from_be_bytes(position)),
        })
    }
}

impl Page {
    /// # Errors
    /// [`Error::Invalid`] for a limit that is not accepted.
    pub(super) fn check(&self) -> Result<(), Error> {
        cursor::page(self.limit).map(drop)
    }

    /// The events of this page.
    pub(super) fn take(&self, finder: &mut Finder<'_>) -> Result<answers::EventList, Error> {
        let place = self.cursor.as_deref().map(Place::decode).transpose()?;
        let turns_back = place.is_some_and(|place| place.turns_back);
        let direction = match turns_back {
            true => self.direction.reversed(),
            false => self.direction,
        };
        let mut events = Vec::new();
        let mut has_more = false;
        finder.each(
            direction,
            place.map(|place| place.position),
            &mut |renderer, position, bytes| {
                if events.len() == self.limit {
                    has_more = true;
                    return Ok(false);
                }
                events.push(renderer.render(position, &rollbook_records::Record::decode(bytes)?)?);
                Ok(true)
            },
        )?;
        if turns_back {
            events.reverse();
        }
        let count = self.count.then(|| count(finder)).transpose()?;
        let turn = |event: Option<&answers::Event>, turns_back| {
            let position = Position(event?.position);
            Some(
                Place {
                    turns_back,
                    position,
                }
                .encode(),
            )
        };
        // Where a page was turned to from another one, that one is there.
        let (has_next, has_previous) = match place {
            None => (has_more, false),
            Some(_) if turns_back => (true, has_more),
            Some(_) => (has_more, true),
        };
        Ok(answers::EventList {
            next: turn(events.last().filter(|_| has_next), false),
            previous: turn(events.first().filter(|_| has_previous), true),
            events,
            count,
        })
    }
}

fn count(finder: &mut Finder<'_>) -> Result<u64, Error> {
    let mut count = 0;
    finder.each(Direction::OldestFirst, None, &mut |_, _, _| {
        count += 1;
        Ok(true)
    })?;
    Ok(count)
}
