//! When a step is due: a time, or a date, which means its start in UTC.

use chrono::{DateTime, NaiveTime, SecondsFormat, SubsecRound, Utc};

use crate::{Error, moment};

/// Milliseconds are what events keep.
const DIGITS: u16 = 3;

/// Reads a time of RFC 3339, exactly, or a date, which means 00:00 UTC on that day.
///
/// # Errors
/// [`Error::Invalid`] for anything else.
pub(super) fn parse(what: &'static str, text: &str) -> Result<DateTime<Utc>, Error> {
    let text = text.trim();
    let due = moment::date(text)
        .map(|date| date.and_time(NaiveTime::MIN).and_utc())
        .or_else(|| moment::time(text))
        .ok_or_else(|| {
            Error::invalid(
                what,
                "give a date such as 2026-07-01 (its start, 00:00 UTC) or a time such as \
                 2026-07-01T06:30:00+02:00",
            )
        })?;
    Ok(due.trunc_subsecs(DIGITS))
}

/// # Errors
/// [`Error::InThePast`] for a time before `now`.
pub(super) fn to_come(
    what: &'static str,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    match due < now {
        true => Err(Error::InThePast {
            what,
            asked: due.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            now,
        }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_date_is_its_start_and_a_time_is_exact() {
        let due = |text| parse("from", text).expect("a time");
        assert_eq!(due("2026-07-01"), at("2026-07-01T00:00:00Z"));
        assert_eq!(
            due(" 2026-07-01T06:30:00+02:00 "),
            at("2026-07-01T04:30:00Z")
        );
        assert_eq!(due("2026-06-30T12:00:00Z"), at("2026-06-30T12:00:00Z"));
    }

    #[test]
    fn what_is_past_is_refused_today_too() {
        let now = at("2026-06-30T12:00:00Z");
        for text in ["2026-06-30", "2026-06-30T11:59:59.999Z", "1999-01-01"] {
            let error =
                to_come("from", parse("from", text).expect("a time"), now).expect_err("it is past");
            assert_eq!(error.code(), "in-the-past", "{text}");
        }
        assert!(to_come("from", now, now).is_ok());
        for text in ["tomorrow", "2026-7-1", "2026-07-32", "20260701", ""] {
            let error = parse("from", text).expect_err("it is no time");
            assert_eq!(error.code(), "invalid", "{text}");
        }
    }
}
