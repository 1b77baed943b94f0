//! What the steps that wait will make of the seats, and what they then make of them.

use rollbook_service::answers::{SeatForecast, StepForecast};
use rollbook_service::{ForecastQuery, SeatQuery};

use super::*;

const NORTH: SeatScope = SeatScope::Institution(InstitutionId(1));
const SOUTH: SeatScope = SeatScope::Institution(InstitutionId(2));

fn forecast(school: &School, scope: SeatScope) -> SeatForecast {
    let query = ForecastQuery {
        scope: Some(scope),
        until: None,
    };
    school.operator().seat_forecast(&query).unwrap()
}

/// Seats in use behind each step that changes them.
fn foreseen(forecast: &SeatForecast, scope: SeatScope) -> Vec<u64> {
    let after = |step: &StepForecast| match scope {
        SeatScope::Domain => (step.domain.before != step.domain.after).then_some(step.domain.after),
        SeatScope::Institution(id) => {
            let mut seats = step.seats.iter();
            let change = seats.find(|change| change.institution == id.0)?;
            Some(change.after)
        }
    };
    forecast.steps.iter().filter_map(after).collect()
}

/// The same as the history tells it, behind a position.
fn told(school: &School, scope: SeatScope, behind: u64) -> Vec<u64> {
    let query = SeatQuery {
        scope: Some(scope),
        since: Some(Moment::Position(Position(behind + 1))),
        ..SeatQuery::default()
    };
    let history = school.operator().seat_history(&query).unwrap();
    history.steps.iter().map(|step| step.in_use).collect()
}

/// Everything that can come between a step and its accounts.
fn busy_autumn() -> School {
    let school = School::with_people(6);
    (1..=4).for_each(|number| school.add(&format!("south{number}"), 2));
    school.change("person1", Command::Disable);
    // Taken, and given back as far as it was taken; person3 is deactivated in between.
    school.schedule(&block(people(&["person1", "person2", "person3"])));
    let leavers = people(&["person3", "person4"]);
    school.schedule(&request(Command::Deactivate, "2026-09-10", leavers));
    // Nobody is left to disable but person5.
    let again = people(&["person2", "person5"]);
    school.schedule(&request(Command::Disable, "2026-09-12", again));
    // One seat is free, and two come back.
    school.change("south1", Command::Disable);
    school.change("south2", Command::Disable);
    let admin = school.ledger().domain_admin(&school.amy).unwrap();
    admin.set_seat_limit(SOUTH, Some(2)).unwrap();
    let back = people(&["south2", "south1"]);
    school.schedule(&request(Command::Enable, "2026-09-15", back));
    // One of its accounts moves out of the institution whose admin scheduled it.
    let olga = School::admin_of(2);
    let operator = school.ledger().operator(&olga).unwrap();
    let own = request(
        Command::Disable,
        "2026-09-05",
        people(&["south3", "south4"]),
    );
    operator.schedule(&own).unwrap();
    school.load("username,institution\nsouth3,1\n");
    // Neither this one nor its end happens.
    let cancelled = school.schedule(&block(people(&["person6"])));
    let step = cancelled.steps[0].step_id.parse().unwrap();
    school.operator().cancel_step(step, None).unwrap();
    school
}

fn assert_comes_true(school: &School, days: i64) {
    let scopes = [SeatScope::Domain, NORTH, SOUTH];
    let whole = forecast(school, SeatScope::Domain);
    let ahead = scopes.map(|scope| foreseen(&forecast(school, scope), scope));
    let size = school.size();
    let ran = school.after(days);
    let numbers: Vec<_> = ran
        .iter()
        .map(|step| {
            let run = step.ran.as_ref().unwrap();
            let counts = (run.changed, run.refused, run.nothing_to_do);
            (step.step_id.as_str(), step.accounts, counts)
        })
        .collect();
    let expected: Vec<_> = whole
        .steps
        .iter()
        .map(|step| {
            let counts = (step.changed, step.refused, step.nothing_to_do);
            let (changed, refused, nothing) = counts;
            let counts = (Some(changed), Some(refused), Some(nothing));
            (step.step_id.as_str(), step.accounts, counts)
        })
        .collect();
    assert_eq!(expected, numbers);
    assert_eq!(ahead, scopes.map(|scope| told(school, scope, size)));
}

#[test]
fn r47_what_is_foreseen_of_the_seats_comes_true() {
    let school = busy_autumn();
    let whole = forecast(&school, SeatScope::Domain);
    assert_eq!(whole.steps.len(), 6, "what was cancelled is not foreseen");
    let counts = whole.steps.iter().map(|step| {
        let counts = (step.changed, step.refused, step.nothing_to_do);
        (step.action.as_str(), counts)
    });
    assert_eq!(
        counts.collect::<Vec<_>>(),
        [
            ("disable", (2, 0, 1)),
            ("disable", (1, 1, 0)),
            ("deactivate", (2, 0, 0)),
            ("disable", (1, 0, 1)),
            ("enable", (2, 0, 0)),
            ("enable", (1, 0, 2)),
        ]
    );
    assert_comes_true(&school, 60);
}

#[test]
fn r46_a_seat_that_will_not_be_free_is_foreseen() {
    let school = School::with_people(3);
    for who in ["person2", "person3"] {
        school.change(who, Command::Disable);
    }
    let admin = school.ledger().domain_admin(&school.amy).unwrap();
    admin.set_seat_limit(NORTH, Some(2)).unwrap();
    let back = people(&["person2", "person3"]);
    school.schedule(&request(Command::Enable, "2026-09-02", back));
    let step = &forecast(&school, NORTH).steps[0];
    assert_eq!((step.changed, step.refused), (1, 1));
    assert_eq!(step.seats[0].limit, Some(2));
    // A step that frees one comes before.
    let leaves = people(&["person1"]);
    school.schedule(&request(Command::Disable, "2026-09-01", leaves));
    let steps = forecast(&school, NORTH).steps;
    assert_eq!((steps[1].changed, steps[1].refused), (2, 0));
    assert_comes_true(&school, 5);
}

#[test]
fn r47_the_end_of_a_block_that_has_begun_is_foreseen_as_things_stand() {
    let school = School::with_people(4);
    school.change("person1", Command::Disable);
    school.schedule(&block(people(&[
        "person1", "person2", "person3", "person4",
    ])));
    school.after(1);
    // Somebody decides about person3 meanwhile.
    school.change("person3", Command::Enable);
    school.change("person3", Command::Disable);
    let steps = forecast(&school, SeatScope::Domain).steps;
    assert_eq!((steps.len(), steps[0].changed), (1, 2));
    assert_eq!((steps[0].domain.before, steps[0].domain.after), (0, 2));
    assert_comes_true(&school, 31);
}

#[test]
fn r16_an_institution_admin_foresees_its_own_seats_only() {
    let school = busy_autumn();
    let olga = School::admin_of(2);
    let own = school.ledger().reader(&olga).unwrap();
    let steps = own.seat_forecast(&ForecastQuery::default()).unwrap().steps;
    let seen = steps.iter().map(|step| {
        let counts = (step.accounts, step.changed, step.refused);
        (
            counts,
            step.domain.before,
            step.domain.after,
            step.domain.limit,
        )
    });
    // Of south3, which has moved away, there is no trace.
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [((1, 1, 0), 1, 0, Some(2)), ((2, 2, 0), 0, 2, Some(2))]
    );
    for step in &steps {
        assert!(step.seats.iter().all(|change| change.institution == 2));
    }
    for unknown in [1, 99, u64::MAX] {
        let query = ForecastQuery {
            scope: Some(SeatScope::Institution(InstitutionId(unknown))),
            until: None,
        };
        let refused = own.seat_forecast(&query).unwrap_err();
        assert_eq!(refused.code(), "unknown-institution", "{unknown}");
    }
}

#[test]
fn a_forecast_ends_at_a_time_or_with_a_day() {
    let school = busy_autumn();
    let until = |until: &str| {
        let query = ForecastQuery {
            scope: None,
            until: Some(until.parse().unwrap()),
        };
        school.operator().seat_forecast(&query)
    };
    for (end, steps) in [
        ("2026-08-31", 0),
        ("2026-09-10", 3),
        ("2026-09-15T00:00:00Z", 5),
    ] {
        assert_eq!(until(end).unwrap().steps.len(), steps, "{end}");
    }
    assert_eq!(until("7").unwrap_err().code(), "invalid");
}
