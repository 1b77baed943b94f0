//! Tokens, sign-in links, cookies.

use crate::{
    client::{Client, Credentials},
    server::TestServer,
};

#[test]
fn a_token_signs_a_program_in_until_it_is_revoked() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let created = admin.post("/tokens", r#"{"name": "nightly", "role": "domain_admin"}"#);
    assert_eq!(created.status, 201, "{}", created.text());
    let program = Client::new(server.address, Credentials::Token(created.field("secret")));
    assert_eq!(program.get("/accounts").status, 200);

    let listed = admin.get("/tokens").text();
    assert!(listed.contains("nightly") && !listed.contains(&created.field("secret")));

    assert_eq!(
        admin
            .delete(&format!("/tokens/{}", created.field("token_id")))
            .status,
        204
    );
    program.get("/accounts").is_problem(401, "not-signed-in");
}

#[test]
fn a_wrong_token_is_not_helped_by_a_cookie() {
    let server = TestServer::start();
    let Credentials::Browser { cookie, .. } = server.browser().credentials else {
        panic!("a browser");
    };
    let headers = [
        ("cookie", cookie.as_str()),
        ("authorization", "Bearer wrong"),
    ];
    let answer = server.stranger().send("GET", "/accounts", &headers, None);
    answer.is_problem(401, "not-signed-in");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
}

#[test]
fn a_link_signs_in_once() {
    let server = TestServer::start();
    let body = format!(r#"{{"link": "{}"}}"#, server.sign_in_link());
    let signed_in = server.stranger().post("/session", &body);
    assert_eq!(signed_in.status, 200, "{}", signed_in.text());
    assert_eq!(signed_in.json()["role"], "domain_admin");
    let cookie = signed_in.header("set-cookie").unwrap_or_default();
    assert!(cookie.starts_with("rollbook_session="), "{cookie}");
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"),
        "{cookie}"
    );

    let again = server.stranger().post("/session", &body);
    again.is_problem(401, "link-not-accepted");
    assert_eq!(again.header("set-cookie"), None);
}

#[test]
fn where_it_is_asked_for_the_cookie_needs_https() {
    let server = TestServer::start_with(|options| options.secure_cookies = true);
    let body = format!(r#"{{"link": "{}"}}"#, server.sign_in_link());
    let signed_in = server.stranger().post("/session", &body);
    assert!(
        signed_in
            .header("set-cookie")
            .is_some_and(|cookie| cookie.ends_with("; Secure"))
    );
}

#[test]
fn a_write_by_the_cookie_needs_the_sessions_own_token() {
    let server = TestServer::start();
    let browser = server.browser();
    assert_eq!(browser.get("/accounts").status, 200);
    let add = r#"{"email": "ana@north.example", "institution": 1}"#;
    assert_eq!(browser.post("/accounts", add).status, 201);

    let Credentials::Browser { cookie, .. } = browser.credentials.clone() else {
        panic!("a browser");
    };
    for csrf in ["", "wrong"] {
        let forged = Client::new(
            server.address,
            Credentials::Browser {
                cookie: cookie.clone(),
                csrf: csrf.to_owned(),
            },
        );
        assert_eq!(forged.get("/accounts").status, 200);
        forged
            .post("/accounts", add)
            .is_problem(403, "csrf-mismatch");
        forged.delete("/session").is_problem(403, "csrf-mismatch");
    }
    let headers = [
        ("cookie", cookie.as_str()),
        ("content-type", "application/json"),
    ];
    let without = server
        .stranger()
        .send("POST", "/accounts", &headers, Some(add.as_bytes()));
    without.is_problem(403, "csrf-mismatch");
}

#[test]
fn the_session_tells_who_is_signed_in_until_it_is_ended() {
    let server = TestServer::start();
    server
        .stranger()
        .get("/session")
        .is_problem(401, "not-signed-in");
    // A token has no session.
    server
        .domain_admin()
        .get("/session")
        .is_problem(401, "not-signed-in");

    let browser = server.browser();
    let session = browser.get("/session");
    assert_eq!(session.status, 200, "{}", session.text());
    assert_eq!(session.field("actor"), "testkit");
    assert!(session.json()["institution"].is_null());
    let Credentials::Browser { csrf, .. } = &browser.credentials else {
        panic!("a browser");
    };
    assert_eq!(&session.field("csrf"), csrf);

    let ended = browser.delete("/session");
    assert_eq!(ended.status, 204);
    assert!(
        ended
            .header("set-cookie")
            .is_some_and(|cookie| cookie.contains("Max-Age=0"))
    );
    browser.get("/session").is_problem(401, "not-signed-in");
    browser.get("/accounts").is_problem(401, "not-signed-in");
}

#[test]
fn a_new_admin_gets_a_link_of_their_own() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let body = r#"{"email": "kim@north.example", "role": "institution_admin", "institution": 1}"#;
    let added = admin.post("/admins", body);
    assert_eq!(added.status, 201, "{}", added.text());

    let link = format!(r#"{{"link": "{}"}}"#, added.field("sign_in_secret"));
    let session = server.stranger().post("/session", &link);
    assert_eq!(session.status, 200, "{}", session.text());
    assert_eq!(session.field("actor"), "kim@north.example");
    assert_eq!(session.field("role"), "institution_admin");
    assert_eq!(session.json()["institution"], 1);

    assert!(admin.get("/admins").text().contains("kim@north.example"));
    let removal = r#"{"email": "kim@north.example"}"#;
    assert_eq!(admin.post("/admins/removal", removal).status, 204);
    assert_eq!(admin.post("/admins/removal", removal).status, 404);
    let cookie = session.header("set-cookie").unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default();
    let removed = server
        .stranger()
        .send("GET", "/accounts", &[("cookie", cookie)], None);
    removed.is_problem(401, "not-signed-in");
}
