//! The log over HTTP.

use rollbook_testkit::leavers_file;
use serde_json::Value;

use crate::{client::Answer, server::TestServer};

fn kinds(answer: &Answer) -> Vec<String> {
    let events = answer.json()["events"].as_array().cloned().expect("events");
    let kind = |event: &Value| event["type"].as_str().expect("a type").to_owned();
    events.iter().map(kind).collect()
}

/// Three people, of whom two have left.
fn eventful() -> TestServer {
    let server = TestServer::with_accounts(3);
    let admin = server.domain_admin();
    let plan = admin.upload("/imports", &leavers_file(2)).field("plan_id");
    let reason = r#"{"reason": "end of year"}"#;
    let applied = admin.post(&format!("/imports/{plan}/apply"), reason);
    assert_eq!(applied.status, 200, "{}", applied.text());
    server
}

#[test]
fn events_are_listed_by_what_an_address_may_hold() {
    let server = eventful();
    let admin = server.domain_admin();
    let found = admin.get("/events?type=deactivated&type=disabled&order=asc&count=true");
    assert_eq!(kinds(&found), ["AccountDeactivated", "AccountDeactivated"]);
    let json = found.json();
    assert_eq!(json["count"], 2);
    let event = &json["events"][0];
    let (account, batch) = (&event["account_id"], &event["batch"]);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let of_account = admin.get(&format!("/events?account={}", text(account)));
    assert_eq!(kinds(&of_account), ["AccountDeactivated", "AccountCreated"]);
    let both = format!("/events?batch={}&account={}", text(batch), text(account));
    assert_eq!(kinds(&admin.get(&both)), ["AccountDeactivated"]);
    assert_eq!(
        kinds(&admin.get("/events?to=1&order=asc")),
        ["LedgerOpened", "SigningKeyAdopted"]
    );
    let from = event["position"].as_u64().expect("a number");
    let range = format!("/events?from={from}&to={from}&institution=1&channel=import");
    assert_eq!(kinds(&admin.get(&range)), ["AccountDeactivated"]);
    assert_eq!(event["source"]["row"], 2);
    assert!(text(&event["sentence"]).ends_with("giving the reason “end of year”."));

    let first = admin.get("/events?limit=2");
    let next = format!("/events?limit=2&cursor={}", first.field("next"));
    let second = admin.get(&next);
    let back = format!("/events?limit=2&cursor={}", second.field("previous"));
    assert_eq!(admin.get(&back).json()["events"], first.json()["events"]);
    admin.get("/events?type=gone").is_problem(400, "invalid");
    admin
        .get("/events?account=pupil")
        .is_problem(400, "parameter-invalid");
    admin
        .get("/events?since=2999-01-01")
        .is_problem(400, "in-the-future");
}

#[test]
fn a_whole_query_is_a_body() {
    let server = eventful();
    let admin = server.domain_admin();
    let search = |body: &str| admin.post("/events/search", body);
    let query = r#"{"query": "account:pupil000001@north.example \"of year\"", "order": "asc"}"#;
    assert_eq!(kinds(&search(query)), ["AccountDeactivated"]);
    assert_eq!(kinds(&search("{}")), kinds(&admin.get("/events")));
    let until = r#"{"until": "2", "limit": 1}"#;
    assert_eq!(kinds(&search(until)), ["InstitutionAdded"]);
    let problem = search(r#"{"query": "actor:amy what:ever"}"#).is_problem(400, "query-malformed");
    let detail = problem["detail"].as_str().expect("words");
    assert!(detail.contains("at character 11"), "{detail}");
    search(r#"{"query": "account:nobody"}"#).is_problem(404, "unknown-account");
}

#[test]
fn events_come_as_csv_and_as_lines_of_json_too() {
    let server = eventful();
    let admin = server.domain_admin();
    let get = |path: &str, accept| admin.send("GET", path, &[("accept", accept)], None);
    let csv = get("/events?type=deactivated", "text/csv");
    assert_eq!(
        csv.header("content-type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        csv.header("content-disposition"),
        Some("attachment; filename=\"events.csv\"")
    );
    assert_eq!(csv.text().lines().count(), 3);
    let lines = get("/events?order=asc", "application/x-ndjson");
    assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
    let positions: Vec<u64> = lines
        .text()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["position"].as_u64())
        .map(|position| position.expect("a number"))
        .collect();
    let head = positions.len() as u64 - 1;
    assert_eq!(
        positions,
        (0..=head).collect::<Vec<u64>>(),
        "the whole, and no page"
    );
    assert_eq!(
        get("/events?limit=2", "application/x-ndjson")
            .text()
            .lines()
            .count(),
        2
    );
    let nobody = "/events?account=01920000-0000-7000-8000-000000000000";
    get(nobody, "text/csv").is_problem(404, "unknown-account");
    let json = [("accept", "text/csv"), ("content-type", "application/json")];
    let body = br#"{"query": "type:deactivated"}"#;
    let searched = admin.send("POST", "/events/search", &json, Some(body));
    assert_eq!(searched.text(), csv.text());
}

#[test]
fn r16_an_institution_admin_is_told_nothing_of_others() {
    let server = eventful();
    server.add_institution(2, "South");
    let south = server.institution_admin(2);
    assert_eq!(kinds(&south.get("/events")), ["InstitutionAdded"]);
    let admin = server.domain_admin();
    let created = admin.get("/events?type=AccountCreated&limit=1").json();
    let account = created["events"][0]["account_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let nobody = "01920000-0000-7000-8000-000000000000";
    for (hidden, unknown) in [
        (
            format!("/events?account={account}"),
            format!("/events?account={nobody}"),
        ),
        (
            format!("/accounts/{account}/history"),
            format!("/accounts/{nobody}/history"),
        ),
    ] {
        let (hidden, unknown) = (south.get(&hidden), south.get(&unknown));
        hidden.is_problem(404, "unknown-account");
        assert_eq!(hidden.text(), unknown.text());
    }
    let north = server.institution_admin(1);
    assert_eq!(
        kinds(&north.get(&format!("/accounts/{account}/history"))).len(),
        1
    );
}

#[test]
fn r50_an_account_tells_its_history_up_to_a_moment() {
    let server = eventful();
    let admin = server.domain_admin();
    let ended = admin.get("/events?type=deactivated&limit=1").json();
    let event = &ended["events"][0];
    let account = event["account_id"].as_str().expect("an id");
    let position = event["position"].as_u64().expect("a number");
    let history = |parameters: &str| admin.get(&format!("/accounts/{account}/history{parameters}"));
    assert_eq!(
        kinds(&history("")),
        ["AccountCreated", "AccountDeactivated"]
    );
    assert_eq!(
        kinds(&history("?order=desc&limit=1")),
        ["AccountDeactivated"]
    );
    let before = format!("?as_of={}", position - 1);
    assert_eq!(kinds(&history(&before)), ["AccountCreated"]);
    history("?as_of=1").is_problem(404, "unknown-account");
    history("?as_of=2999-01-01").is_problem(400, "in-the-future");
}
