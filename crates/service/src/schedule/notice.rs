//! What else is scheduled, said wherever a person is about to change the same accounts.

use std::collections::HashSet;

use chrono::{DateTime, NaiveTime, Utc};
use rollbook_book::{Reads, StepRow};
use rollbook_domain::Position;

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

/// So many accounts are asked for one by one; of more, everything that waits is read at once.
const FEW: usize = 1000;

/// How many of the accounts with these numbers have scheduled steps, and which is the next one; of
/// those that were scheduled before this position, where one is given.
pub(crate) fn notice(
    reads: &Reads<'_>,
    numbers: impl IntoIterator<Item = u64>,
    before: Option<Position>,
) -> Result<Option<answers::Note>, Error> {
    if reads.next_step()?.is_none() {
        return Ok(None);
    }
    // Several rows of a file may be about one account.
    let numbers: HashSet<u64> = numbers.into_iter().collect();
    let mut concerned = 0_usize;
    let mut next: Option<StepRow> = None;
    let mut meet = |step: StepRow| {
        concerned += 1;
        if next.is_none_or(|next| (step.due, step.number) < (next.due, next.number)) {
            next = Some(step);
        }
    };
    if numbers.len() <= FEW {
        for number in numbers {
            reads
                .next_step_of(number, before)?
                .into_iter()
                .for_each(&mut meet);
        }
    } else {
        let steps = reads.next_steps(before)?;
        numbers
            .iter()
            .filter_map(|number| steps.get(number))
            .copied()
            .for_each(&mut meet);
    }
    Ok(next.map(|next| answers::Note {
        code: SCHEDULED_STEPS.to_owned(),
        message: match concerned {
            1 => format!(
                "one of these accounts has scheduled steps, the next {}",
                on(&next)
            ),
            many => format!(
                "{many} of these accounts have scheduled steps, the next {}",
                on(&next)
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
