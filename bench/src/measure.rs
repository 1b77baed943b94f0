//! Times jobs beside each other: A B C, A B C, … so that a busy machine troubles all of them alike.

use std::time::{Duration, Instant};

use anyhow::Result;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// How long one run took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// By the clock on the wall.
    pub wall: Duration,
    /// Of the processor, in user mode, over all threads: it says less of input and output, and is
    /// not troubled by other programs. Zero where it is not known.
    pub user: Duration,
}

/// One of the jobs that are measured side by side.
pub struct Side<'a> {
    pub name: String,
    run: Box<dyn FnMut() -> Result<Sample> + 'a>,
}

impl<'a> Side<'a> {
    /// `run` does the job once and times only what counts.
    pub fn new(name: impl Into<String>, run: impl FnMut() -> Result<Sample> + 'a) -> Side<'a> {
        Side {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// What became of a side.
pub struct Measured {
    pub name: String,
    /// The medians, or why there are none.
    pub median: Result<Sample, String>,
}

impl Measured {
    /// The median; an error for Rollbook's own side, without which there is nothing to compare.
    pub fn required(&self) -> Result<Sample> {
        self.median
            .clone()
            .map_err(|reason| anyhow::anyhow!("{}: {reason}", self.name))
    }
}

/// Runs every side once a round. A side that fails is left out from then on, with its reason.
pub fn side_by_side(rounds: usize, sides: Vec<Side<'_>>) -> Vec<Measured> {
    let mut runs: Vec<_> = sides
        .into_iter()
        .map(|side| (side, Ok(Vec::with_capacity(rounds))))
        .collect();
    for round in 1..=rounds {
        for (side, samples) in &mut runs {
            let Ok(collected) = samples else { continue };
            match (side.run)() {
                Ok(sample) => {
                    eprintln!("  {round}/{rounds} {}: {:.2?}", side.name, sample.wall);
                    collected.push(sample);
                }
                Err(error) => {
                    eprintln!("  {round}/{rounds} {}: {error:#}", side.name);
                    *samples = Err(format!("{error:#}"));
                }
            }
        }
    }
    runs.into_iter()
        .map(|(side, samples)| Measured {
            name: side.name,
            median: samples.map(|samples| median(&samples)),
        })
        .collect()
}

/// Times something that runs in this process.
pub fn timed<T>(run: impl FnOnce() -> Result<T>) -> Result<(T, Sample)> {
    let (user, started) = (user_time(UsageWho::RUSAGE_SELF)?, Instant::now());
    let value = run()?;
    let wall = started.elapsed();
    let user = user_time(UsageWho::RUSAGE_SELF)?.saturating_sub(user);
    Ok((value, Sample { wall, user }))
}

/// What this process, or all its children that have ended, used of the processor in user mode.
pub fn user_time(who: UsageWho) -> Result<Duration> {
    let microseconds = getrusage(who)?.user_time().num_microseconds();
    Ok(Duration::from_micros(
        u64::try_from(microseconds).unwrap_or_default(),
    ))
}

/// The middle of an odd number of samples, each measure by itself.
pub fn median(samples: &[Sample]) -> Sample {
    let middle = |measure: fn(&Sample) -> Duration| {
        let mut all: Vec<Duration> = samples.iter().map(measure).collect();
        all.sort();
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    Sample {
        wall: middle(|sample| sample.wall),
        user: middle(|sample| sample.user),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(seconds: u64) -> Sample {
        Sample {
            wall: Duration::from_secs(seconds),
            user: Duration::ZERO,
        }
    }

    #[test]
    fn the_median_ignores_one_slow_run() {
        let samples = [wall(3), wall(90), wall(2), wall(4), wall(1)];
        assert_eq!(median(&samples).wall, Duration::from_secs(3));
    }

    #[test]
    fn sides_take_turns_and_a_failed_one_does_not_stop_the_others() {
        let turns = std::cell::RefCell::new(String::new());
        let measured = side_by_side(
            3,
            vec![
                Side::new("a", || {
                    turns.borrow_mut().push('a');
                    Ok(wall(1))
                }),
                Side::new("b", || {
                    turns.borrow_mut().push('b');
                    anyhow::bail!("no such program")
                }),
            ],
        );
        assert_eq!(*turns.borrow(), "abaa");
        assert_eq!(
            measured[0].median.as_ref().ok().map(|it| it.wall),
            Some(wall(1).wall)
        );
        assert_eq!(
            measured[1].median.as_ref().err().map(String::as_str),
            Some("no such program")
        );
    }
}
