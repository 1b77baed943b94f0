//! How long each of many commands took, told by two of them.

use std::cell::RefCell;
use std::time::Duration;

use anyhow::Result;

use crate::measure::{Measured, Sample, median};

/// Of one round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// What half of the commands took at most (p50).
    pub half: Duration,
    /// What 99 of 100 took at most (p99).
    pub most: Duration,
}

impl Spread {
    /// Of at least one command.
    pub fn of(mut commands: Vec<Duration>) -> Spread {
        commands.sort();
        let share = |percent: usize| {
            let place = (commands.len() * percent).div_ceil(100).saturating_sub(1);
            commands.get(place).copied().unwrap_or_default()
        };
        Spread {
            half: share(50),
            most: share(99),
        }
    }
}

/// The rounds of one side.
#[derive(Default)]
pub struct Spreads(RefCell<Vec<Spread>>);

impl Spreads {
    /// Keeps a round, whose commands may have run side by side; `whole` is how long all of them took.
    pub fn keep(&self, (commands, whole): (Vec<Duration>, Duration)) -> Result<Sample> {
        self.0.borrow_mut().push(Spread::of(commands));
        Ok(Sample {
            wall: whole,
            user: Duration::ZERO,
        })
    }

    /// One of the two over all rounds, in place of what was measured of whole rounds.
    pub fn median(&self, side: &Measured, of: fn(&Spread) -> Duration) -> Measured {
        let rounds = self.0.borrow();
        let rounds = rounds.iter().map(|spread| Sample {
            wall: of(spread),
            user: Duration::ZERO,
        });
        let rounds: Vec<Sample> = rounds.collect();
        Measured {
            name: side.name.clone(),
            median: side.median.clone().map(|_| median(&rounds)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_hundred_may_be_slower() {
        let milliseconds = |number| Duration::from_millis(number);
        let spread = Spread::of((1..=200).rev().map(milliseconds).collect());
        assert_eq!(spread.half, milliseconds(100));
        assert_eq!(spread.most, milliseconds(198));
        assert_eq!(Spread::of(vec![milliseconds(7)]).most, milliseconds(7));
    }
}
