//! Seats in use against their limits (R45), now or as of the past (R50).

use rollbook_domain::{SeatCount, SeatScope};

use crate::{Error, Moment, Reader, answers};

impl Reader<'_> {
    /// The seats of every institution that exists for the caller, and their sum. To an institution
    /// admin, its institution is the whole domain (R16).
    pub fn seats(&self) -> Result<answers::Seats, Error> {
        self.seats_at(None)
    }

    /// The same as of a moment; before the ledger was opened there were none.
    ///
    /// # Errors
    /// [`Error::InTheFuture`].
    pub fn seats_at(&self, as_of: Option<Moment>) -> Result<answers::Seats, Error> {
        self.ledger.read(|reads| {
            let now = self.ledger.now();
            let at = as_of.map_or(Ok(now), |moment| moment.time(reads, now));
            let (seats, rows) = match (self.position(reads, as_of)?, as_of) {
                (Some(position), Some(_)) => {
                    (reads.seats_at(position)?, reads.institutions_at(position)?)
                }
                (Some(_), None) => (reads.seats()?, reads.institutions()?),
                (None, _) => Default::default(),
            };
            let mut listed = Vec::new();
            for row in rows.into_iter().filter(|row| self.scope().covers(row.id)) {
                let count = seats.count(SeatScope::Institution(row.id));
                listed.push(answers::InstitutionSeats {
                    institution: row.id.0,
                    name: self.ledger.vault.text(&row.name)?,
                    in_use: count.in_use,
                    limit: count.limit,
                });
            }
            let domain = match self.scope().institution() {
                Some(own) => seats.count(SeatScope::Institution(own)),
                None => seats.domain(),
            };
            Ok(answers::Seats {
                at: at?,
                seats: listed,
                domain: render(domain),
            })
        })
    }
}

fn render(count: SeatCount) -> answers::DomainSeats {
    answers::DomainSeats {
        in_use: count.in_use,
        limit: count.limit,
    }
}
