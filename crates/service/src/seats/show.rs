//! Seats in use against their limits (R45).

use rollbook_domain::{SeatCount, SeatScope};

use crate::{Error, Reader, answers};

impl Reader<'_> {
    /// The seats of every institution that exists for the caller, and their sum. To an institution
    /// admin, its institution is the whole domain (R16).
    pub fn seats(&self) -> Result<answers::Seats, Error> {
        self.ledger.read(|reads| {
            let seats = reads.seats()?;
            let mut listed = Vec::new();
            for row in reads.institutions()? {
                if self.scope().covers(row.id) {
                    let count = seats.count(SeatScope::Institution(row.id));
                    listed.push(answers::InstitutionSeats {
                        institution: row.id.0,
                        name: self.ledger.vault.text(&row.name)?,
                        in_use: count.in_use,
                        limit: count.limit,
                    });
                }
            }
            let domain = match self.scope().institution() {
                Some(own) => seats.count(SeatScope::Institution(own)),
                None => seats.domain(),
            };
            Ok(answers::Seats {
                at: self.ledger.now(),
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
