//! Every status that the OpenAPI document promises can be had, and no other is ever answered here.

mod refusals;
mod story;
pub mod witness;

use std::time::Duration;

use crate::server::TestServer;
use witness::Witness;

/// What no request brings about, and why.
fn is_out_of_reach(operation: &str, status: u16) -> Option<&'static str> {
    match (operation, status) {
        (_, 500) => Some("needs a fault of ours"),
        (_, 503) => Some("needs a store that another process holds for a minute"),
        ("show_checkpoint", 404) => Some("needs a ledger that a version without signatures made"),
        ("record_activity", 422) => Some("needs a deleted account"),
        _ => None,
    }
}

#[test]
fn every_documented_status_can_be_had() {
    let server = TestServer::start_with(|options| {
        options.limits.body_idle = Duration::from_millis(200);
        options.limits.upload_bytes = 64 * 1024;
    });
    let document = serde_json::to_value(rollbook_http::document()).expect("JSON");
    let witness = Witness::of(&document);
    refusals::of_shape(&witness, &server);
    story::tell(&witness, &server);
    let missing: Vec<_> = witness
        .unseen()
        .into_iter()
        .filter(|(operation, status)| is_out_of_reach(operation, *status).is_none())
        .collect();
    assert!(
        missing.is_empty(),
        "documented and never answered: {missing:?}"
    );
    for (operation, status) in witness.seen() {
        assert_eq!(
            is_out_of_reach(&operation, status),
            None,
            "{operation} {status} was answered after all"
        );
    }
}

#[test]
fn an_upload_too_many_is_documented() {
    let server = TestServer::start_with(|options| options.limits.uploads_at_once = 0);
    let admin = server.domain_admin();
    let document = serde_json::to_value(rollbook_http::document()).expect("JSON");
    for path in ["/api/v1/checks", "/api/v1/imports"] {
        admin
            .upload(path, "email\n")
            .is_problem(429, "too-many-uploads");
        let responses = &document["paths"][path]["post"]["responses"];
        assert!(responses["429"].is_object(), "{path}");
    }
}
