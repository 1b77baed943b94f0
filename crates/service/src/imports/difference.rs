//! Which rows would no longer do what the plan showed (R61).

use std::collections::BTreeMap;

use super::decided::{Outcome, Verdict};
use super::intents::{LEFT_OUT, Place};
use crate::answers::{Difference, PlanFile};

/// How many differing rows are shown.
const SHOWN: usize = 100;

/// Compares row by row; only effects count, not the reasons of refusals. A row that only one of the
/// two knows has nothing to do in the other. Accounts that a file leaves out have no row: each is
/// compared by itself.
pub(crate) fn differences(
    files: &[PlanFile],
    before: &[Outcome],
    after: &[Outcome],
) -> Vec<Difference> {
    let mut places: BTreeMap<Key, (Said, Said)> = BTreeMap::new();
    for outcome in before {
        places.entry(key(outcome)).or_insert((NOTHING, NOTHING)).0 = said(outcome);
    }
    for outcome in after {
        places.entry(key(outcome)).or_insert((NOTHING, NOTHING)).1 = said(outcome);
    }
    places
        .into_iter()
        .filter(|(_, (then, now))| then != now)
        .take(SHOWN)
        .map(|(((file, row), _), (then, now))| Difference {
            file: files
                .get(file as usize)
                .map(|file| file.name.clone())
                .unwrap_or_default(),
            row,
            before: then.0.words(),
            after: words_after(&then, &now),
        })
        .collect()
}

/// What a plan said of a row: the verdict, of whom, and the details.
type Said = (Verdict, Option<u64>, u64);

fn words_after(then: &Said, now: &Said) -> String {
    let words = now.0.words();
    match (then.0 == now.0, then.1 == now.1) {
        (false, _) => words,
        (true, false) => format!("{words} (another account)"),
        (true, true) => format!("{words} (other groups or values)"),
    }
}

const REFUSED: Said = (Verdict::Refused, None, 0);

const NOTHING: Said = (Verdict::Does(0), None, 0);

fn said(outcome: &Outcome) -> Said {
    match outcome.verdict {
        Verdict::Refused => REFUSED,
        Verdict::Does(0) => NOTHING,
        verdict => (verdict, outcome.account, outcome.details),
    }
}

/// A row, or an account and what a file does to it by leaving it out.
type Key = (Place, Option<(Option<u64>, u64)>);

fn key(outcome: &Outcome) -> Key {
    let is_left_out = outcome.place.1 == LEFT_OUT;
    let what = is_left_out.then_some((outcome.account, outcome.details));
    (outcome.place, what)
}
