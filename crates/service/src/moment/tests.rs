//! What is accepted, and which position each moment means.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeZone;
use rollbook_domain::InstitutionId;
use tempfile::TempDir;

use super::*;
use crate::sources::Clock;
use crate::{Caller, Kind, Ledger, Settings};

struct Watch(Mutex<DateTime<Utc>>);

impl Watch {
    fn set(&self, now: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at(now);
    }
}

impl Clock for Watch {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Opened, with its signing key behind, on the first of June at eight; an institution was added on the first at nine, on the
/// second at ten and on the third just before midnight.
struct June {
    ledger: Ledger,
    watch: Arc<Watch>,
    _directory: TempDir,
}

impl June {
    fn new() -> June {
        let directory = TempDir::new().expect("a directory");
        let watch = Arc::new(Watch(Mutex::new(at("2026-06-01T08:00:00Z"))));
        let mut settings = Settings::new(directory.path());
        settings.clock = watch.clone();
        let ledger = Ledger::open_or_create(settings).expect("a ledger");
        let june = June {
            ledger,
            watch,
            _directory: directory,
        };
        june.add(1, "2026-06-01T09:00:00Z");
        june.add(2, "2026-06-02T10:00:00Z");
        june.add(3, "2026-06-03T23:59:59.999Z");
        june
    }

    fn add(&self, number: u64, now: &str) {
        self.watch.set(now);
        let caller = Caller::of_the_machine("amy");
        self.ledger
            .domain_admin(&caller)
            .and_then(|admin| admin.add_institution("N", Some(InstitutionId(number)), None, None))
            .expect("an institution");
    }

    fn resolve(&self, text: &str, now: &str) -> Result<Option<u64>, Error> {
        let moment = Moment::parse(text)?;
        let position = self.ledger.read(|reads| moment.resolve(reads, at(now)))?;
        Ok(position.map(|position| position.0))
    }
}

#[test]
fn r50_a_moment_is_a_time_a_date_or_a_position() {
    let day = NaiveDate::from_ymd_opt(2026, 6, 3).expect("a day");
    for (text, moment) in [
        ("0", Moment::Position(Position(0))),
        (" 120 ", Moment::Position(Position(120))),
        ("2026", Moment::Position(Position(2026))),
        ("99999999999999999999", Moment::Position(Position(u64::MAX))),
        ("2026-06-03", Moment::Date(day)),
        (
            "2026-06-03T14:02:00Z",
            Moment::Time(at("2026-06-03T14:02:00Z")),
        ),
        (
            "2026-06-03T16:02:00.5+02:00",
            Moment::Time(at("2026-06-03T14:02:00.5Z")),
        ),
    ] {
        assert_eq!(Moment::parse(text).expect(text), moment, "{text}");
    }
    for bad in [
        "",
        "now",
        "-1",
        "1.5",
        "2026-6-3",
        "2026-02-30",
        "03.06.2026",
        "2026-06-03T14:02:00",
        "+2026-6-3",
        "１２",
    ] {
        let error = Moment::parse(bad).expect_err(bad);
        assert_eq!((error.code(), error.kind()), ("invalid", Kind::Invalid));
        assert!(
            error.to_string().contains("2026-06-03T14:02:00Z"),
            "{error}"
        );
    }
}

#[test]
fn r50_a_moment_means_the_last_position_that_belongs_to_it() {
    let june = June::new();
    let now = "2026-06-05T12:00:00Z";
    for (text, position) in [
        ("2026-06-01T07:59:59.999Z", None),
        ("2026-05-31", None),
        ("2026-06-01T08:00:00Z", Some(1)),
        ("2026-06-01", Some(2)),
        ("2026-06-02T09:59:59Z", Some(2)),
        ("2026-06-02T12:00:00+02:00", Some(3)),
        ("2026-06-03", Some(4)),
        ("2026-06-04", Some(4)),
        ("2026-06-05", Some(4)),
        (now, Some(4)),
        ("0", Some(0)),
        ("4", Some(4)),
    ] {
        assert_eq!(june.resolve(text, now).expect(text), position, "{text}");
    }
}

#[test]
fn r50_what_has_not_happened_yet_is_refused() {
    let june = June::new();
    for later in [
        "2026-06-06",
        "2026-06-05T12:00:00.001Z",
        "5",
        "99999999999999999999",
    ] {
        let error = june
            .resolve(later, "2026-06-05T12:00:00Z")
            .expect_err(later);
        assert_eq!(
            (error.code(), error.kind()),
            ("in-the-future", Kind::Invalid)
        );
        let text = error.to_string();
        assert!(text.contains("2026-06-05T12:00:00Z"), "{text}");
        assert!(text.contains("position up to 4"), "{text}");
    }
}

#[test]
fn r50_today_is_now_even_where_the_log_ran_ahead_of_the_clock() {
    let june = June::new();
    let behind = "2026-06-02T00:00:00Z";
    assert_eq!(june.resolve("2026-06-03", behind).expect("today"), Some(4));
    assert_eq!(june.resolve("2026-06-02", behind).expect("a day"), Some(3));
    let error = june.resolve("2026-06-04", behind).expect_err("later");
    assert_eq!(error.code(), "in-the-future");
}

#[test]
fn a_moment_tells_its_time() {
    let june = June::new();
    let now = Utc.with_ymd_and_hms(2026, 6, 5, 12, 0, 0).unwrap();
    for (text, time) in [
        ("2026-06-02T01:00:00Z", "2026-06-02T01:00:00Z"),
        ("2026-06-02", "2026-06-02T23:59:59.999Z"),
        ("2026-06-05", "2026-06-05T12:00:00Z"),
        ("3", "2026-06-02T10:00:00Z"),
    ] {
        let moment = Moment::parse(text).expect(text);
        let told = june.ledger.read(|reads| moment.time(reads, now));
        assert_eq!(told.expect(text), at(time), "{text}");
    }
}
