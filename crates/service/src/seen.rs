//! How much of a stretch of the log exists for a caller (R16). Numbers that were recorded with it
//! also count accounts that have moved elsewhere since.

use std::collections::HashMap;

use rollbook_book::{Direction, Onward, Reads};
use rollbook_domain::Position;
use rollbook_records::{BatchRecorded, Envelope, Kind};
use rollbook_rows::Profile;

use crate::accounts::exists_for;
use crate::caller::Scope;
use crate::{Error, answers};

/// What a caller sees of neighbouring records.
#[derive(Debug)]
pub(crate) struct Seen {
    /// How many there are.
    pub(crate) events: u64,
    /// The last of them; the record before the stretch where there is none.
    pub(crate) last: Position,
    /// Whether something else than a refusal happened outside the caller's institution: then
    /// whoever did it saw more than the caller does.
    reaches_beyond: bool,
    hidden: HashMap<Kind, u64>,
}

impl Seen {
    /// Of the records from one position to another, both included.
    pub(crate) fn of(
        reads: &Reads<'_>,
        scope: Scope,
        first: Position,
        last: Position,
    ) -> Result<Seen, Error> {
        let mut seen = Seen {
            events: 0,
            last: Position(first.0.saturating_sub(1)),
            reaches_beyond: false,
            hidden: HashMap::new(),
        };
        if scope == Scope::Domain {
            (seen.events, seen.last) = ((last.0 + 1).saturating_sub(first.0), last);
            return Ok(seen);
        }
        reads.scan(first, last, Direction::OldestFirst, |position, bytes| {
            let envelope = Envelope::decode(bytes)?;
            let exists = match envelope.account {
                Some(account) => exists_for(reads, scope, account)?,
                None => true,
            };
            match exists {
                true => {
                    seen.events += 1;
                    seen.last = position;
                }
                false => *seen.hidden.entry(envelope.kind).or_default() += 1,
            }
            let is_own = envelope.institution.is_some_and(|of| scope.covers(of));
            seen.reaches_beyond |= !is_own && envelope.kind != Kind::StepRefused;
            Ok::<_, Error>(Onward::Next)
        })?;
        Ok(seen)
    }

    /// Of records on accounts that were all in the caller's institution at a position before them:
    /// only those that have left it since need to be looked at.
    pub(crate) fn of_own(
        reads: &Reads<'_>,
        scope: Scope,
        behind: Position,
        (first, last): (Position, Position),
    ) -> Result<Seen, Error> {
        let Some(own) = scope.institution() else {
            return Seen::of(reads, scope, first, last);
        };
        let mut seen = Seen {
            events: (last.0 + 1).saturating_sub(first.0),
            last,
            reaches_beyond: false,
            hidden: HashMap::new(),
        };
        let positions = reads.positions_of_leavers(own, behind, (first, last))?;
        for position in positions.into_iter().rev() {
            let Some(bytes) = reads.bytes(position)? else {
                continue;
            };
            let envelope = Envelope::decode(&bytes)?;
            // What names no account concerns others as well.
            let Some(account) = envelope.account else {
                continue;
            };
            if exists_for(reads, scope, account)? {
                continue;
            }
            seen.events -= 1;
            *seen.hidden.entry(envelope.kind).or_default() += 1;
            if seen.last == position {
                seen.last = Position(position.0 - 1);
            }
        }
        Ok(seen)
    }

    /// Of what a batch did; `None` where it was made by somebody who saw more than the caller, be it
    /// the same person in another role.
    pub(crate) fn of_batch(
        reads: &Reads<'_>,
        scope: Scope,
        first: Position,
        batch: &BatchRecorded,
    ) -> Result<Option<Seen>, Error> {
        let last = Position(first.0 + u64::from(batch.events));
        if let (Some(own), Some(made)) = (scope.institution(), batch.scope) {
            if made.institution != Some(own.0) {
                return Ok(None);
            }
            // A step's accounts were chosen long before it ran.
            let behind = match batch.of_step {
                Some(step) => reads.step(step.into())?.map_or(0, |step| step.number),
                None => first.0,
            };
            let range = (Position(first.0 + 1), last);
            return Seen::of_own(reads, scope, Position(behind), range).map(Some);
        }
        let benchprep = Profile::Benchprep.name();
        let is_for_all = batch.profile.as_ref().is_some_and(|name| name != benchprep);
        if is_for_all && scope != Scope::Domain {
            return Ok(None);
        }
        let seen = Seen::of(reads, scope, Position(first.0 + 1), last)?;
        Ok((!seen.reaches_beyond).then_some(seen))
    }

    /// How many records of a kind do not exist for the caller.
    pub(crate) fn hidden(&self, kind: Kind) -> u64 {
        self.hidden.get(&kind).copied().unwrap_or_default()
    }

    /// A batch's recorded numbers, without the events that do not exist for the caller.
    pub(crate) fn effects(&self, recorded: &BatchRecorded) -> answers::Effects {
        let mut told = answers::Effects::from(recorded.effects);
        for (count, kind) in [
            (&mut told.create, Kind::AccountCreated),
            (&mut told.change_profile, Kind::ProfileChanged),
            (&mut told.change_origin, Kind::OriginChanged),
            (&mut told.disable, Kind::AccountDisabled),
            (&mut told.enable, Kind::AccountEnabled),
            (&mut told.deactivate, Kind::AccountDeactivated),
            (&mut told.reactivate, Kind::AccountReactivated),
            (&mut told.delete, Kind::AccountDeleted),
            (&mut told.leave_group, Kind::GroupLeft),
            (&mut told.join_group, Kind::GroupJoined),
            (&mut told.refused, Kind::StepRefused),
        ] {
            *count = count.saturating_sub(self.hidden(kind));
        }
        told
    }
}
