//! Where two runs of leaf hashes are the same, and what the least is that makes one into the other.

use std::collections::HashMap;

use crate::Hash;

/// So many equal hashes in a row show that two runs are in step again.
const IN_STEP: usize = 8;

/// One step along the expected and the found leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Both have the same, or what is expected is not known.
    Same,
    /// Another one stands in its place.
    Replaced,
    /// The expected one is not there.
    Missing,
    /// The found one is not expected.
    Extra,
}

/// How much of the two runs there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Extent {
    /// More will follow, and the steps must end where both are in step again.
    Growing,
    /// More will follow, but the steps have to end now.
    Full,
    /// Nothing more is found, and these are all that are expected.
    Whole,
}

/// The steps from the beginning of both runs. Those that remain of either run are left over, except that what is found
/// in a [`Extent::Whole`] run is stepped over to its end.
///
/// None if the runs are not in step again at any point.
pub(super) fn align(
    expected: &[Option<Hash>],
    found: &[Hash],
    extent: Extent,
) -> Option<Vec<Step>> {
    let straight = straight(expected, found, extent);
    let shifted = shifted(expected, found, extent);
    match (straight, shifted) {
        // Two records that changed places are seen as such where nothing is shifted.
        (Some(straight), Some(shifted)) => {
            let steps = if cost(&straight) <= cost(&shifted) {
                straight
            } else {
                shifted
            };
            Some(steps.1)
        }
        (steps, others) => steps.or(others).map(|(_, steps)| steps),
    }
}

/// What is left over of the expected run, and the steps.
type Candidate = (usize, Vec<Step>);

fn cost((left, steps): &Candidate) -> usize {
    left + steps.iter().filter(|step| **step != Step::Same).count()
}

fn fits(expected: &Option<Hash>, found: &Hash) -> bool {
    expected.is_none_or(|expected| expected == *found)
}

/// Compares place by place.
fn straight(expected: &[Option<Hash>], found: &[Hash], extent: Extent) -> Option<Candidate> {
    let mut steps: Vec<_> = expected
        .iter()
        .zip(found)
        .map(|(expected, found)| {
            if fits(expected, found) {
                Step::Same
            } else {
                Step::Replaced
            }
        })
        .collect();
    if extent == Extent::Whole {
        let left = expected.len() - steps.len();
        steps.resize(found.len(), Step::Extra);
        return Some((left, steps));
    }
    let in_step = steps.len() >= IN_STEP && steps.ends_with(&[Step::Same; IN_STEP]);
    in_step.then_some((0, steps))
}

/// Keeps the longest run of common leaves that have the same order in both.
fn shifted(expected: &[Option<Hash>], found: &[Hash], extent: Extent) -> Option<Candidate> {
    let mut common = longest_increasing(common(expected, found));
    if extent == Extent::Growing {
        let run = common.windows(IN_STEP).rposition(|run| {
            let ((first, at), (last, last_at)) = (run[0], run[IN_STEP - 1]);
            last - first == IN_STEP - 1 && last_at - at == IN_STEP - 1
        })?;
        common.truncate(run + IN_STEP);
    }
    let mut steps = Vec::with_capacity(found.len());
    let (mut next_found, mut next_expected) = (0, 0);
    for (place, at) in common {
        step_over(&mut steps, &expected[next_expected..at], place - next_found);
        steps.push(Step::Same);
        (next_found, next_expected) = (place + 1, at + 1);
    }
    let (rest, rest_found) = (&expected[next_expected..], found.len() - next_found);
    let both = rest.len().min(rest_found);
    match extent {
        Extent::Growing => {}
        Extent::Full => step_over(&mut steps, &rest[..both], both),
        Extent::Whole => step_over(&mut steps, &rest[..both], rest_found),
    }
    let left = if extent == Extent::Whole {
        rest.len() - both
    } else {
        0
    };
    Some((left, steps))
}

/// Steps over leaves that have nothing in common.
fn step_over(steps: &mut Vec<Step>, expected: &[Option<Hash>], found: usize) {
    let both = expected.len().min(found);
    steps.extend(expected[..both].iter().map(|expected| match expected {
        Some(_) => Step::Replaced,
        None => Step::Same,
    }));
    steps.extend(std::iter::repeat_n(Step::Missing, expected.len() - both));
    steps.extend(std::iter::repeat_n(Step::Extra, found - both));
}

/// The places in `found` and `expected` of leaves that both have.
fn common(expected: &[Option<Hash>], found: &[Hash]) -> Vec<(usize, usize)> {
    let mut places = HashMap::with_capacity(expected.len());
    for (at, hash) in expected.iter().enumerate() {
        if let Some(hash) = hash {
            places.entry(*hash).or_insert(at);
        }
    }
    let found = found.iter().enumerate();
    found
        .filter_map(|(place, hash)| Some((place, *places.get(hash)?)))
        .collect()
}

/// The longest part of the pairs whose second numbers increase; the first ones do already.
fn longest_increasing(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    // For each length, the pair that ends a part of that length with the smallest second number.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; pairs.len()];
    for (number, (_, at)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *at);
        before[number] = length.checked_sub(1).map(|shorter| ends[shorter]);
        match ends.get_mut(length) {
            Some(end) => *end = number,
            None => ends.push(number),
        }
    }
    let mut longest = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(number) = next {
        longest.push(pairs[number]);
        next = before[number];
    }
    longest.reverse();
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leaves that are told by a letter each; `?` is one that is not known.
    fn leaves(text: &str) -> Vec<Option<Hash>> {
        text.bytes()
            .map(|letter| (letter != b'?').then_some([letter; 32]))
            .collect()
    }

    /// The steps, in letters.
    fn steps(expected: &str, found: &str, extent: Extent) -> Option<String> {
        let found: Vec<Hash> = leaves(found).into_iter().flatten().collect();
        let steps = align(&leaves(expected), &found, extent)?;
        let letter = |step| match step {
            Step::Same => '=',
            Step::Replaced => 'r',
            Step::Missing => 'm',
            Step::Extra => 'x',
        };
        Some(steps.into_iter().map(letter).collect())
    }

    #[test]
    fn what_changed_between_equal_leaves_is_found() {
        let growing = |expected, found| steps(expected, found, Extent::Growing);
        let all = "abcdefghijklmnop";
        assert_eq!(
            growing(all, "aXcdefghijklmnop").as_deref(),
            Some("=r==============")
        );
        assert_eq!(
            growing(all, "bacdefghijklmnop").as_deref(),
            Some("rr==============")
        );
        assert_eq!(
            growing(all, "eabcdfghijklmnop").as_deref(),
            Some("x====m===========")
        );
        assert_eq!(
            growing(all, "bcdefghijklmnopq").as_deref(),
            Some("m===============")
        );
        assert_eq!(
            growing(all, "abXcdefghijklmno").as_deref(),
            Some("==x=============")
        );
        assert_eq!(
            growing(all, "ijklmnopqrstuvwx").as_deref(),
            Some("mmmmmmmm========")
        );
    }

    #[test]
    fn leaves_that_are_not_in_step_again_ask_for_more() {
        let all = "abcdefghijklmnop";
        assert_eq!(
            steps(all, "abcdefghijkXmnop", Extent::Growing).as_deref(),
            Some("===========")
        );
        assert_eq!(steps(all, "ABCDEFGHIJKLmnop", Extent::Growing), None);
        assert_eq!(steps("abcd", "abXd", Extent::Growing), None);
        assert_eq!(steps("abcd", "XYZ", Extent::Full).as_deref(), Some("rrr"));
    }

    #[test]
    fn the_end_of_both_is_stepped_over() {
        let whole = |expected, found| steps(expected, found, Extent::Whole);
        assert_eq!(whole("abc", "abX").as_deref(), Some("==r"));
        assert_eq!(whole("abc", "acb").as_deref(), Some("=rr"));
        assert_eq!(whole("abc", "abcX").as_deref(), Some("===x"));
        assert_eq!(whole("abc", "abXc").as_deref(), Some("==x="));
        assert_eq!(whole("abc", "bc").as_deref(), Some("m=="));
        assert_eq!(whole("abc", "aX").as_deref(), Some("=r"));
        assert_eq!(whole("abc", "").as_deref(), Some(""));
        assert_eq!(whole("", "XY").as_deref(), Some("xx"));
    }

    #[test]
    fn what_is_not_known_fits() {
        assert_eq!(steps("a?c", "aXc", Extent::Whole).as_deref(), Some("==="));
        assert_eq!(steps("a?c", "XYZ", Extent::Whole).as_deref(), Some("r=r"));
    }
}
