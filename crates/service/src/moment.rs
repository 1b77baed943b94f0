//! T: the moment that a question about the past means (R50).

use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use rollbook_book::Reads;
use rollbook_domain::Position;

use crate::Error;
use crate::capabilities::Asked;

/// A moment in the ledger's history, as people name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// Everything that was recorded up to this time.
    Time(DateTime<Utc>),
    /// Up to the end of this day in UTC; today's means now.
    Date(NaiveDate),
    /// Up to the record at this position.
    Position(Position),
}

impl Moment {
    /// Reads a time of RFC 3339, a date or a whole number, which is a position in the log.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says what is accepted.
    pub fn parse(text: &str) -> Result<Moment, Error> {
        let text = text.trim();
        position(text)
            .or_else(|| date(text).map(Moment::Date))
            .or_else(|| time(text).map(Moment::Time))
            .ok_or_else(|| {
                Error::invalid(
                    "moment",
                    "give a time such as 2026-06-03T14:02:00Z, a date such as 2026-06-03 (its end, \
                     UTC), or a position in the log such as 120",
                )
            })
    }

    /// The last position that belongs to the moment; `None` where it lies before the ledger was
    /// opened, when everything was empty.
    ///
    /// # Errors
    /// [`Error::InTheFuture`] for what has not happened yet: a time behind `now`, a day behind
    /// today, a position behind the log's head.
    pub(crate) fn resolve(
        &self,
        reads: &Reads<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<Position>, Error> {
        let head = reads.head()?;
        // A log that ran ahead of the clock has times behind `now`.
        let now = reads.last_time()?.map_or(now, |last| now.max(last));
        let refuse = |asked: String| Error::InTheFuture { asked, now, head };
        match *self {
            Moment::Position(position) if Some(position) <= head => Ok(Some(position)),
            Moment::Position(position) => Err(refuse(format!("position {position}"))),
            Moment::Date(date) if date > now.date_naive() => Err(refuse(date.to_string())),
            Moment::Time(time) if time > now => {
                Err(refuse(time.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
            }
            Moment::Date(date) if date == now.date_naive() => Ok(head),
            Moment::Date(date) => Ok(reads.position_at(end(date))?),
            Moment::Time(time) => Ok(reads.position_at(time)?),
        }
    }

    /// The first position of a range that begins at the moment: a time and a position are in it, and
    /// a day, which stands for its end, is not.
    ///
    /// # Errors
    /// As [`Moment::resolve`].
    pub(crate) fn begin(&self, reads: &Reads<'_>, now: DateTime<Utc>) -> Result<Position, Error> {
        let behind = |last: Option<Position>| last.map_or(Position(0), |last| Position(last.0 + 1));
        match *self {
            Moment::Time(time) => {
                self.resolve(reads, now)?;
                Ok(behind(reads.position_at(time - TimeDelta::nanoseconds(1))?))
            }
            Moment::Date(_) => self.resolve(reads, now).map(behind),
            Moment::Position(position) => self.resolve(reads, now).map(|_| position),
        }
    }

    /// The last time that belongs to the moment, be it past or to come; `None` for a position.
    pub(crate) fn end(&self) -> Option<DateTime<Utc>> {
        match *self {
            Moment::Time(time) => Some(time),
            Moment::Date(date) => Some(end(date)),
            Moment::Position(_) => None,
        }
    }

    /// The time of the moment, for answers that tell it: of a position, that of its record.
    pub(crate) fn time(
        &self,
        reads: &Reads<'_>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Error> {
        match *self {
            Moment::Time(time) => Ok(time),
            Moment::Date(date) => Ok(end(date).min(now)),
            Moment::Position(position) => Ok(reads.time_of(position)?),
        }
    }
}

impl FromStr for Moment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Moment, Error> {
        Moment::parse(text)
    }
}

impl Asked<'_> {
    /// The last position that a question is about: the log's head unless it names a moment. `None`
    /// where nothing had happened yet.
    pub(crate) fn position(
        &self,
        reads: &Reads<'_>,
        as_of: Option<Moment>,
    ) -> Result<Option<Position>, Error> {
        match as_of {
            Some(moment) => moment.resolve(reads, self.ledger.now()),
            None => Ok(reads.head()?),
        }
    }
}

fn position(text: &str) -> Option<Moment> {
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Digits that no position can have lie behind every head.
    is_whole.then(|| Moment::Position(Position(text.parse().unwrap_or(u64::MAX))))
}

/// A day. Only with all its digits: the parser itself takes `2026-6-3` too.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    (text.len() == "2026-06-03".len())
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
}

/// A time of RFC 3339.
pub(crate) fn time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.with_timezone(&Utc))
}

/// The last moment of a day, as finely as events tell their time.
pub(crate) fn end(date: NaiveDate) -> DateTime<Utc> {
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    next.and_time(NaiveTime::MIN).and_utc() - TimeDelta::milliseconds(1)
}

#[cfg(test)]
mod tests;
