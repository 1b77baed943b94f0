//! Why an account has its status (R51).

use rollbook_domain::{AccountId, Status};
use rollbook_records::{Channel, Kind};

use crate::answers::{Event, EventSource, Why};
use crate::history::event::Renderer;
use crate::{Error, Moment, Reader};

impl Reader<'_> {
    /// The event that put an account into its status, now or as of a moment.
    ///
    /// # Errors
    /// As [`Reader::account_at`].
    pub fn why(&self, id: AccountId, as_of: Option<Moment>) -> Result<Why, Error> {
        self.ledger.read(|reads| {
            let (_, row) = self.visible_at(reads, id, as_of)?;
            let status = row.account.status();
            let record = reads.record(row.status_position)?;
            let event = Renderer::new(*self, reads).render(row.status_position, &record)?;
            Ok(Why {
                account_id: id.to_string(),
                status: status.as_str().to_owned(),
                batch: event.batch.clone(),
                sentence: sentence(record.body.kind(), status, &event),
                event,
            })
        })
    }
}

/// As an administrator would say it.
fn sentence(kind: Kind, status: Status, event: &Event) -> String {
    let by_schedule = event.channel == Channel::Schedule.as_str();
    let who = event.actor.as_deref().unwrap_or("somebody who was erased");
    let who = match by_schedule {
        true => format!("{who}, by schedule,"),
        false => who.to_owned(),
    };
    let did = did(kind, status);
    let when = event.at.format("on %-d %B %Y at %H:%M UTC");
    let source = event.source.as_ref().map(by_file).unwrap_or_default();
    let batch = event.batch.as_ref();
    let batch = batch.map_or_else(String::new, |batch| format!(" (batch {batch})"));
    let reason = event.reason.as_ref();
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    format!("{who} {did} {when}{source}{batch}{reason}")
}

fn did(kind: Kind, status: Status) -> &'static str {
    match (kind, status) {
        (Kind::AccountCreated, Status::Disabled) => "created this account, disabled,",
        (Kind::AccountCreated, _) => "created this account",
        (Kind::AccountDisabled, _) => "disabled this account",
        (Kind::AccountEnabled, _) => "enabled this account",
        (Kind::AccountDeactivated, _) => "deactivated this account",
        (Kind::AccountReactivated, Status::Disabled) => "reactivated this account, still disabled,",
        (Kind::AccountReactivated, _) => "reactivated this account",
        (Kind::AccountDeleted, _) => "deleted this account",
        _ => "changed this account",
    }
}

fn by_file(source: &EventSource) -> String {
    match source.row {
        Some(row) => format!(" by row {row} of {}", source.file),
        None => format!(" because {} leaves it out", source.file),
    }
}
