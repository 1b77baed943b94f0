//! The server, as a person starts and stops it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::office::Office;

/// A running server; stopped with the test, whatever becomes of it.
pub struct Serving {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Serving {
    pub fn start(office: &Office, arguments: &[&str]) -> Serving {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut command = office.command(&arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Serving { child, lines }
    }

    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The exit code after a signal, and whatever else stood on stdout.
    pub fn stop(mut self, signal: Signal) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status line of a plain GET.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    answer
}

#[test]
fn serve_says_where_it_is_and_how_to_sign_in_and_stops_in_order() {
    let office = Office::empty();
    let mut serving = Serving::start(&office, &[]);
    let line = serving.line();
    let address = line
        .strip_prefix("Rollbook listens on http://")
        .unwrap()
        .to_owned();
    let link = serving.line();
    let expected = format!("Sign in once, within the hour: http://{address}/#sign-in=");
    assert!(
        link.strip_prefix(&expected)
            .is_some_and(|secret| !secret.is_empty()),
        "{link}"
    );
    assert!(get(&address, "/health/live").contains("200"));
    assert_eq!(serving.stop(Signal::TERM), (Some(0), String::new()));
    assert_eq!(office.done(&["doctor"])["ok"], true);
}

#[test]
fn serve_prints_one_object_for_programs() {
    let office = Office::empty();
    let mut serving = Serving::start(&office, &["--format", "json"]);
    let object: Value = serde_json::from_str(&serving.line()).unwrap();
    let listening = object["listening"].as_str().unwrap();
    assert!(
        object["sign_in"]
            .as_str()
            .unwrap()
            .starts_with(&format!("{listening}/#sign-in="))
    );
    assert_eq!(serving.stop(Signal::INT), (Some(0), String::new()));
}

#[test]
fn commands_and_a_server_share_a_ledger() {
    let office = Office::with_people(1);
    let mut serving = Serving::start(&office, &[]);
    serving.line();
    office.done(&["account", "deactivate", "person1", "--yes"]);
    assert_eq!(office.status_of("person1"), "deactivated");
    assert_eq!(serving.stop(Signal::TERM).0, Some(0));
}

/// The status line after a secret was exchanged for a session.
fn sign_in(address: &str, secret: &str) -> String {
    let body = format!(r#"{{"link":"{secret}"}}"#);
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /api/v1/session HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    answer
}

#[test]
fn while_somebody_is_signed_in_serve_says_how_to_get_another_link() {
    let office = Office::empty();
    let mut first = Serving::start(&office, &["--format", "json"]);
    let object: Value = serde_json::from_str(&first.line()).unwrap();
    let (address, secret) = object["sign_in"]
        .as_str()
        .and_then(|link| link.strip_prefix("http://")?.split_once("/#sign-in="))
        .unwrap();
    let answer = sign_in(address, secret);
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
    first.stop(Signal::TERM);

    let mut second = Serving::start(&office, &[]);
    second.line();
    let mut said = String::new();
    let mut stderr = BufReader::new(second.child.stderr.take().unwrap());
    stderr.read_line(&mut said).unwrap();
    assert!(said.contains("`rollbook admin link`"), "{said}");
    second.stop(Signal::TERM);
}

#[test]
fn while_there_is_a_domain_admin_serve_prints_no_link() {
    let office = Office::with_institution();
    let head = ["--email", "head@school.example"];
    office.done(&[&["admin", "add", "--role", "domain_admin"], &head[..]].concat());
    let printed = || {
        let mut serving = Serving::start(&office, &["--format", "json"]);
        let object: Value = serde_json::from_str(&serving.line()).unwrap();
        serving.stop(Signal::TERM);
        object["sign_in"].clone()
    };
    assert!(printed().is_null());
    office.done(&[&["admin", "remove"], &head[..]].concat());
    assert!(printed().is_string());
}

#[test]
fn an_address_that_is_taken_is_told() {
    let office = Office::empty();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (exit, problem) = office.json(&["serve", "--listen", &address]);
    assert_eq!((exit, problem["code"].as_str()), (2, Some("listen-failed")));
    assert!(
        problem["detail"].as_str().unwrap().contains(&address),
        "{problem}"
    );
}

#[test]
fn the_demo_leaves_a_ledger_that_is_not_empty_alone() {
    let office = Office::with_people(1);
    let before = office.position();
    let mut serving = Serving::start(&office, &["--demo"]);
    assert!(serving.line().starts_with("Rollbook listens on "));
    serving.stop(Signal::TERM);
    assert_eq!(office.position(), before);
}

#[test]
fn an_address_that_other_machines_reach_needs_tls_or_a_proxy() {
    let office = Office::empty();
    let everywhere = ["serve", "--listen", "0.0.0.0:0"];
    let (exit, problem) = office.json(&everywhere);
    assert_eq!(
        (exit, problem["code"].as_str()),
        (2, Some("listen-without-tls"))
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("behind_proxy"), "{detail}");
    assert_eq!(
        office.problem(&["accounts"]),
        (4, "no-ledger".to_owned()),
        "nothing was made"
    );

    office.file(
        "proxy.toml",
        "behind_proxy = true\nhosts = [\"roll.school.example\"]\n",
    );
    let mut serving = Serving::start(&office, &["--config", "proxy.toml"]);
    assert!(serving.line().starts_with("Rollbook listens on http://"));
    let link = serving.line();
    assert!(
        link.contains(" https://roll.school.example/#sign-in="),
        "{link}"
    );
    serving.stop(Signal::TERM);
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_at_the_start() {
    let office = Office::empty();
    office.file("certificate.pem", "");
    office.file(
        "tls.toml",
        "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n",
    );
    let (exit, problem) = office.json(&["serve", "--config", "tls.toml"]);
    assert_eq!((exit, problem["code"].as_str()), (2, Some("tls-unusable")));
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("certificate.pem holds no certificate in PEM"),
        "{detail}"
    );
}
