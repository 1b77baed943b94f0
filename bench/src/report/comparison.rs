//! Rollbook's figure beside a peer's.

use super::{Bound, Line, rate, time};
use crate::measure::{Measured, Sample};

/// How figures are told, and so which way a ratio goes.
#[derive(Clone, Copy)]
pub enum Told {
    /// So many of these a second: more is better.
    AsRate(u64, &'static str),
    /// So long: less is better.
    AsTime,
}

/// A row to be: which job it is, and how its figures are told.
#[derive(Clone)]
pub struct Comparison {
    pub job: &'static str,
    pub what: String,
    pub told: Told,
}

impl Comparison {
    pub fn new(job: &'static str, what: impl Into<String>, told: Told) -> Comparison {
        Comparison {
            job,
            what: what.into(),
            told,
        }
    }

    /// The row for one peer.
    pub fn with(
        &self,
        ours: Sample,
        peer: &Measured,
        must: Option<Bound>,
        aim: Option<Bound>,
    ) -> Line {
        let mut line = Line {
            rollbook: self.figure(ours),
            must,
            aim,
            ..self.line()
        };
        match &peer.median {
            Ok(median) => {
                line.beside = format!("{}: {}", peer.name, self.figure(*median));
                line.value = self.ratio(ours.wall.as_secs_f64(), median.wall.as_secs_f64());
                line.by_processor = self.ratio(ours.user.as_secs_f64(), median.user.as_secs_f64());
            }
            Err(reason) => line.beside = format!("{}: {reason}", peer.name),
        }
        line
    }

    fn line(&self) -> Line {
        Line {
            job: self.job,
            what: self.what.clone(),
            unit: match self.told {
                Told::AsRate(..) => "× as fast",
                Told::AsTime => "× its time",
            },
            ..Line::default()
        }
    }

    fn figure(&self, sample: Sample) -> String {
        match self.told {
            Told::AsRate(count, of) => rate(count, of, sample.wall),
            Told::AsTime => time(sample.wall),
        }
    }

    fn ratio(&self, ours: f64, theirs: f64) -> Option<f64> {
        let is_known = ours > 0.0 && theirs > 0.0;
        is_known.then(|| match self.told {
            Told::AsRate(..) => theirs / ours,
            Told::AsTime => ours / theirs,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn sample(milliseconds: u64) -> Sample {
        Sample {
            wall: Duration::from_millis(milliseconds),
            user: Duration::ZERO,
        }
    }

    fn line(told: Told) -> Line {
        let peer = Measured {
            name: "peer".into(),
            median: Ok(sample(400)),
        };
        Comparison::new("T0", "job", told).with(sample(100), &peer, None, None)
    }

    #[test]
    fn a_quarter_of_the_time_is_four_times_as_fast() {
        let by_rate = line(Told::AsRate(1000, "rows"));
        assert_eq!(by_rate.value, Some(4.0));
        assert_eq!(by_rate.rollbook, "10.0 k rows/s");
        assert_eq!(by_rate.by_processor, None);
        let by_time = line(Told::AsTime);
        assert_eq!(by_time.value, Some(0.25));
        assert_eq!(by_time.beside, "peer: 400.0 ms");
    }
}
