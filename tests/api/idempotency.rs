//! The same key by the same actor is done once, and answered again.

use rollbook_testkit::leavers_file;

use crate::{
    client::{Answer, Client},
    server::TestServer,
};

fn keyed(client: &Client, path: &str, content_type: &str, key: &str, body: &str) -> Answer {
    let headers = [("content-type", content_type), ("idempotency-key", key)];
    client.send("POST", path, &headers, Some(body.as_bytes()))
}

#[test]
fn a_repeated_write_is_done_once() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let add = || {
        keyed(
            &admin,
            "/accounts",
            "application/json",
            "k-1",
            r#"{"email": "ana@north.example"}"#,
        )
    };
    let (first, second) = (add(), add());
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(second.status, 201, "{}", second.text());
    assert_eq!(first.json(), second.json());
    assert_eq!(
        admin.get("/accounts").json()["accounts"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[test]
fn another_actor_may_use_the_same_key() {
    let server = TestServer::start();
    let body = r#"{"email": "ana@north.example"}"#;
    let first = keyed(
        &server.domain_admin(),
        "/accounts",
        "application/json",
        "k-1",
        body,
    );
    let second = keyed(
        &server.domain_admin(),
        "/accounts",
        "application/json",
        "k-1",
        body,
    );
    assert_ne!(first.field("account_id"), second.field("account_id"));
}

#[test]
fn a_repeated_upload_gives_the_same_plan() {
    let server = TestServer::with_accounts(2);
    let admin = server.domain_admin();
    let upload = || keyed(&admin, "/imports", "text/csv", "k-2", &leavers_file(1));
    let (first, second) = (upload(), upload());
    assert_eq!(first.field("plan_id"), second.field("plan_id"));
    let path = format!("/imports/{}/apply", first.field("plan_id"));
    let apply = || keyed(&admin, &path, "application/json", "k-3", "{}");
    assert_eq!(apply().field("batch_id"), apply().field("batch_id"));
    assert_eq!(
        admin.get("/batches").json()["batches"]
            .as_array()
            .map(Vec::len),
        Some(2),
        "the load and this one"
    );
}

#[test]
fn a_repeated_token_has_no_secret() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let body = r#"{"name": "nightly", "role": "domain_admin"}"#;
    let create = || keyed(&admin, "/tokens", "application/json", "k-4", body);
    let (first, second) = (create(), create());
    assert!(first.json()["secret"].is_string());
    assert!(second.json()["secret"].is_null());
    assert_eq!(first.field("token_id"), second.field("token_id"));
}

#[test]
fn a_key_has_a_length() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    for key in ["", &"k".repeat(256)] {
        let answer = keyed(
            &admin,
            "/accounts",
            "application/json",
            key,
            r#"{"email": "ana@north.example"}"#,
        );
        answer.is_problem(400, "parameter-invalid");
    }
    assert_eq!(
        keyed(
            &admin,
            "/accounts",
            "application/json",
            &"k".repeat(255),
            r#"{"email": "ana@north.example"}"#
        )
        .status,
        201
    );
}
