//! Until when a token is accepted.

use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::{Error, moment};

/// So that a token that was forgotten does not open doors for ever.
const LIFETIME: TimeDelta = TimeDelta::days(365);

/// Until when a new token shall be accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TokenExpiry {
    /// For a year.
    #[default]
    Usual,
    Never,
    At(DateTime<Utc>),
}

impl TokenExpiry {
    /// # Errors
    /// [`Error::InThePast`] for a time that is not to come.
    pub(super) fn resolve(self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Error> {
        match self {
            TokenExpiry::Usual => Ok(Some(now + LIFETIME)),
            TokenExpiry::Never => Ok(None),
            TokenExpiry::At(at) if at > now => Ok(Some(at)),
            TokenExpiry::At(at) => Err(Error::InThePast {
                what: "expires",
                asked: at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
                now,
            }),
        }
    }
}

impl FromStr for TokenExpiry {
    type Err = &'static str;

    /// Reads `never`, a time of RFC 3339, or a date, which means its end in UTC.
    fn from_str(text: &str) -> Result<TokenExpiry, &'static str> {
        if text == "never" {
            return Ok(TokenExpiry::Never);
        }
        moment::date(text)
            .map(moment::end)
            .or_else(|| moment::time(text))
            .map(TokenExpiry::At)
            .ok_or(
                "say `never`, a date such as 2027-07-31 (its end, UTC) or a time such as \
                 2027-07-31T18:00:00+02:00",
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_date_means_its_end_and_a_time_is_exact() {
        let read = |text: &str| text.parse::<TokenExpiry>();
        assert_eq!(read("never"), Ok(TokenExpiry::Never));
        let end = at("2027-07-31T23:59:59.999Z");
        assert_eq!(read("2027-07-31"), Ok(TokenExpiry::At(end)));
        let exact = at("2027-07-31T16:00:00Z");
        assert_eq!(
            read("2027-07-31T18:00:00+02:00"),
            Ok(TokenExpiry::At(exact))
        );
        for wrong in ["", "tomorrow", "2027-7-31", "Never", "365"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_year_unless_something_else_is_said_and_never_the_past() {
        let now = at("2026-08-31T08:00:00Z");
        let resolve = |expiry: TokenExpiry| expiry.resolve(now);
        let year = at("2027-08-31T08:00:00Z");
        assert_eq!(resolve(TokenExpiry::Usual).expect("a time"), Some(year));
        assert_eq!(resolve(TokenExpiry::Never).expect("a time"), None);
        for past in [now, now - TimeDelta::days(1)] {
            let error = resolve(TokenExpiry::At(past)).expect_err("it is past");
            assert_eq!(error.code(), "in-the-past");
        }
    }
}
