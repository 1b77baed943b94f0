//! What a request's shape alone brings about.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use rollbook_service::Role;

use super::witness::{Operation, Witness};
use crate::{
    client::{Client, Credentials},
    server::TestServer,
};

/// Refusals that any operation of a shape has.
pub fn of_shape(witness: &Witness, server: &TestServer) {
    let admin = server.domain_admin();
    let browser = server.browser();
    let forged = browser.with_csrf("forged");
    let gate = server.token(Role::Gate, None);
    for operation in &witness.operations {
        let (method, path) = (operation.method.as_str(), operation.path());
        if operation.needs_sign_in {
            witness.ask(&server.stranger(), method, &path, None);
        }
        if operation.statuses.contains(&403) {
            let asks = if method == "GET" { &gate } else { &forged };
            witness.ask(asks, method, &path, None);
        }
        if operation.has_query {
            witness.ask(&admin, method, &format!("{path}?nonsense=1"), None);
        }
        if operation.statuses.contains(&400) && method != "GET" {
            let long = "k".repeat(256);
            witness.send(&admin, method, &path, &[("idempotency-key", &long)], None);
        }
        if operation.has_body {
            let client = match operation.needs_browser {
                true => &browser,
                false => &admin,
            };
            bodies(witness, client, operation, &path);
        }
    }
}

/// Of the wrong type, malformed, too large, and one that comes to a halt.
fn bodies(witness: &Witness, client: &Client, operation: &Operation, path: &str) {
    let method = operation.method.as_str();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    witness.send(client, method, path, &form, Some(b"a=b"));
    if !operation.takes_csv {
        witness.ask(client, method, path, Some("{"));
    }
    for length in [10_000_000, 10] {
        let status = unfinished(client, operation, path, length);
        witness.note(method, path, status);
    }
}

/// Declares a body and sends one byte of it.
fn unfinished(client: &Client, operation: &Operation, path: &str, length: u64) -> u16 {
    let credentials = match &client.credentials {
        Credentials::Token(secret) => format!("Authorization: Bearer {secret}"),
        Credentials::Browser { cookie, csrf } => {
            format!("Cookie: {cookie}\r\nX-CSRF-Token: {csrf}")
        }
        Credentials::None => panic!("somebody"),
    };
    let kind = match operation.takes_csv {
        true => "text/csv",
        false => "application/json",
    };
    let mut socket = TcpStream::connect(client.address).expect("a connection");
    write!(
        socket,
        "{} {path} HTTP/1.1\r\nHost: localhost\r\n{credentials}\r\nConnection: close\r\n\
         Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{{",
        operation.method
    )
    .expect("a part is sent");
    let mut head = [0; 12];
    socket.read_exact(&mut head).expect("an answer");
    let head = String::from_utf8_lossy(&head);
    head.rsplit(' ')
        .next()
        .and_then(|status| status.parse().ok())
        .expect("a status")
}
