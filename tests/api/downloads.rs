//! Files that a client does not take, or takes slowly.

use std::{io::Read, net::TcpStream, thread, time::Duration};

use rollbook_http::Options;
use rollbook_testkit::{accounts_file, wait_until};

use crate::{client::Client, server::TestServer};

const PATIENCE: Duration = Duration::from_secs(30);

/// As many people as make a log that no buffer holds.
const PEOPLE: usize = 4000;

fn server(change: impl FnOnce(&mut Options)) -> (TestServer, Client) {
    let server = TestServer::start_with(change);
    let admin = server.domain_admin();
    let plan = admin.upload("/imports?profile=accounts", &accounts_file(PEOPLE));
    let path = format!("/imports/{}/apply", plan.field("plan_id"));
    assert_eq!(admin.post(&path, "{}").status, 200);
    (server, admin)
}

/// Asks for the log as a file and takes its beginning, by a socket that takes little at once.
fn ask(client: &Client) -> TcpStream {
    let headers = "Accept: application/x-ndjson\r\nConnection: close\r\n";
    let mut socket = client.ask_slowly("/events", headers);
    let mut status = [0; 12];
    socket.read_exact(&mut status).expect("an answer");
    assert_eq!(&status, b"HTTP/1.1 200");
    socket
}

#[test]
fn more_downloads_than_allowed_are_asked_to_come_again() {
    let (server, admin) = server(|options| options.limits.downloads_at_once = 1);
    let slow = ask(&admin);
    let other = server.domain_admin();
    let refused = other.get("/exports/accounts.csv");
    refused.is_problem(429, "too-many-downloads");
    assert_eq!(refused.header("retry-after"), Some("1"));
    drop(slow);
    wait_until(PATIENCE, "the place to be free", || {
        other.get("/exports/accounts.csv").status == 200
    });
}

#[test]
fn one_caller_leaves_places_to_others() {
    let (server, admin) = server(|options| options.limits.downloads_at_once = 4);
    let _slow = ask(&admin);
    let status = |client: &Client| client.get("/exports/accounts.csv").status;
    assert_eq!(status(&admin), 429);
    assert_eq!(status(&server.domain_admin()), 200);
}

#[test]
fn a_client_that_takes_a_file_too_slowly_gives_its_place_back() {
    let (_server, admin) = server(|options| {
        options.limits.downloads_at_once = 1;
        options.limits.body_idle = Duration::from_secs(1);
        options.limits.body_bytes_per_second = u64::MAX;
    });
    let mut slow = ask(&admin);
    // Never silent for long, and hours from the end.
    thread::spawn(move || {
        let mut some = [0; 256];
        while slow.read(&mut some).is_ok_and(|length| length > 0) {
            thread::sleep(Duration::from_millis(50));
        }
    });
    let status = || admin.get("/exports/accounts.csv").status;
    assert_eq!(status(), 429);
    wait_until(PATIENCE, "the place to be free", || status() == 200);
}
