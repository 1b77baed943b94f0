//! What is logged, however much of it is asked for.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::time::Duration;

use rollbook_testkit::{Rollbook, wait_until};
use rollbook_tests::{Needles, Secrets};
use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

/// All that we say, and what the libraries below say of requests.
const EVERYTHING: &str = "debug,rollbook=trace";

const ACTOR: &str = "Ermintrude Featherstonehaugh";
const REASON: &str = "the whole family emigrated to Tuvalu";
const EMAIL: &str = "cornelius.vanderbilt@north.example";
const OTHER: &str = "wilhelmina.oglethorpe@north.example";
const ADMIN: &str = "ermintrude@headoffice.example";
const INSTITUTION: &str = "School of the North Wind";
const FILE: &str = "Ermintrude-leavers.csv";
const PASSWORD: &str = "a plausible passphrase of Ermintrude's";

fn needles() -> Needles {
    let mut secrets = Secrets::default();
    for secret in [
        ACTOR,
        REASON,
        EMAIL,
        OTHER,
        ADMIN,
        INSTITUTION,
        FILE,
        PASSWORD,
        "vanderbilt",
        "oglethorpe",
        "Ermintrude",
        "@north.example",
    ] {
        secrets.add(secret);
    }
    secrets.needles()
}

/// A server that logs everything into a file.
struct Serving {
    child: Child,
    address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    fn start(rollbook: &Rollbook, log: &std::path::Path) -> Serving {
        let mut command =
            rollbook.command(&["--format", "json", "serve", "--listen", "127.0.0.1:0"]);
        command.env("RUST_LOG", EVERYTHING);
        command.stderr(Stdio::from(File::create(log).expect("a log")));
        let mut child = command.spawn().expect("the server starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its stdout");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        let address = said["listening"].as_str().expect("an address").to_owned();
        Serving { child, address }
    }

    /// The status and body of an answer; a refusal is one too.
    fn ask(&self, token: &str, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
        let config = Agent::config_builder().http_status_as_error(false).build();
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", kind)
            .header(
                "content-disposition",
                format!("attachment; filename=\"{FILE}\""),
            )
            .header("x-whoever", ACTOR);
        let agent: Agent = config.into();
        let answer = match body.is_empty() {
            true => agent.run(request.body(()).expect("a request")),
            false => agent.run(request.body(body.to_owned()).expect("a request")),
        };
        let mut answer = answer.expect("an answer");
        let mut text = String::new();
        let mut reader = answer.body_mut().as_reader();
        reader.read_to_string(&mut text).expect("a body");
        (answer.status().as_u16(), text)
    }
}

#[test]
fn r43_a_server_logs_nobody_s_name_however_much_it_logs() {
    let needles = needles();
    let (desk, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = desk.path().join("log");
    let rollbook = Rollbook::on(data.path());
    rollbook.json(&["institution", "add", "--name", INSTITUTION, "--id", "1"]);
    let token = rollbook.json(&["token", "create", "--name", ACTOR, "--role", "domain_admin"]);
    let token = token["secret"].as_str().unwrap().to_owned();

    let serving = Serving::start(&rollbook, &log);
    let json = "application/json";
    let api = |method: &str, path: &str, body: &str| {
        serving.ask(&token, method, &format!("/api/v1{path}"), json, body)
    };
    let body =
        format!(r#"{{"email": "{EMAIL}", "first_name": "Cornelius", "username": "vanderbilt"}}"#);
    let (status, created) = api("POST", "/accounts", &body);
    assert_eq!(status, 201, "{created}");
    let created: Value = serde_json::from_str(&created).unwrap();
    let account = created["account_id"].as_str().unwrap().to_owned();
    let reason = format!(r#"{{"reason": "{REASON}"}}"#);
    assert_eq!(
        api("POST", &format!("/accounts/{account}/disable"), &reason).0,
        200
    );
    assert_eq!(
        api("POST", "/access", r#"{"username": "vanderbilt"}"#).0,
        200
    );
    assert_eq!(
        api("POST", "/accounts/search", r#"{"search": "oglethorpe"}"#).0,
        200
    );
    let admin = format!(r#"{{"email": "{ADMIN}", "role": "domain_admin"}}"#);
    assert_eq!(api("POST", "/admins", &admin).0, 201);
    let csv = format!("email\n{EMAIL}\n{OTHER}\n");
    let (status, plan) = serving.ask(&token, "POST", "/api/v1/imports", "text/csv", &csv);
    assert_eq!(status, 201, "{plan}");
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let plan = plan["plan_id"].as_str().unwrap();
    assert_eq!(
        api("POST", &format!("/imports/{plan}/apply"), &reason).0,
        200
    );

    // What clients send by mistake, or to see what happens.
    for (method, path, body) in [
        ("GET", "/accounts?search=vanderbilt", ""),
        ("GET", "/accounts/cornelius.vanderbilt@north.example", ""),
        ("GET", "/accounts?limit=vanderbilt", ""),
        (
            "POST",
            "/accounts",
            r#"{"emial": "cornelius.vanderbilt@north.example"}"#,
        ),
        ("POST", "/accounts", r#"{"vanderbilt"#),
        ("POST", "/reversals", r#"{"query": "account:oglethorpe"}"#),
        ("POST", "/session", r#"{"link": "vanderbilt"}"#),
        ("PUT", "/seats/vanderbilt", r#"{"limit": 1}"#),
        ("DELETE", "/oglethorpe", ""),
    ] {
        let (status, answer) = api(method, path, body);
        assert!((400..500).contains(&status), "{method} {path}: {answer}");
    }
    let sign_in = format!(r#"{{"email": "{ADMIN}", "password": "{PASSWORD}"}}"#);
    assert!(api("POST", "/session", &sign_in).0 >= 400);
    serving.ask("vanderbilt", "GET", "/api/v1/accounts", json, "");
    serving.ask(&token, "GET", "/oglethorpe?vanderbilt", json, "");

    wait_until(Duration::from_secs(20), "the last line", || {
        fs::read_to_string(&log).is_ok_and(|log| log.matches("answered").count() >= 18)
    });
    drop(serving);
    let logged = fs::read(&log).unwrap();
    let text = String::from_utf8_lossy(&logged);
    assert!(text.contains("/api/v1/accounts/{account_id}"), "{text}");
    let found = needles.find(&logged);
    assert_eq!(found, None, "{text}");
    assert!(!text.contains(&token), "{text}");
}

#[test]
fn r43_a_command_logs_nobody_s_name_however_much_it_logs() {
    let needles = needles();
    let (desk, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let rollbook = Rollbook::on(data.path());
    let leavers = desk.path().join("leavers.csv");
    fs::write(&leavers, format!("email\n{EMAIL}\n")).unwrap();
    let leavers = leavers.to_str().unwrap();
    for arguments in [
        &["institution", "add", "--name", INSTITUTION, "--id", "1"][..],
        &[
            "account",
            "add",
            "--email",
            EMAIL,
            "--username",
            "vanderbilt",
        ],
        &["account", "disable", EMAIL, "--reason", REASON, "--yes"],
        &["account", "show", "vanderbilt"],
        &["accounts", "--search", "oglethorpe"],
        &["import", leavers, "--yes", "--reason", REASON],
        &["admin", "add", "--email", ADMIN, "--role", "domain_admin"],
        &["token", "create", "--name", ACTOR, "--role", "domain_admin"],
        &["audit", "vanderbilt"],
        &["rebuild", "--check"],
        &["doctor"],
    ] {
        let arguments = [&["--actor", ACTOR, "--format", "json"], arguments].concat();
        let mut command = rollbook.command(&arguments);
        let output = command.env("RUST_LOG", EVERYTHING).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {text}");
        assert_eq!(needles.find(&output.stderr), None, "{arguments:?}: {text}");
    }
}
