//! What a deletion records, by whichever way it comes.

use std::collections::HashSet;

use rollbook_book::{AccountRow, Opened, Reads, TokenRow};
use rollbook_domain::{AccountId, Position, Profile};
use rollbook_records::{Body, ClassRemoved, KeyId, TokenRevoked};

use crate::Error;
use crate::work::{NewEvent, Work};

/// Records as a unit of its own that an account is deleted, behind the end of the classes that it owns
/// and of the tokens that act as it. The reason is sealed under the ledger's key: the account's goes.
pub(super) fn record_deletion(
    work: &mut Work<'_, '_>,
    row: &AccountRow,
    reason: Option<&str>,
) -> Result<Position, Error> {
    let last = last_profile(work, row.id)?;
    let mut events = ended_with(work, row)?;
    events.push(NewEvent {
        account: Some(row.id),
        institution: Some(row.institution()),
        opened: opened(last.as_ref()),
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
    let tokens = tokens_acting_as(&reads, &[row.id])?;
    events.extend(tokens.iter().map(revocation));
    Ok(events)
}

/// What an account was found by last, which goes with it; `None` where its key is gone already.
pub(crate) fn last_profile(
    work: &Work<'_, '_>,
    account: AccountId,
) -> Result<Option<Profile>, Error> {
    let reads = work.reads();
    let known = reads.account(account)?.ok_or(Error::NotFound("account"))?;
    match work.key(KeyId(*account.as_bytes())) {
        Ok(key) => Ok(Some(work.vault.profile_by(&key, &reads, &known)?)),
        Err(Error::KeyMissing) => Ok(None),
        Err(error) => Err(error),
    }
}

/// As the record of a deletion is applied.
pub(crate) fn opened(last: Option<&Profile>) -> Opened<'_> {
    last.map_or(Opened::Destroyed, Opened::Profile)
}

/// The tokens that act as any of these accounts.
pub(crate) fn tokens_acting_as(
    reads: &Reads<'_>,
    accounts: &[AccountId],
) -> Result<Vec<TokenRow>, Error> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let accounts: HashSet<AccountId> = accounts.iter().copied().collect();
    let mut tokens = reads.tokens()?;
    tokens.retain(|token| token.account.is_some_and(|own| accounts.contains(&own)));
    Ok(tokens)
}

/// Revokes one of them.
pub(crate) fn revocation(token: &TokenRow) -> NewEvent<'static> {
    let body = Body::TokenRevoked(TokenRevoked {
        token: token.id.into(),
    });
    NewEvent {
        institution: token.institution,
        ..NewEvent::of_ledger(body)
    }
}
