//! Judges rows that have a key in common.

use crate::Field;
use crate::apart::Apart;
use crate::definition::Key;
use crate::order::{order, sort_by};
use crate::partitions::{Entry, PRINT_BITS};

/// What was found out about a row at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub ordinal: u32,
    pub kind: Kind,
    /// The row that it repeats or contradicts, the first of them.
    pub other: u32,
    /// The columns that say so.
    pub by: By,
}

/// What rows have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Shared(Field),
    Key(Key),
}

impl By {
    /// The column, where it is one.
    pub fn column(&self) -> Option<Field> {
        match self.fields() {
            [field] => Some(*field),
            _ => None,
        }
    }

    pub fn fields(&self) -> &[Field] {
        match self {
            By::Shared(field) => std::slice::from_ref(field),
            By::Key(key) => key,
        }
    }
}

/// What a row is to another one; what comes first says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The one gives what the other takes away (R31).
    GivenAndDeleted,
    Conflict,
    Repeat,
}

/// Rows with one value of a key: all the same, or all in conflict. `deletes` tells whether a row takes away.
pub(crate) fn judge_unique(
    group: &[Entry],
    key: Key,
    deletes: &dyn Fn(u32) -> bool,
    verdicts: &mut Vec<Verdict>,
) {
    let Some(first) = group.first() else { return };
    let is_opposite = |entry: &Entry| deletes(entry.ordinal) != deletes(first.ordinal);
    let differs = |entry: &Entry| entry.print != first.print;
    let (kind, is_other): (Kind, &dyn Fn(&Entry) -> bool) = match group.iter().any(is_opposite) {
        true => (Kind::GivenAndDeleted, &is_opposite),
        false => (Kind::Conflict, &differs),
    };
    let other = group.iter().find(|entry| is_other(entry));
    for entry in group {
        let conflict = other.map(|other| match is_other(entry) {
            true => (kind, first.ordinal),
            false => (kind, other.ordinal),
        });
        verdicts.extend(verdict(entry, first, conflict, By::Key(key)));
    }
}

/// Rows with one value of a shared column: those that can mean the same person must be the same.
pub(crate) fn judge_shared(group: &[Entry], field: Field, verdicts: &mut Vec<Verdict>) {
    // The group is in the order of its rows, and equal members keep it.
    let members = sort_by(group.to_vec(), |entry| {
        u128::from(entry.apart.bits()) << PRINT_BITS | u128::from(entry.print)
    });
    let same = |left: &Entry, right: &Entry| (left.apart, left.print) == (right.apart, right.print);
    let repeats: Vec<&[Entry]> = members.chunk_by(same).collect();
    let different: Vec<Entry> = repeats
        .iter()
        .filter_map(|same| same.first().copied())
        .collect();
    let kinds: Vec<&[Entry]> = different
        .chunk_by(|left, right| left.apart.filled() == right.apart.filled())
        .collect();
    let filled = |kind: &[Entry]| kind.first().map_or(0, |entry| entry.apart.filled());
    let mut views = Vec::new();
    for seen in &kinds {
        for seers in &kinds {
            views.push(View::new(seen, filled(seen), filled(seers)));
        }
    }
    for same in repeats {
        let Some(first) = same.first() else { continue };
        let conflict = views
            .iter()
            .filter_map(|view| view.contradicts(first))
            .min()
            .map(|other| (Kind::Conflict, other));
        for entry in same {
            verdicts.extend(verdict(entry, first, conflict, By::Shared(field)));
        }
    }
}

fn verdict(entry: &Entry, first: &Entry, conflict: Option<(Kind, u32)>, by: By) -> Option<Verdict> {
    let (kind, other) = match conflict {
        Some(conflict) => conflict,
        None if entry.ordinal != first.ordinal => (Kind::Repeat, first.ordinal),
        None => return None,
    };
    Some(Verdict {
        ordinal: entry.ordinal,
        kind,
        other,
        by,
    })
}

/// Members that fill the same columns, as rows see them that fill certain columns. At most eight sets of columns exist,
/// so a group of any size is judged in the time of a few sorts.
struct View {
    /// What the members fill.
    filled: u64,
    /// What the rows fill that see them so.
    seers: u64,
    /// What is seen and of which row, in this order.
    seen: Vec<(u64, u32)>,
}

impl View {
    fn new(members: &[Entry], filled: u64, seers: u64) -> View {
        let what = |entry: &Entry| (entry.apart.seen_by(seers), entry.ordinal);
        // The first of several rows is the one that a notice names, whatever the hashes are.
        let positions = order(members.len(), &|index| {
            let (seen, ordinal) = members.get(index).map(what).unwrap_or_default();
            u128::from(seen) << u32::BITS | u128::from(ordinal)
        });
        let members = positions
            .into_iter()
            .filter_map(|position| members.get(position));
        View {
            filled,
            seers,
            seen: members.map(what).collect(),
        }
    }

    /// The first other member that can mean the same person as this row; it differs, since equal rows were merged.
    fn contradicts(&self, entry: &Entry) -> Option<u32> {
        if entry.apart.filled() != self.seers {
            return None;
        }
        let value = Apart::seen_by(entry.apart, self.filled);
        let start = self.seen.partition_point(|(seen, _)| *seen < value);
        let same = self
            .seen
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|(seen, _)| *seen == value);
        same.map(|(_, ordinal)| *ordinal)
            .find(|ordinal| *ordinal != entry.ordinal)
    }
}
