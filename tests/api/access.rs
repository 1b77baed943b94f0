//! What a gate asks (POST /access).

use rollbook_service::{Caller, Ledger, Settings};

use crate::{
    client::{Client, Credentials},
    server::TestServer,
};

fn first(server: &TestServer) -> String {
    let accounts = server.domain_admin().get("/accounts").json();
    let id = accounts["accounts"][0]["account_id"].as_str();
    id.unwrap_or_default().to_owned()
}

#[test]
fn a_gate_learns_whether_a_person_may_log_in() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let id = first(&server);
    let ask = |body: &str| {
        let answer = admin.post("/access", body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    for body in [
        r#"{"email": "PUPIL000001@north.example"}"#,
        r#"{"username": "pupil000001"}"#,
        r#"{"user_id": 1}"#,
    ] {
        let expected =
            serde_json::json!({"account_id": id, "status": "active", "may_log_in": true});
        assert_eq!(ask(body), expected);
    }
    for (verb, status) in [("disable", "disabled"), ("deactivate", "deactivated")] {
        admin.post(&format!("/accounts/{id}/{verb}"), "{}");
        let answer = ask(r#"{"user_id": 1}"#);
        assert_eq!(
            (&answer["status"], &answer["may_log_in"]),
            (&status.into(), &false.into())
        );
    }
}

#[test]
fn a_gate_asks_for_exactly_one_person() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let twin = r#"{"email": "pupil000001@north.example", "username": "twin"}"#;
    assert_eq!(admin.post("/accounts", twin).status, 201);
    admin
        .post("/access", r#"{"email": "pupil000001@north.example"}"#)
        .is_problem(409, "ambiguous-account");
    assert_eq!(admin.post("/access", r#"{"username": "twin"}"#).status, 200);
    for body in [
        "",
        "{}",
        r#"{"email": "a@b.example", "user_id": 1}"#,
        r#"{"email": null}"#,
        r#"{"sis_id": "S"}"#,
    ] {
        admin
            .post("/access", body)
            .is_problem(400, "json-malformed");
    }
    for body in [r#"{"user_id": 99}"#, r#"{"email": ""}"#] {
        admin
            .post("/access", body)
            .is_problem(404, "unknown-account");
    }
}

#[test]
fn r16_to_an_institution_admin_people_elsewhere_are_unknown() {
    let server = TestServer::with_accounts(1);
    server.add_institution(8, "Oak");
    let body = r#"{"email": "pupil000001@north.example"}"#;
    server
        .institution_admin(8)
        .post("/access", body)
        .is_problem(404, "unknown-account");
    assert_eq!(
        server.institution_admin(1).post("/access", body).status,
        200
    );
}

#[test]
fn a_token_that_was_just_used_is_out_as_soon_as_it_is_revoked() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let created = admin.post("/tokens", r#"{"name": "gate", "role": "domain_admin"}"#);
    let gate = Client::new(server.address, Credentials::Token(created.field("secret")));
    let body = r#"{"user_id": 1}"#;
    for _ in 0..3 {
        assert_eq!(gate.post("/access", body).status, 200);
    }
    let mut wrong = created.field("secret");
    let last = if wrong.ends_with('0') { "1" } else { "0" };
    wrong.replace_range(wrong.len() - 1.., last);
    Client::new(server.address, Credentials::Token(wrong))
        .post("/access", body)
        .is_problem(401, "not-signed-in");
    admin.delete(&format!("/tokens/{}", created.field("token_id")));
    gate.post("/access", body).is_problem(401, "not-signed-in");
}

#[test]
fn a_gate_follows_what_another_process_has_just_recorded() {
    let server = TestServer::with_accounts(1);
    let who = first(&server).parse().expect("an id");
    let created = server
        .domain_admin()
        .post("/tokens", r#"{"name": "gate", "role": "gate"}"#);
    let gate = Client::new(server.address, Credentials::Token(created.field("secret")));
    let body = r#"{"user_id": 1}"#;
    // A ledger that is opened again shares nothing in memory with the server's.
    let settings = Settings::new(server.temporary.path());
    let other = Ledger::open(settings).expect("another process's ledger");
    let machine = Caller::of_the_machine("testkit");
    let admin = other.domain_admin(&machine).expect("an admin");
    for _ in 0..50 {
        admin.disable(who, None).expect("disabled");
        assert_eq!(gate.post("/access", body).field("status"), "disabled");
        admin.enable(who, None).expect("enabled");
        assert_eq!(gate.post("/access", body).field("status"), "active");
    }
    admin.revoke_token("gate").expect("revoked");
    gate.post("/access", body).is_problem(401, "not-signed-in");
    other.close();
}
