//! Takes back what was recorded, or gives it again, by events that compensate (R52–R54).
//!
//! Status, block, origin, institution, each membership and each column of a profile are aspects of
//! their own. What becomes of one follows from the events on it alone.

mod compensation;
mod touch;

use std::fmt;

use crate::{Column, GroupId, InstitutionId, Origin, Position};

pub use compensation::Compensation;
pub use touch::{Beside, Touch};

/// Which way events are gone over.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Aim {
    /// As it was before them (R52).
    Back,
    /// As they once made it (R54).
    Again,
}

/// One thing about an account that is put back by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Aspect {
    /// Whether it is deactivated. Before its creation it counts as deactivated.
    Status,
    /// Whether it is blocked.
    Block,
    /// Who states that it exists.
    Origin,
    /// Where it belongs.
    Institution,
    /// What it is in one group or class.
    Group(GroupId),
    /// One column of its profile.
    Column(Column),
}

/// What an account is in a group or a class.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Membership {
    /// Not in it.
    Outside,
    /// In a group, which has no roles.
    Member,
    /// In a class.
    Student,
    /// In a class.
    Teacher,
}

/// What an aspect is at one moment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Deactivated or blocked, or not.
    Flag(bool),
    /// Of an origin.
    Origin(Origin),
    /// Of an institution.
    Institution(InstitutionId),
    /// Of a group.
    Membership(Membership),
    /// Of a column; absent means blank.
    Text(Option<String>),
}

/// A person's text is left out: what is printed for programmers ends up in logs.
impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Flag(flag) => flag.fmt(formatter),
            Value::Origin(origin) => origin.fmt(formatter),
            Value::Institution(institution) => institution.fmt(formatter),
            Value::Membership(membership) => membership.fmt(formatter),
            Value::Text(Some(_)) => formatter.write_str("a text"),
            Value::Text(None) => formatter.write_str("blank"),
        }
    }
}

/// What is to become of one aspect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It gets another value.
    Put {
        /// The value that it has.
        from: Value,
        /// The value that it gets.
        to: Value,
        /// The later change that this overrides, because the account was named for it.
        over: Option<Position>,
    },
    /// Something else has changed it since, last at this position.
    Kept(Position),
    /// The same, and by that it is as it was before.
    AsBefore(Position),
}

/// What is to become of the aspects of one account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Judgement {
    /// In the order of the aspects; those with nothing to do are left out.
    pub verdicts: Vec<(Aspect, Verdict)>,
    /// How many aspects are as wanted already.
    pub nothing_to_do: u64,
}

/// A change of one thing among those of its history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turn<V> {
    /// Of the event.
    pub position: Position,
    /// Whether the event is among those to be taken back or given again.
    pub is_target: bool,
    /// What it was.
    pub before: V,
    /// What it is from then on.
    pub after: V,
}

/// What is to become of one thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decided<V> {
    /// No event to be taken back or given again concerns it.
    Untouched,
    /// It is as wanted already.
    NothingToDo,
    /// It gets another value.
    Put {
        /// The value that it has.
        from: V,
        /// The value that it gets.
        to: V,
        /// The later change that this overrides by force.
        over: Option<Position>,
    },
    /// Something else has changed it since, last at this position.
    Kept(Position),
    /// The same, and by that it is as it was before: whoever knows what did it can tell whether it
    /// was taken back before (R53).
    AsBefore(Position),
}

/// Decides what becomes of one thing by all its changes from the first one on that is to be taken
/// back or given again, in the order of the log. It is taken back to the value before the last run
/// of such changes, and only where none of others followed. By force, what others changed since gets
/// the value before the first, be it as it was before the last run or not.
pub fn decide<V: Copy + PartialEq>(turns: &[Turn<V>], aim: Aim, is_forced: bool) -> Decided<V> {
    let first = turns.iter().find(|turn| turn.is_target);
    let latest = turns.iter().rposition(|turn| turn.is_target);
    let (Some(first), Some(latest), Some(last)) = (first, latest, turns.last()) else {
        return Decided::Untouched;
    };
    let is_ours = aim == Aim::Again || last.is_target;
    let overrides = is_forced && !is_ours;
    let wanted = match aim {
        Aim::Back if overrides => Some(first.before),
        Aim::Back => turns.get(run_up_to(turns, latest)).map(|turn| turn.before),
        Aim::Again => turns.get(latest).map(|turn| turn.after),
    };
    let (from, to) = (last.after, wanted.unwrap_or(first.before));
    match (from == to, is_ours || overrides) {
        (true, true) => Decided::NothingToDo,
        (true, false) => Decided::AsBefore(last.position),
        (false, true) => Decided::Put {
            from,
            to,
            over: overrides.then_some(last.position),
        },
        (false, false) => Decided::Kept(last.position),
    }
}

/// Where the events to be taken back begin that follow one another up to `latest`, without another
/// event in between.
fn run_up_to<V>(turns: &[Turn<V>], latest: usize) -> usize {
    turns
        .get(..latest)
        .unwrap_or_default()
        .iter()
        .rposition(|turn| !turn.is_target)
        .map_or(0, |other| other + 1)
}

/// Decides what becomes of every aspect that events to be taken back, or given again, have
/// touched. `touches` holds all touches of one account from the first of those on, in the order of
/// the log. `is_forced` says that the account was named: what would be kept is put back as well.
pub fn judge(mut touches: Vec<Touch>, aim: Aim, is_forced: bool) -> Judgement {
    // A stable sort: the touches of one aspect stay in the order of the log.
    touches.sort_by_key(|touch| touch.aspect);
    let mut judgement = Judgement::default();
    for of_one in touches.chunk_by(|one, next| one.aspect == next.aspect) {
        let Some(aspect) = of_one.first().map(|touch| touch.aspect) else {
            continue;
        };
        let turns: Vec<Turn<&Value>> = of_one.iter().map(Touch::turn).collect();
        let verdict = match decide(&turns, aim, is_forced) {
            Decided::Untouched => continue,
            Decided::NothingToDo => {
                judgement.nothing_to_do += 1;
                continue;
            }
            Decided::Kept(position) => Verdict::Kept(position),
            Decided::AsBefore(position) => Verdict::AsBefore(position),
            Decided::Put { from, to, over } => Verdict::Put {
                from: from.clone(),
                to: to.clone(),
                over,
            },
        };
        judgement.verdicts.push((aspect, verdict));
    }
    judgement
}

#[cfg(test)]
mod tests;
