//! Which rows would no longer do what the plan showed (R61).

use std::collections::HashMap;

use super::decided::Outcome;
use super::intents::Place;
use crate::answers::{Difference, PlanFile};

/// How many differing rows are shown.
const SHOWN: usize = 100;

/// Compares row by row; only effects count, not the reasons of refusals.
pub(crate) fn differences(
    files: &[PlanFile],
    before: &[Outcome],
    after: &[Outcome],
) -> Vec<Difference> {
    let shown: HashMap<Place, &Outcome> = before
        .iter()
        .map(|outcome| (outcome.place, outcome))
        .collect();
    after
        .iter()
        .filter_map(|now| {
            let then = shown.get(&now.place)?;
            let is_same = then.verdict == now.verdict && then.account == now.account;
            (!is_same).then(|| Difference {
                file: files
                    .get(now.place.0 as usize)
                    .map(|file| file.name.clone())
                    .unwrap_or_default(),
                row: now.place.1,
                before: then.verdict.words(),
                after: match then.verdict == now.verdict {
                    true => format!("{} (another account)", now.verdict.words()),
                    false => now.verdict.words(),
                },
            })
        })
        .take(SHOWN)
        .collect()
}
