//! What a deletion by hand records: one unit, which ends with the account.

use rollbook_book::{AccountRow, Opened};
use rollbook_domain::{Position, Profile};
use rollbook_records::{Body, ClassRemoved, TokenRevoked};

use crate::Error;
use crate::work::{NewEvent, Work};

/// Records that an account is deleted, behind the end of the classes that it owns and of the tokens
/// that act as it. The reason is sealed under the ledger's key: the account's goes.
pub(super) fn record_deletion(
    work: &mut Work<'_, '_>,
    row: &AccountRow,
    profile: &Profile,
    reason: Option<&str>,
) -> Result<Position, Error> {
    let mut events = ended_with(work, row)?;
    events.push(NewEvent {
        account: Some(row.id),
        institution: Some(row.institution()),
        opened: Opened::Profile(profile),
        ..NewEvent::of_ledger(Body::AccountDeleted)
    });
    let reason = reason.map(|reason| work.seal_text(reason)).transpose()?;
    let id = work.identifier()?;
    let channel = work.caller.channel;
    let mut events = events.into_iter();
    let first = events.next().ok_or(Error::NotFound("event"))?;
    let (mut position, mut unit) = work.begin_unit(id, channel, first, reason)?;
    for event in events {
        position = work.continue_batch(&mut unit, event)?;
    }
    work.finish_batch()?;
    Ok(position)
}

fn ended_with(work: &Work<'_, '_>, row: &AccountRow) -> Result<Vec<NewEvent<'static>>, Error> {
    let reads = work.reads();
    let mut events = Vec::new();
    for class in reads.classes_owned_by(row.number)? {
        let body = Body::ClassRemoved(ClassRemoved {
            class: class.id.into(),
        });
        events.push(NewEvent {
            institution: Some(class.institution),
            ..NewEvent::of_ledger(body)
        });
    }
    for token in reads.tokens()? {
        if token.account == Some(row.id) {
            let body = Body::TokenRevoked(TokenRevoked {
                token: token.id.into(),
            });
            events.push(NewEvent {
                institution: token.institution,
                ..NewEvent::of_ledger(body)
            });
        }
    }
    Ok(events)
}
