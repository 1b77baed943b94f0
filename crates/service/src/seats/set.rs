//! Sets a seat limit (R45).

use rollbook_domain::SeatScope;
use rollbook_records::{Body, SeatLimitSet};

use crate::institutions::place_name;
use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, answers, text};

impl DomainAdmin<'_> {
    /// Sets how many accounts may be active; `None` is unlimited. A limit below the seats in use
    /// ends nobody: it only lets nobody in.
    ///
    /// # Errors
    /// [`Error::UnknownInstitution`].
    pub fn set_seat_limit(
        &self,
        scope: SeatScope,
        limit: Option<u64>,
    ) -> Result<answers::SeatsChanged, Error> {
        if let Some(limit) = limit {
            text::number("seat limit", limit)?;
        }
        self.ledger.write(self.caller, "seats set", move |work| {
            set(work, scope, limit)
        })?;
        let seats = self.seats()?;
        let place = self.ledger.read(|reads| {
            let vault = &self.ledger.vault;
            Ok(place_name(reads, vault, scope))
        })?;
        let notes = below_use(&seats, scope, &place).into_iter().collect();
        Ok(answers::SeatsChanged { seats, notes })
    }
}

/// Whoever sets a limit too low should know that it changes nothing at once.
fn below_use(seats: &answers::Seats, scope: SeatScope, place: &str) -> Option<answers::Note> {
    let (in_use, limit) = match scope {
        SeatScope::Domain => (seats.domain.in_use, seats.domain.limit?),
        SeatScope::Institution(id) => {
            let mut listed = seats.seats.iter();
            let institution = listed.find(|seats| seats.institution == id.0)?;
            (institution.in_use, institution.limit?)
        }
    };
    (in_use > limit).then(|| answers::Note {
        code: "limit-below-use".to_owned(),
        message: format!(
            "{place} uses {in_use} seats and may use {limit} from now on: nobody is shut out, and \
             nobody new gets in"
        ),
    })
}

fn set(work: &mut Work<'_, '_>, scope: SeatScope, limit: Option<u64>) -> Result<Receipt, Error> {
    let institution = match scope {
        SeatScope::Domain => None,
        SeatScope::Institution(id) => Some(id),
    };
    if let Some(id) = institution
        && work.reads().institution(id)?.is_none()
    {
        return Err(Error::UnknownInstitution(id));
    }
    if work.reads().seats()?.count(scope).limit == limit {
        return Ok(Receipt::default());
    }
    let event = NewEvent {
        institution,
        ..NewEvent::of_ledger(Body::SeatLimitSet(SeatLimitSet { limit }))
    };
    let position = work.record(event, None)?;
    Ok(Receipt::default().at(position))
}
