//! `/metrics`, on a listener of its own.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
};

use crate::{
    client::{Client, Credentials},
    server::TestServer,
};

fn counting() -> (TestServer, Client) {
    let server = TestServer::start_with(|options| {
        options.metrics = Some(([127, 0, 0, 1], 0).into());
    });
    let address = server.metrics.expect("a listener");
    (server, Client::new(address, Credentials::None))
}

/// The value that stands behind a name with its labels.
#[track_caller]
fn value(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap_or_else(|| panic!("no {name} in {text}"));
    line.trim().parse().expect("a number")
}

#[test]
fn requests_are_counted_by_what_they_ask_and_how_it_ended() {
    let (server, scraper) = counting();
    let admin = server.domain_admin();
    for _ in 0..3 {
        admin.post("/access", r#"{"username": "nobody"}"#);
    }
    admin.get("/console:/");
    server.stranger().post("/session", r#"{"link": "wrong"}"#);
    let feed = admin.follow("/feed?from=0");

    let scraped = scraper.get("/console:/metrics");
    assert_eq!(scraped.status, 200);
    let kind = scraped
        .header("content-type")
        .unwrap_or_default()
        .to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = scraped.text();
    let access = r#"{method="POST",route="/api/v1/access""#;
    let of = |name: &str, rest: &str| value(&text, &format!("rollbook_{name}{access}{rest}}}"));
    assert_eq!(of("requests_total", r#",status="404""#), 3.0);
    assert_eq!(of("request_duration_seconds_count", ""), 3.0);
    let console = r#"rollbook_requests_total{method="GET",route="other",status="200"}"#;
    assert_eq!(value(&text, console), 1.0);
    assert_eq!(value(&text, "rollbook_sign_in_failures_total"), 1.0);
    assert_eq!(value(&text, "rollbook_feeds"), 1.0);
    assert_eq!(value(&text, "rollbook_requests_running"), 1.0);
    assert!(value(&text, "rollbook_connections") >= 1.0);
    assert!(value(&text, "rollbook_log_records") > 0.0);
    assert!(value(&text, "rollbook_resident_memory_bytes") > 1_000_000.0);
    assert_eq!(value(&text, "rollbook_uploads_running"), 0.0);
    drop(feed);
}

#[test]
fn metrics_are_nowhere_else_and_nothing_else_is_there() {
    let (server, scraper) = counting();
    for path in ["/console:/", "/accounts", "/health/live"] {
        scraper.get(path).is_problem(404, "no-such-route");
    }
    let text = server.domain_admin().get("/console:/metrics").text();
    assert!(!text.contains("rollbook_requests"), "{text}");
}

#[test]
fn metrics_name_nobody_and_their_labels_are_words_of_ours() {
    let (server, scraper) = counting();
    let admin = server.domain_admin();
    let ada = r#"{"email": "ada.lovelace@north.example", "username": "ada.lovelace", "first_name": "Ada"}"#;
    let account = admin.post("/accounts", ada).field("account_id");
    admin.get(&format!("/accounts/{account}"));
    admin.get(&format!("/accounts/{account}/ada.lovelace"));
    admin.get("/console:/ada.lovelace?lovelace=1");
    // A client may make methods up.
    let mut socket = TcpStream::connect(server.address).expect("a connection");
    write!(
        socket,
        "LOVELACE /lovelace HTTP/1.1\r\nHost: localhost\r\nX-Lovelace: 1\r\nConnection: close\r\n\r\n"
    )
    .expect("it is sent");
    socket.read_to_end(&mut Vec::new()).expect("an answer");
    let secret = r#"{"link": "lovelace"}"#;
    server.stranger().post("/session", secret);
    server.add_institution(7, "Lovelace School");

    let text = scraper.get("/console:/metrics").text();
    let small = text.to_lowercase();
    for personal in ["lovelace", "ada", "north", &account] {
        assert!(!small.contains(personal), "{personal} in {text}");
    }
    let document = serde_json::to_value(rollbook_http::document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let mut seen = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        for (name, value) in labels(line) {
            let is_known = match name {
                "route" => value == "other" || paths.contains_key(value),
                "method" => ["GET", "POST", "PUT", "PATCH", "DELETE", "other"].contains(&value),
                "status" => value.parse::<u16>().is_ok(),
                "le" => value == "+Inf" || value.parse::<f64>().is_ok(),
                _ => false,
            };
            assert!(is_known, "{line}");
            seen.insert(name.to_owned());
        }
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

/// `name{a="1",b="2"} 3` → its labels.
fn labels(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let inside = line
        .split_once('{')
        .and_then(|(_, rest)| rest.rsplit_once('}'));
    let labels = inside.map_or("", |(labels, _)| labels);
    let pairs = labels.split("\",").filter(|pair| !pair.is_empty());
    pairs.filter_map(|pair| {
        let (name, value) = pair.split_once("=\"")?;
        Some((name, value.trim_end_matches('"')))
    })
}
