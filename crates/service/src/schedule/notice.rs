//! What else is scheduled, said wherever a person is about to change the same accounts.

use std::collections::HashSet;

use chrono::{DateTime, NaiveTime, Utc};
use rollbook_book::{Reads, StepRow};

use crate::{Error, answers};

/// The code of a notice.
pub(crate) const SCHEDULED_STEPS: &str = "scheduled-steps";

/// A day, and the time where it is not its start.
fn day(at: DateTime<Utc>) -> String {
    match at.time() == NaiveTime::MIN {
        true => at.format("%-d %B %Y").to_string(),
        false => at.format("%-d %B %Y at %H:%M:%S UTC").to_string(),
    }
}

/// How many of the accounts with these numbers have scheduled steps, and which is the next one.
pub(crate) fn notice(
    reads: &Reads<'_>,
    numbers: impl IntoIterator<Item = u64>,
) -> Result<Option<answers::Note>, Error> {
    let steps = reads.next_steps()?;
    if steps.is_empty() {
        return Ok(None);
    }
    // Several rows of a file may be about one account.
    let mut concerned = HashSet::new();
    let mut next: Option<&StepRow> = None;
    for number in numbers {
        let Some(step) = steps.get(&number) else {
            continue;
        };
        concerned.insert(number);
        if next.is_none_or(|next| (step.due, step.number) < (next.due, next.number)) {
            next = Some(step);
        }
    }
    Ok(next.map(|next| answers::Note {
        code: SCHEDULED_STEPS.to_owned(),
        message: match concerned.len() {
            1 => format!(
                "one of these accounts has scheduled steps, the next {}",
                on(next)
            ),
            many => format!(
                "{many} of these accounts have scheduled steps, the next {}",
                on(next)
            ),
        },
    }))
}

/// The same for one account, whose steps are at hand.
pub(crate) fn notice_for(steps: &[answers::ScheduledStep]) -> Option<answers::Note> {
    let next = steps.first()?;
    Some(answers::Note {
        code: SCHEDULED_STEPS.to_owned(),
        message: format!(
            "the account has scheduled steps, the next on {}: {}",
            day(next.due),
            next.action
        ),
    })
}

fn on(step: &StepRow) -> String {
    format!("on {}: {}", day(step.due), step.action.as_str())
}
