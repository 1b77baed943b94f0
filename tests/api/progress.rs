//! Progress as server-sent events.

use std::io::{BufRead, BufReader, Read};

use rollbook_testkit::leavers_file;
use serde_json::Value;

use crate::server::TestServer;

/// The phases of a stream, to its end.
fn phases(stream: impl Read) -> Vec<String> {
    let mut lines = BufReader::new(stream)
        .lines()
        .map(|line| line.expect("the stream goes on"));
    let mut phases = Vec::new();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("event:") else {
            continue;
        };
        assert_eq!(name, "progress");
        let data = lines.next().expect("an event has data");
        let data: Value =
            serde_json::from_str(data.trim_start_matches("data:")).expect("data is JSON");
        assert!(data["done"].as_u64() <= data["total"].as_u64(), "{data}");
        phases.extend(data["phase"].as_str().map(str::to_owned));
    }
    phases
}

/// The rest of a stream that has told of a plan.
fn planned<S: Read>(stream: S) -> BufReader<S> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while !line.starts_with("data:") {
        line.clear();
        assert_ne!(stream.read_line(&mut line).expect("the stream goes on"), 0);
    }
    assert!(line.contains("\"planned\""), "{line}");
    stream
}

#[test]
fn progress_is_told_before_during_and_after_a_plan_is_applied() {
    let server = TestServer::with_accounts(10);
    let admin = server.domain_admin();
    let plan = admin.upload("/imports", &leavers_file(2)).field("plan_id");
    let path = format!("/imports/{plan}/progress");

    let early = planned(admin.follow(&path));
    let following = std::thread::spawn(move || phases(early));
    assert_eq!(
        admin.post(&format!("/imports/{plan}/apply"), "{}").status,
        200
    );
    let seen = following.join().expect("the stream ends by itself");
    assert_eq!(seen.last().map(String::as_str), Some("done"), "{seen:?}");

    assert_eq!(phases(admin.follow(&path)), ["done"]);
}

#[test]
fn the_server_stops_although_somebody_follows() {
    let server = TestServer::with_accounts(3);
    let admin = server.domain_admin();
    let plan = admin.upload("/imports", &leavers_file(1)).field("plan_id");
    // Stopped any sooner, the server might end the stream before its first event.
    let stream = planned(admin.follow(&format!("/imports/{plan}/progress")));
    let following = std::thread::spawn(move || phases(stream));
    let stopping = std::time::Instant::now();
    drop(server);
    assert!(
        stopping.elapsed().as_secs() < 20,
        "the stream held the server up"
    );
    let nothing_more: [&str; 0] = [];
    assert_eq!(following.join().expect("the stream ends"), nothing_more);
}

#[test]
fn a_stream_ends_with_its_session() {
    let server = TestServer::with_accounts(3);
    let browser = server.browser();
    let plan = browser
        .upload("/imports", &leavers_file(1))
        .field("plan_id");
    let stream = planned(browser.follow(&format!("/imports/{plan}/progress")));
    let following = std::thread::spawn(move || phases(stream));
    assert_eq!(browser.delete("/session").status, 204);
    let nothing_more: [&str; 0] = [];
    assert_eq!(following.join().expect("the stream ends"), nothing_more);
}

#[test]
fn streams_take_the_places_of_feeds() {
    let server = TestServer::start_with(|options| options.limits.feeds_at_once = 1);
    let admin = server.domain_admin();
    let file = rollbook_testkit::accounts_file(1);
    let plan = admin
        .upload("/imports?profile=accounts", &file)
        .field("plan_id");
    let path = format!("/imports/{plan}/progress");
    let stream = planned(admin.follow(&path));
    admin.get(&path).is_problem(429, "too-many-feeds");
    admin.get("/feed").is_problem(429, "too-many-feeds");
    drop(stream);
    rollbook_testkit::wait_until(
        std::time::Duration::from_secs(30),
        "a place is free",
        || admin.get(&path).status == 200,
    );
}
