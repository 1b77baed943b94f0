//! Uploads that do not arrive whole.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use rollbook_testkit::wait_until;

use crate::{
    client::{Client, Credentials},
    server::TestServer,
};

const PATIENCE: Duration = Duration::from_secs(20);

/// Begins an upload and sends a part of it.
fn begin(client: &Client, framing: &str, part: &str) -> TcpStream {
    let Credentials::Token(secret) = &client.credentials else {
        panic!("a token");
    };
    let mut socket = TcpStream::connect(client.address).expect("a connection");
    write!(
        socket,
        "POST /api/v1/imports?profile=benchprep HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\r\n\
         Content-Type: text/csv\r\n{framing}\r\n\r\n{part}"
    )
    .expect("a part is sent");
    socket
}

fn files_of_plans(server: &TestServer) -> usize {
    fn count(path: &std::path::Path) -> usize {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries
            .map(|entry| match entry.path().is_dir() {
                true => count(&entry.path()),
                false => 1,
            })
            .sum()
    }
    count(&server.temporary.path().join("plans"))
}

#[test]
fn a_client_that_leaves_in_the_middle_leaves_nothing_behind() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    for framing in ["Content-Length: 1000000", "Transfer-Encoding: chunked"] {
        let part = match framing.starts_with("Transfer") {
            true => "6\r\nemail\n\r\n12\r\nana@north.example\n\r\n",
            false => "email\nana@north.example\n",
        };
        let socket = begin(&admin, framing, part);
        wait_until(PATIENCE, "the upload to begin", || {
            files_of_plans(&server) > 0
        });
        drop(socket);
        wait_until(PATIENCE, "the upload to be forgotten", || {
            files_of_plans(&server) == 0
        });
    }
    assert_eq!(
        admin.get("/batches").json()["batches"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_client_that_falls_silent_is_sent_away() {
    let server =
        TestServer::start_with(|options| options.limits.body_idle = Duration::from_millis(200));
    let admin = server.domain_admin();
    let mut socket = begin(
        &admin,
        "Content-Length: 1000000\r\nConnection: close",
        "email\n",
    );
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    assert!(
        answer.starts_with("HTTP/1.1 408 ") && answer.contains("body-idle"),
        "{answer}"
    );
    assert_eq!(files_of_plans(&server), 0);
}

#[test]
fn more_uploads_than_allowed_are_asked_to_come_again() {
    let server = TestServer::start_with(|options| options.limits.uploads_at_once = 1);
    let admin = server.domain_admin();
    let first = begin(&admin, "Content-Length: 1000000", "email\n");
    wait_until(PATIENCE, "the upload to begin", || {
        files_of_plans(&server) > 0
    });
    let second = admin.upload("/imports", "email\nana@north.example\n");
    second.is_problem(429, "too-many-uploads");
    assert_eq!(second.header("retry-after"), Some("1"));
    drop(first);
    wait_until(PATIENCE, "the place to be free", || {
        admin
            .upload("/imports", "email\nana@north.example\n")
            .status
            == 201
    });
}

#[test]
fn one_caller_does_not_take_all_uploads() {
    let server = TestServer::start_with(|options| options.limits.uploads_at_once = 4);
    let admin = server.domain_admin();
    let _first = begin(&admin, "Content-Length: 1000000", "email\n");
    wait_until(PATIENCE, "the upload to begin", || {
        files_of_plans(&server) > 0
    });
    let file = "email\nana@north.example\n";
    admin
        .upload("/imports", file)
        .is_problem(429, "too-many-uploads");
    let other = server.domain_admin().upload("/imports", file);
    assert_eq!(other.status, 201, "{}", other.text());
}

#[test]
fn a_client_that_is_refused_early_still_reads_why() {
    let server = TestServer::start_with(|options| options.limits.upload_bytes = 4096);
    let file = "ana@north.example\n".repeat(1_000_000);
    for _ in 0..5 {
        server
            .stranger()
            .upload("/imports", &file)
            .is_problem(401, "not-signed-in");
        server
            .domain_admin()
            .upload("/imports", &file)
            .is_problem(413, "body-too-large");
    }
}

#[test]
fn a_large_upload_arrives_in_pieces() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let rows = 100_000;
    let mut file = String::from("email\n");
    for number in 0..rows {
        file.push_str(&format!("pupil{number:06}@north.example\n"));
    }
    let report = admin.upload("/checks", &file);
    assert_eq!(report.status, 200, "{}", report.text());
    assert_eq!(report.json()["files"][0]["rows"], rows);
    assert_eq!(report.json()["files"][0]["bytes"], file.len());
}
