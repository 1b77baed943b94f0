//! What the four commands by hand share: find the account, decide by the table, mind the seats.

use rollbook_domain::{AccountId, Command, Decision, Event, SeatLimitReached, decide};
use rollbook_records::Body;

use super::visible;
use crate::institutions::place_name;
use crate::work::{NewEvent, Receipt, Work};
use crate::{Error, Operator, answers, seats};

impl Operator<'_> {
    pub(super) fn change_status(
        &self,
        id: AccountId,
        command: Command,
        reason: Option<&str>,
    ) -> Result<answers::AccountChanged, Error> {
        let reason = reason.map(crate::text::reason).transpose()?;
        let receipt = self.ledger.write(
            self.caller,
            &format!("{}\0{id}", command.as_str()),
            move |work| change(work, id, command, reason.as_deref()),
        )?;
        self.changed_by_hand(receipt, Some(command))
    }
}

fn change(
    work: &mut Work<'_, '_>,
    id: AccountId,
    command: Command,
    reason: Option<&str>,
) -> Result<Receipt, Error> {
    let row = visible(&work.reads(), work.caller.scope(), id)?;
    command.permit_on(id, work.caller.account)?;
    let Decision::Record(event) = decide(row.account, command)? else {
        return Ok(Receipt::of(id));
    };
    let after = row.account.evolve(&event, true);
    work.reads()
        .seats()?
        .settle(Some(&row.account), &after)
        .map_err(|reached| no_seat(work, reached))?;
    let reason = work.seal_reason(id, reason)?;
    let event = NewEvent {
        account: Some(id),
        institution: Some(row.institution()),
        body: status_body(&event)?,
        ..NewEvent::of_ledger(Body::AccountDisabled)
    };
    let position = work.record(event, reason)?;
    Ok(Receipt::of(id).at(position))
}

/// R46.
pub(super) fn no_seat(work: &Work<'_, '_>, reached: SeatLimitReached) -> Error {
    seats::no_seat(work.caller.scope(), reached, || {
        place_name(&work.reads(), work.vault, reached.scope)
    })
}

/// The record of a change of status.
pub(crate) fn status_body(event: &Event) -> Result<Body, Error> {
    match event {
        Event::AccountDisabled => Ok(Body::AccountDisabled),
        Event::AccountEnabled => Ok(Body::AccountEnabled),
        Event::AccountDeactivated => Ok(Body::AccountDeactivated),
        Event::AccountReactivated => Ok(Body::AccountReactivated),
        _ => Err(Error::invalid("command", "it changes more than the status")),
    }
}
