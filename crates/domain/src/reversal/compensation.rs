//! The events that give aspects their values.

use super::{Aspect, Membership, Value};
use crate::{Change, Event, GroupId, InstitutionId};

/// What one account has to go through, in the order in which it is recorded: groups are left
/// before the account moves and joined behind it, because a group is of one institution.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Compensation {
    /// Groups and classes to leave.
    pub leave: Vec<GroupId>,
    /// Events of status, block and origin.
    pub status: Vec<Event>,
    /// Where it moves.
    pub moved_to: Option<InstitutionId>,
    /// Columns that change.
    pub changes: Vec<Change>,
    /// Groups and classes to join.
    pub join: Vec<(GroupId, Membership)>,
}

impl Compensation {
    /// Of aspects with the values that they have and get.
    pub fn of<'a>(puts: impl IntoIterator<Item = (Aspect, &'a Value, &'a Value)>) -> Compensation {
        let mut compensation = Compensation::default();
        for (aspect, from, to) in puts {
            compensation.add(aspect, from, to);
        }
        // Whoever comes back does so before the block changes, and whoever goes, behind it: so no
        // event finds an account that it does not fit, as long as both aspects move.
        compensation.status.sort_by_key(|event| match event {
            Event::AccountReactivated => 0,
            Event::AccountDeactivated => 2,
            _ => 1,
        });
        compensation
    }

    fn add(&mut self, aspect: Aspect, from: &Value, to: &Value) {
        match (aspect, from, to) {
            (Aspect::Status, _, Value::Flag(true)) => self.status.push(Event::AccountDeactivated),
            (Aspect::Status, _, Value::Flag(false)) => self.status.push(Event::AccountReactivated),
            (Aspect::Block, _, Value::Flag(true)) => self.status.push(Event::AccountDisabled),
            (Aspect::Block, _, Value::Flag(false)) => self.status.push(Event::AccountEnabled),
            (Aspect::Origin, _, Value::Origin(origin)) => {
                self.status.push(Event::OriginChanged { origin: *origin });
            }
            (Aspect::Institution, _, Value::Institution(to)) => self.moved_to = Some(*to),
            (Aspect::Group(group), Value::Membership(from), Value::Membership(to)) => {
                if *from != Membership::Outside {
                    self.leave.push(group);
                }
                if *to != Membership::Outside {
                    self.join.push((group, *to));
                }
            }
            (Aspect::Column(column), Value::Text(old), Value::Text(new)) => {
                self.changes.push(Change {
                    column,
                    old: old.clone(),
                    new: new.clone(),
                });
            }
            // A value of another aspect says nothing about this one.
            _ => {}
        }
    }

    /// Whether the profile or the institution changes.
    pub fn changes_profile(&self) -> bool {
        self.moved_to.is_some() || !self.changes.is_empty()
    }

    /// Everything as events, in order.
    pub fn events(&self) -> Vec<Event> {
        let profile = self.changes_profile().then_some(Event::ProfileChanged {
            institution: self.moved_to,
        });
        let leave = self
            .leave
            .iter()
            .map(|group| Event::GroupLeft { group: *group });
        let join = self
            .join
            .iter()
            .map(|(group, _)| Event::GroupJoined { group: *group });
        leave
            .chain(self.status.iter().copied())
            .chain(profile)
            .chain(join)
            .collect()
    }
}
