//! Passwords of admins.

use chrono::TimeDelta;
use serde_json::json;

use crate::{
    client::{Answer, Client},
    server::TestServer,
    sign_in::admin_of_the_domain,
};

const PASSWORD: &str = "a long enough phrase";

fn by_password(server: &TestServer, email: &str, password: &str) -> Answer {
    let body = format!(r#"{{"email": "{email}", "password": "{password}"}}"#);
    server.stranger().post("/session", &body)
}

#[test]
fn a_password_signs_in_and_is_shown_nowhere() {
    let server = TestServer::start();
    let kim = admin_of_the_domain(&server, "kim@north.example");
    let set = kim.put("/session/password", &format!(r#"{{"new": "{PASSWORD}"}}"#));
    assert_eq!(set.status, 204, "{}", set.text());
    let signed_in = by_password(&server, "KIM@north.example", PASSWORD);
    assert_eq!(signed_in.status, 200, "{}", signed_in.text());
    assert_eq!(signed_in.field("actor"), "kim@north.example");
    let browser = server.stranger().signed_in(&signed_in);
    for path in ["/session", "/admins", "/events"] {
        let shown = browser.get(path).text();
        assert!(
            !shown.contains(PASSWORD) && !shown.contains("argon2"),
            "{shown}"
        );
    }
    let events = browser.get("/events").text();
    assert!(events.contains("changed the password of kim@north.example"));
}

#[test]
fn the_session_tells_what_it_takes_to_set_a_password() {
    let server = TestServer::start();
    let told = |browser: &Client| browser.get("/session").json()["password"].clone();
    assert!(
        told(&server.browser()).is_null(),
        "whoever has the machine has none"
    );
    let kim = admin_of_the_domain(&server, "kim@north.example");
    let expected =
        |is_set, current_needed| json!({"is_set": is_set, "current_needed": current_needed});
    assert_eq!(told(&kim), expected(false, false));
    kim.put("/session/password", &format!(r#"{{"new": "{PASSWORD}"}}"#));
    // It was a link that opened this one.
    assert_eq!(told(&kim), expected(true, false));
    let signed_in = by_password(&server, "kim@north.example", PASSWORD);
    assert_eq!(signed_in.json()["password"], expected(true, true));
    let browser = server.stranger().signed_in(&signed_in);
    assert_eq!(told(&browser), expected(true, true));
    let again = format!(r#"{{"current": "{PASSWORD}", "new": "{PASSWORD}, again"}}"#);
    assert_eq!(browser.put("/session/password", &again).status, 204);
    assert_eq!(told(&browser), expected(true, true));
}

#[test]
fn whoever_is_unknown_is_answered_like_whoever_mistyped() {
    let server = TestServer::start();
    let kim = admin_of_the_domain(&server, "kim@north.example");
    kim.put("/session/password", &format!(r#"{{"new": "{PASSWORD}"}}"#));
    let told = |email: &str| {
        let mut answers = Vec::new();
        for _ in 0..6 {
            let answer = by_password(&server, email, "a wrong long phrase");
            let headers = ["retry-after", "www-authenticate", "set-cookie"];
            let headers = headers.map(|name| answer.header(name).map(str::to_owned));
            answers.push((answer.status, headers, answer.text()));
        }
        answers
    };
    let (known, unknown) = (told("kim@north.example"), told("eve@north.example"));
    assert_eq!(known, unknown);
    let statuses: Vec<u16> = known.iter().map(|(status, ..)| *status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429]);
    let (_, [retry_after, ..], text) = &known[5];
    assert_eq!(retry_after.as_deref(), Some("900"));
    assert!(text.contains("sign-in-locked"), "{text}");

    // The right one is not looked at either, until the time is over.
    let locked = by_password(&server, "kim@north.example", PASSWORD);
    locked.is_problem(429, "sign-in-locked");
    server.temporary.clock.advance(TimeDelta::minutes(15));
    assert_eq!(
        by_password(&server, "kim@north.example", PASSWORD).status,
        200
    );
}

#[test]
fn a_password_that_stands_in_the_wrong_place_is_not_told_again() {
    let server = TestServer::start();
    for body in [
        format!(r#"{{"link": {{"{PASSWORD}": 1}}}}"#),
        format!(r#"{{"email": "kim@north.example", "passwort": "{PASSWORD}"}}"#),
        format!(r#""{PASSWORD}""#),
    ] {
        let refused = server.stranger().post("/session", &body);
        refused.is_problem(400, "json-malformed");
        assert!(!refused.text().contains(PASSWORD), "{}", refused.text());
    }
}
