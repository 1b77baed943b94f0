//! Columns of an account changed by hand (R58).

use crate::server::TestServer;

/// The address of the first account.
fn first(server: &TestServer) -> String {
    let accounts = server.domain_admin().get("/accounts").json();
    let id = accounts["accounts"][0]["account_id"]
        .as_str()
        .unwrap_or_default();
    format!("/accounts/{id}")
}

#[test]
fn r58_a_merge_patch_sets_clears_and_leaves() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let account = first(&server);
    let changed = admin.patch(
        &account,
        r#"{"first_name": "Ada", "last_name": null, "nickname": "", "reason": "married"}"#,
    );
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.field("outcome"), "recorded");
    assert_eq!(changed.json()["notes"], serde_json::json!([]));
    let shown = admin.get(&account).json();
    assert_eq!(shown["first_name"], "Ada");
    assert!(shown["last_name"].is_null());
    assert_eq!(shown["username"], "pupil000001");

    let headers = [("content-type", "application/json")];
    let again = admin.send(
        "PATCH",
        &account,
        &headers,
        Some(br#"{"first_name": "Ada"}"#),
    );
    assert_eq!(
        (again.status, again.field("outcome").as_str()),
        (200, "nothing-to-do")
    );
    assert_eq!(
        admin.patch(&account, "{}").field("outcome"),
        "nothing-to-do"
    );
}

#[test]
fn r58_what_every_account_has_cannot_be_cleared() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let account = first(&server);
    for body in [
        r#"{"user_id": null}"#,
        r#"{"institution": null}"#,
        r#"{"user_type": null}"#,
        r#"{"status": "disabled"}"#,
    ] {
        admin
            .patch(&account, body)
            .is_problem(400, "json-malformed");
    }
    admin
        .patch(&account, r#"{"email": null, "username": null}"#)
        .is_problem(400, "invalid");
    admin
        .patch(&account, r#"{"institution": 99}"#)
        .is_problem(404, "unknown-institution");
}

#[test]
fn r16_to_an_institution_admin_a_patch_elsewhere_finds_nobody() {
    let server = TestServer::with_accounts(1);
    server.add_institution(8, "Oak");
    let account = first(&server);
    let oak = server.institution_admin(8);
    oak.patch(&account, r#"{"first_name": "Eve"}"#)
        .is_problem(404, "unknown-account");
    let north = server.institution_admin(1);
    north
        .patch(&account, r#"{"username": "eve"}"#)
        .is_problem(403, "not-permitted");
    north
        .patch(&account, r#"{"institution": 8}"#)
        .is_problem(403, "not-permitted");
    assert_eq!(
        north.patch(&account, r#"{"first_name": "Eve"}"#).status,
        200
    );
}

#[test]
fn r58_an_idempotency_key_changes_once() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let account = first(&server);
    let patch = |body: &str| {
        let headers = [
            ("content-type", "application/merge-patch+json"),
            ("idempotency-key", "one"),
        ];
        admin.send("PATCH", &account, &headers, Some(body.as_bytes()))
    };
    let (once, twice) = (patch(r#"{"suffix": "Jr."}"#), patch(r#"{"suffix": "Jr."}"#));
    assert_eq!(once.json()["position"], twice.json()["position"]);
    assert!(once.json()["position"].is_u64());
}
