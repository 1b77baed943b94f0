//! Searches the log.

use rollbook_book::{Direction, Reads};
use rollbook_domain::Position;

use super::find::Finder;
use super::page::Page;
use super::query::Query;
use crate::{Error, Moment, Reader, answers};

/// Which events of the log are asked for.
#[derive(Clone, Debug, Default)]
pub struct EventSearch {
    pub query: Query,
    /// A time and a position are in the range, a day stands for its end.
    pub since: Option<Moment>,
    /// In the range.
    pub until: Option<Moment>,
}

impl Reader<'_> {
    /// A page of the events that exist for the caller (R16) and fit.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the query names an account that does not exist for the caller,
    /// [`Error::InTheFuture`], [`Error::Invalid`] for a limit or a cursor that is not accepted.
    pub fn events(&self, search: &EventSearch, page: &Page) -> Result<answers::EventList, Error> {
        page.check()?;
        self.ledger.read(|reads| {
            let between = self.between(reads, search.since, search.until)?;
            page.take(&mut Finder::new(*self, reads, &search.query, between)?)
        })
    }

    /// The positions of all events that exist for the caller and fit, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the query names an account that does not exist for the caller.
    pub(crate) fn positions(
        &self,
        reads: &Reads<'_>,
        query: &Query,
    ) -> Result<Vec<Position>, Error> {
        let between = self.between(reads, None, None)?;
        let mut positions = Vec::new();
        let mut finder = Finder::new(*self, reads, query, between)?;
        finder.each(Direction::OldestFirst, None, &mut |_, position, _| {
            positions.push(position);
            Ok(true)
        })?;
        Ok(positions)
    }

    /// The first and the last position of a range of the log; `None` where it is empty.
    pub(super) fn between(
        &self,
        reads: &Reads<'_>,
        since: Option<Moment>,
        until: Option<Moment>,
    ) -> Result<Option<(Position, Position)>, Error> {
        let since = since.map(|moment| moment.begin(reads, self.ledger.now()));
        let first = since.transpose()?.unwrap_or(Position(0));
        let last = self.position(reads, until)?;
        Ok(last.map(|last| (first, last)))
    }
}
