//! The log as it grows, as server-sent events.

use std::{
    io::{BufRead, BufReader, ErrorKind, Read},
    thread,
    time::{Duration, Instant},
};

use rollbook_service::{AccountId, Caller, Ledger, Settings};
use rollbook_testkit::wait_until;
use serde_json::Value;

use crate::server::TestServer;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The events of a feed, one by one; it ends where the server ends it.
fn events(stream: impl Read) -> impl Iterator<Item = Value> {
    let mut lines = BufReader::new(stream).lines();
    std::iter::from_fn(move || {
        let (mut id, mut data) = (None, None);
        loop {
            let line = lines.next()?.ok()?;
            if let Some(number) = line.strip_prefix("id:") {
                id = Some(number.parse::<u64>().expect("a position"));
            } else if let Some(json) = line.strip_prefix("data:") {
                data = Some(serde_json::from_str::<Value>(json).expect("data is JSON"));
            } else if let Some(event) = data.take().filter(|_| line.is_empty()) {
                assert_eq!(id, event["position"].as_u64(), "the id is the position");
                return Some(event);
            }
        }
    })
}

fn positions(stream: impl Read, many: usize) -> Vec<u64> {
    let position = |event: Value| event["position"].as_u64().expect("a number");
    events(stream).take(many).map(position).collect()
}

fn people(ledger: &Ledger, machine: &Caller) -> Vec<AccountId> {
    let reader = ledger.reader(machine).expect("a reader");
    let list = reader.accounts(&Default::default()).expect("a list");
    let ids = list
        .accounts
        .iter()
        .map(|account| account.account_id.parse());
    ids.collect::<Result<_, _>>().expect("ids")
}

/// Disables and enables an account so many times.
fn write(ledger: &Ledger, who: AccountId, times: usize) {
    let machine = Caller::of_the_machine("writer");
    let operator = ledger.operator(&machine).expect("an operator");
    for _ in 0..times {
        operator.disable(who, None).expect("disabled");
        operator.enable(who, None).expect("enabled");
    }
}

fn head(server: &TestServer) -> u64 {
    server.temporary.ledger.head().expect("a head").0
}

#[test]
fn a_feed_catches_up_and_goes_on_without_gap_or_repeat_while_others_write() {
    const WRITERS: usize = 4;
    const TIMES: usize = 25;
    let server = TestServer::with_accounts(WRITERS);
    let admin = server.domain_admin();
    let before = head(&server);
    let ids = people(&server.temporary.ledger, &Caller::of_the_machine("testkit"));
    let last = before as usize + 2 * WRITERS * TIMES;
    let early = {
        let stream = admin.follow("/feed?from=0");
        thread::spawn(move || positions(stream, last + 1))
    };
    let writers: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let ledger = server.temporary.ledger.clone();
            thread::spawn(move || write(&ledger, id, TIMES))
        })
        .collect();
    let late = {
        let stream = admin.follow("/feed?from=3");
        thread::spawn(move || positions(stream, last + 1 - 3))
    };
    for writer in writers {
        writer.join().expect("written");
    }
    let expected: Vec<u64> = (0..=last as u64).collect();
    assert_eq!(early.join().expect("a feed"), expected);
    assert_eq!(late.join().expect("a feed"), expected[3..]);
}

#[test]
fn a_feed_is_taken_up_behind_the_last_event_that_arrived() {
    let server = TestServer::with_accounts(3);
    let admin = server.domain_admin();
    let behind = [("last-event-id", "2")];
    assert_eq!(
        positions(admin.follow_with("/feed?from=0", &behind), 2),
        [3, 4]
    );
    assert_eq!(positions(admin.follow("/feed?from=1"), 2), [1, 2]);
    let feed =
        |path: &str, header: &str| admin.send("GET", path, &[("last-event-id", header)], None);
    feed("/feed", "soon").is_problem(400, "parameter-invalid");
    feed("/feed", "999").is_problem(400, "in-the-future");
    admin.get("/feed?from=999").is_problem(400, "in-the-future");
}

#[test]
fn a_feed_without_a_position_has_what_comes_next_from_other_processes_too() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let stream = admin.follow("/feed");
    let settings = Settings::new(server.temporary.path());
    // A ledger that is opened again shares nothing in memory with the server's.
    let other = Ledger::open(settings).expect("another process's ledger");
    let who = people(&other, &Caller::of_the_machine("testkit"))[0];
    let expected = head(&server) + 1;
    let recorded = Instant::now();
    write(&other, who, 1);
    let event = events(stream).next().expect("an event");
    assert!(
        recorded.elapsed() < Duration::from_secs(2),
        "it took {:?}",
        recorded.elapsed()
    );
    assert_eq!(event["position"], expected);
    assert_eq!(event["type"], "AccountDisabled");
    assert!(
        event["sentence"]
            .as_str()
            .is_some_and(|told| told.starts_with("writer disabled "))
    );
    other.close();
}

#[test]
fn r16_a_feed_has_only_what_exists_for_its_reader() {
    let server = TestServer::with_accounts(2);
    server.add_institution(2, "South");
    let admin = server.domain_admin();
    let added = r#"{"email": "eve@south.example", "institution": 2}"#;
    assert_eq!(admin.post("/accounts", added).status, 201);
    let south = server.institution_admin(2);
    let seen: Vec<Value> = events(south.follow("/feed?from=0")).take(2).collect();
    assert_eq!(seen[0]["type"], "InstitutionAdded");
    assert_eq!(seen[1]["account_name"], "eve@south.example");
}

#[test]
fn a_feed_ends_with_its_token() {
    let server = TestServer::with_accounts(1);
    let other = server.institution_admin(1);
    let stream = other.follow("/feed?from=0");
    let following = thread::spawn(move || events(stream).count());
    let admin = server.domain_admin();
    let tokens = admin.get("/tokens").json();
    let mut listed = tokens["tokens"].as_array().expect("tokens").iter();
    let token = listed
        .find(|token| token["role"] == "institution_admin")
        .expect("a token");
    let path = format!("/tokens/{}", token["token_id"].as_str().expect("an id"));
    assert_eq!(admin.delete(&path).status, 204);
    assert!(following.join().expect("the feed ends") >= 2);
}

#[test]
fn a_feed_ends_with_its_session_although_nothing_is_recorded() {
    let server = TestServer::with_accounts(1);
    let browser = server.browser();
    let before = head(&server);
    let stream = browser.follow("/feed?from=0");
    let following = thread::spawn(move || events(stream).count());
    assert_eq!(browser.delete("/session").status, 204);
    assert_eq!(
        following.join().expect("the feed ends"),
        before as usize + 1
    );
}

#[test]
fn one_caller_does_not_take_all_feeds() {
    let server = TestServer::start_with(|options| options.limits.feeds_at_once = 8);
    let admin = server.domain_admin();
    let _own: Vec<_> = (0..2).map(|_| admin.follow("/feed")).collect();
    admin.get("/feed").is_problem(429, "too-many-feeds");
    assert_eq!(server.domain_admin().get("/feed").status, 200);
}

#[test]
fn there_is_a_place_for_so_many_feeds_and_it_is_given_back() {
    let server = TestServer::start_with(|options| options.limits.feeds_at_once = 1);
    let admin = server.domain_admin();
    let stream = admin.follow("/feed");
    let refused = admin.get("/feed");
    refused.is_problem(429, "too-many-feeds");
    assert!(refused.header("retry-after").is_some());
    drop(stream);
    // The server sees that a client has left when it sends the next event, or at once.
    server.add_institution(2, "South");
    wait_until(PATIENCE, "a place is free", || {
        admin.get("/feed").status == 200
    });
}

#[test]
fn a_reader_that_does_not_read_is_disconnected_and_writers_go_on() {
    // Twice what a system's buffers hold for one connection at most, which is 4 MiB.
    let people_there = 12_000;
    let server = TestServer::start_with(|options| {
        options.limits.body_idle = Duration::from_millis(500);
        options.limits.feeds_at_once = 1;
    });
    let admin = server.domain_admin();
    let file = rollbook_testkit::accounts_file(people_there);
    let plan = admin
        .upload("/imports?profile=accounts", &file)
        .field("plan_id");
    assert_eq!(
        admin.post(&format!("/imports/{plan}/apply"), "{}").status,
        200
    );

    let mut idler = admin.ask_slowly("/feed?from=0", "");
    thread::sleep(Duration::from_millis(100));
    let who = people(&server.temporary.ledger, &Caller::of_the_machine("testkit"))[0];
    let writing = Instant::now();
    write(&server.temporary.ledger, who, 5);
    assert!(
        writing.elapsed() < Duration::from_secs(5),
        "{:?}",
        writing.elapsed()
    );
    wait_until(PATIENCE, "the idler's place is free", || {
        admin.get("/feed").status == 200
    });
    // Its connection is closed, too: what had been sent before is all that there ever is.
    let mut sent = Vec::new();
    idler
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("a socket");
    let ended = idler.read_to_end(&mut sent);
    let reset = ended.map_err(|error| error.kind());
    assert!(
        matches!(reset, Ok(_) | Err(ErrorKind::ConnectionReset)),
        "{reset:?}"
    );
    let told = String::from_utf8_lossy(&sent);
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    assert!(
        told.matches("data:").count() < people_there,
        "it was sent everything"
    );
}

#[test]
fn the_server_stops_although_somebody_follows_the_log() {
    let server = TestServer::with_accounts(1);
    let mut following = events(server.domain_admin().follow("/feed?from=0"));
    assert!(following.next().is_some());
    let stopping = Instant::now();
    drop(server);
    assert!(
        stopping.elapsed() < Duration::from_secs(20),
        "the feed held the server up"
    );
    assert!(following.count() > 0, "what had been sent arrives");
}
