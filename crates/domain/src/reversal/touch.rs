//! What events change, as aspects with their values before and after.

use super::{Aim, Aspect, Membership, Turn, Value};
use crate::{Change, Event, InstitutionId, Origin, Position};

/// A change of one aspect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Touch {
    /// Of the event.
    pub position: Position,
    /// Whether the event is among those to be taken back or given again.
    pub is_target: bool,
    /// What changed.
    pub aspect: Aspect,
    /// What it was.
    pub before: Value,
    /// What it is from then on.
    pub after: Value,
}

impl Touch {
    pub(super) fn turn(&self) -> Turn<&Value> {
        Turn {
            position: self.position,
            is_target: self.is_target,
            before: &self.before,
            after: &self.after,
        }
    }
}

/// What an event leaves to be looked up: it is nothing where the event does not concern it.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// The institution that the account belonged to before it moved.
    pub moved_from: Option<InstitutionId>,
    /// What the account was in the group before, and is from then on.
    pub membership: (Membership, Membership),
    /// The columns that changed; of a creation, those that are filled.
    pub changes: &'a [Change],
}

impl Beside<'static> {
    /// For an event that says all by itself.
    pub const NOTHING: Beside<'static> = Beside {
        moved_from: None,
        membership: (Membership::Outside, Membership::Outside),
        changes: &[],
    };
}

impl Event {
    /// The aspects that the event changes. A creation that is taken back only ends: its account is
    /// deactivated, and keeps its profile. Reports of activity change nothing (R52), and nothing
    /// is left of an account that is deleted (R56).
    pub fn touches(
        &self,
        position: Position,
        is_target: bool,
        aim: Aim,
        beside: Beside<'_>,
    ) -> Vec<Touch> {
        let touch = |aspect, before, after| Touch {
            position,
            is_target,
            aspect,
            before,
            after,
        };
        let flag =
            |aspect, after: bool| vec![touch(aspect, Value::Flag(!after), Value::Flag(after))];
        match *self {
            Event::AccountDisabled => flag(Aspect::Block, true),
            Event::AccountEnabled => flag(Aspect::Block, false),
            Event::AccountDeactivated => flag(Aspect::Status, true),
            Event::AccountReactivated => flag(Aspect::Status, false),
            Event::AccountCreated {
                institution,
                origin,
                blocked,
            } => {
                let mut touches = flag(Aspect::Status, false);
                if aim == Aim::Again {
                    touches.extend(flag(Aspect::Block, blocked));
                    touches.push(origin_touch(touch, origin));
                    let there = Value::Institution(institution);
                    touches.push(touch(Aspect::Institution, there.clone(), there));
                    touches.extend(columns(touch, beside.changes));
                }
                touches
            }
            Event::OriginChanged { origin } => vec![origin_touch(touch, origin)],
            Event::ProfileChanged { institution } => {
                let moved = institution.zip(beside.moved_from).map(|(to, from)| {
                    let (before, after) = (Value::Institution(from), Value::Institution(to));
                    touch(Aspect::Institution, before, after)
                });
                let columns = columns(touch, beside.changes);
                moved.into_iter().chain(columns).collect()
            }
            Event::GroupLeft { group } | Event::GroupJoined { group } => {
                let (before, after) = beside.membership;
                let (before, after) = (Value::Membership(before), Value::Membership(after));
                vec![touch(Aspect::Group(group), before, after)]
            }
            Event::AccountDeleted | Event::ActivityRecorded { .. } => Vec::new(),
        }
    }
}

fn origin_touch(touch: impl Fn(Aspect, Value, Value) -> Touch, origin: Origin) -> Touch {
    let other = match origin {
        Origin::Import => Origin::Manual,
        Origin::Manual => Origin::Import,
    };
    touch(Aspect::Origin, Value::Origin(other), Value::Origin(origin))
}

fn columns(
    touch: impl Fn(Aspect, Value, Value) -> Touch,
    changes: &[Change],
) -> impl Iterator<Item = Touch> {
    changes.iter().map(move |change| {
        let before = Value::Text(change.old.clone());
        touch(
            Aspect::Column(change.column),
            before,
            Value::Text(change.new.clone()),
        )
    })
}
