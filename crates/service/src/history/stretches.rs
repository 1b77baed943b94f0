//! Which parts of the log are looked through.

use rollbook_book::Direction;
use rollbook_domain::Position;

/// Stretches of the log, both ends included: ascending, and none touches another.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Stretches(Vec<(u64, u64)>);

impl Stretches {
    /// Of stretches in any order, which may overlap.
    pub(super) fn of(stretches: impl IntoIterator<Item = (Position, Position)>) -> Stretches {
        let mut sorted: Vec<(u64, u64)> = stretches
            .into_iter()
            .map(|(first, last)| (first.0, last.0))
            .filter(|(first, last)| first <= last)
            .collect();
        sorted.sort_unstable();
        let mut merged: Vec<(u64, u64)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match merged.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last)
                }
                _ => merged.push((first, last)),
            }
        }
        Stretches(merged)
    }

    /// What lies in both.
    pub(super) fn within(&self, others: &Stretches) -> Stretches {
        let mut common = Vec::new();
        for (first, last) in &self.0 {
            for (other_first, other_last) in &others.0 {
                let (first, last) = (*first.max(other_first), *last.min(other_last));
                if first <= last {
                    common.push((first, last));
                }
            }
        }
        common.sort_unstable();
        Stretches(common)
    }

    /// What comes behind a position in a direction, and not that position itself.
    pub(super) fn behind(&self, position: Position, direction: Direction) -> Stretches {
        let rest = match direction {
            Direction::OldestFirst => position.0.checked_add(1).map(|next| (next, u64::MAX)),
            Direction::NewestFirst => position.0.checked_sub(1).map(|next| (0, next)),
        };
        self.within(&Stretches(rest.into_iter().collect()))
    }

    pub(super) fn contains(&self, position: Position) -> bool {
        self.0
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&position.0))
    }

    /// How many positions there are.
    pub(super) fn size(&self) -> u64 {
        let sizes = self.0.iter().map(|(first, last)| last - first + 1);
        sizes.fold(0, u64::saturating_add)
    }

    /// In the order of a direction.
    pub(super) fn in_order(&self, direction: Direction) -> Vec<(Position, Position)> {
        let positions = |(first, last): &(u64, u64)| (Position(*first), Position(*last));
        let ascending = self.0.iter().map(positions);
        match direction {
            Direction::OldestFirst => ascending.collect(),
            Direction::NewestFirst => ascending.rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn members(stretches: &Stretches) -> BTreeSet<u64> {
        let all = stretches.in_order(Direction::OldestFirst).into_iter();
        all.flat_map(|(first, last)| first.0..=last.0).collect()
    }

    fn any_stretches() -> impl Strategy<Value = Stretches> {
        proptest::collection::vec((0..30_u64, 0..30_u64), 0..5).prop_map(|pairs| {
            Stretches::of(pairs.into_iter().map(|(a, b)| (Position(a), Position(b))))
        })
    }

    proptest! {
        #[test]
        fn stretches_are_sets_of_positions(
            one in any_stretches(),
            other in any_stretches(),
            position in 0..30_u64,
        ) {
            let (set, others) = (members(&one), members(&other));
            prop_assert_eq!(members(&one.within(&other)), set.intersection(&others).copied().collect());
            prop_assert_eq!(one.size(), set.len() as u64);
            prop_assert_eq!(one.contains(Position(position)), set.contains(&position));
            let behind = one.behind(Position(position), Direction::OldestFirst);
            prop_assert_eq!(members(&behind), set.range(position + 1..).copied().collect());
            let before = one.behind(Position(position), Direction::NewestFirst);
            prop_assert_eq!(members(&before), set.range(..position).copied().collect());
        }
    }
}
