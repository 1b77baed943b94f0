//! Everything that ever happened to an account.

use rollbook_domain::{AccountId, Position};

use super::find::Finder;
use super::page::Page;
use super::query::Query;
use crate::{Error, Moment, Reader, answers};

impl Reader<'_> {
    /// A page of the events that concern an account up to a moment, also of those that it shares
    /// with others, such as the end of a class that it was in.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account, for one outside the caller's scope (R16), and
    /// for one that was not there yet; [`Error::InTheFuture`]; [`Error::Invalid`] for a limit or a
    /// cursor that is not accepted.
    pub fn account_history(
        &self,
        id: AccountId,
        as_of: Option<Moment>,
        page: &Page,
    ) -> Result<answers::EventList, Error> {
        page.check()?;
        let mut query = Query::default();
        query.narrow("account", &id.to_string())?;
        self.ledger.read(|reads| {
            let (at, _) = self.visible_at(reads, id, as_of)?;
            let between = Some((Position(0), at));
            page.take(&mut Finder::new(*self, reads, &query, between)?)
        })
    }
}
