//! Which rows would no longer do what the plan showed (R61).

use std::collections::BTreeMap;

use super::decided::{Outcome, Verdict};
use super::intents::Place;
use crate::answers::{Difference, PlanFile};

/// How many differing rows are shown.
const SHOWN: usize = 100;

/// Compares row by row; only effects count, not the reasons of refusals. A row that only one of the
/// two knows was refused by the validator in the other.
pub(crate) fn differences(
    files: &[PlanFile],
    before: &[Outcome],
    after: &[Outcome],
) -> Vec<Difference> {
    let mut places: BTreeMap<Place, (Said, Said)> = BTreeMap::new();
    for outcome in before {
        places.entry(outcome.place).or_insert((NEVER, NEVER)).0 = said(outcome);
    }
    for outcome in after {
        places.entry(outcome.place).or_insert((NEVER, NEVER)).1 = said(outcome);
    }
    places
        .into_iter()
        .filter(|(_, (then, now))| then != now)
        .take(SHOWN)
        .map(|((file, row), (then, now))| Difference {
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

const NEVER: Said = (Verdict::Refused, None, 0);

fn said(outcome: &Outcome) -> Said {
    match outcome.verdict {
        Verdict::Refused => NEVER,
        verdict => (verdict, outcome.account, outcome.details),
    }
}
