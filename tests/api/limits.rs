//! How much one client may ask, over a real socket. Limits are short here; no time is asserted.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use rollbook_testkit::wait_until;

use crate::{client::Credentials, server::TestServer};

const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);

fn connect(server: &TestServer) -> TcpStream {
    let socket = TcpStream::connect(server.address).expect("a connection");
    socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    socket
}

/// What the server still says until it closes the connection; it must do so.
#[track_caller]
fn rest(mut socket: TcpStream) -> String {
    let mut said = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match socket.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => said.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("the connection stays open: {error}"),
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn an_address_that_is_too_long_is_a_problem() {
    let server = TestServer::start_with(|options| options.limits.address_bytes = 40);
    let admin = server.domain_admin();
    assert_eq!(admin.get("/accounts?limit=10").status, 200);
    let long = format!("/accounts?search={}", "a".repeat(40));
    admin.get(&long).is_problem(414, "address-too-long");
}

#[test]
fn header_fields_that_are_too_many_or_too_large_are_a_problem() {
    let server = TestServer::start_with(|options| {
        options.limits.headers = 12;
        options.limits.header_bytes = 1024;
    });
    let admin = server.domain_admin();
    let large = "a".repeat(1024);
    let headers = [("x-large", large.as_str())];
    let answer = admin.send("GET", "/accounts", &headers, None);
    answer.is_problem(431, "headers-too-large");
    let names: Vec<String> = (0..13).map(|number| format!("x-{number}")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let answer = admin.send("GET", "/accounts", &many, None);
    answer.is_problem(431, "headers-too-large");
    assert_eq!(admin.get("/accounts").status, 200);
}

#[test]
fn header_fields_without_end_are_refused_before_they_have_arrived() {
    let server = TestServer::start_with(|options| {
        options.limits.header_bytes = 1024;
        options.limits.address_bytes = 1024;
    });
    let mut socket = connect(&server);
    write!(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ").expect("it is sent");
    // The server may close in the middle of it.
    let _ = socket.write_all(&vec![b'a'; 512 * 1024]);
    let answer = rest(socket);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431 "),
        "{answer}"
    );
}

#[test]
fn a_connection_without_a_request_is_closed() {
    let server = TestServer::start_with(|options| options.limits.header_time = SHORT);
    for beginning in [
        // Nothing, a part of a head, and HTTP/2 without a request.
        "",
        "GET / HTTP/1.1\r\nHost: local",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    ] {
        let mut socket = connect(&server);
        socket.write_all(beginning.as_bytes()).expect("it is sent");
        rest(socket);
    }
}

#[test]
fn a_head_that_trickles_is_cut_off() {
    let server = TestServer::start_with(|options| options.limits.header_time = SHORT);
    for before in ["", "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
        let mut socket = connect(&server);
        write!(socket, "{before}GET / HTTP/1.1\r\nX-Slow: ").expect("it is sent");
        let began = Instant::now();
        while socket.write_all(b"a").is_ok() {
            assert!(began.elapsed() < PATIENCE, "it goes on");
            std::thread::sleep(SHORT / 10);
        }
    }
}

#[test]
fn a_connection_is_closed_after_its_last_request() {
    let server = TestServer::start_with(|options| options.limits.header_time = SHORT);
    let mut socket = connect(&server);
    write!(
        socket,
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )
    .expect("it is sent");
    let answer = rest(socket);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn a_connection_on_which_a_request_runs_stays_open() {
    let server = TestServer::start_with(|options| options.limits.header_time = SHORT);
    let admin = server.domain_admin();
    let mut feed = admin.follow("/feed?from=1");
    std::thread::sleep(SHORT * 4);
    server.add_institution(2, "South");
    let mut piece = [0; 64];
    assert!(feed.read(&mut piece).expect("the feed goes on") > 0);
}

#[test]
fn a_connection_too_many_is_told_to_come_again() {
    let server = TestServer::start_with(|options| options.limits.connections_at_once = 1);
    let held = connect(&server);
    let ask = || {
        let mut socket = connect(&server);
        let _ = write!(
            socket,
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        );
        rest(socket)
    };
    let answer = ask();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains("too-many-connections"), "{answer}");
    assert!(answer.contains("retry-after: 1"), "{answer}");
    assert!(answer.contains("nosniff"), "{answer}");
    drop(held);
    wait_until(PATIENCE, "the place to be free", || {
        ask().starts_with("HTTP/1.1 200 ")
    });
}

#[test]
fn a_body_that_trickles_is_sent_away() {
    let server = TestServer::start_with(|options| {
        options.limits.body_idle = SHORT;
        options.limits.body_bytes_per_second = 10_000;
    });
    let Credentials::Token(secret) = server.domain_admin().credentials else {
        panic!("a token");
    };
    let mut socket = connect(&server);
    write!(
        socket,
        "POST /api/v1/checks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\r\n\
         Content-Type: text/csv\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n"
    )
    .expect("the head is sent");
    let mut sending = socket.try_clone().expect("a second handle");
    let trickle = std::thread::spawn(move || {
        // Never silent for as long as the limit of silence.
        while sending.write_all(b"a").is_ok() {
            std::thread::sleep(SHORT / 20);
        }
    });
    let mut head = [0; 12];
    socket.read_exact(&mut head).expect("an answer");
    assert_eq!(String::from_utf8_lossy(&head), "HTTP/1.1 408");
    let mut answer = [0; 4096];
    let length = socket.read(&mut answer).expect("the problem");
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.contains("body-too-slow"), "{answer}");
    let _ = socket.shutdown(std::net::Shutdown::Both);
    trickle.join().expect("it ends");
}
