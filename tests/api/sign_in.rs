//! Tokens, sign-in links, cookies.

use chrono::TimeDelta;

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
    let cookie = signed_in.header("set-cookie").unwrap_or_default();
    // A subdomain cannot set a cookie of this prefix.
    assert!(cookie.starts_with("__Host-rollbook_session="), "{cookie}");
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/; Secure"),
        "{cookie}"
    );
    let browser = server.stranger().signed_in(&signed_in);
    assert_eq!(browser.get("/session").status, 200);
    let (name, value) = cookie
        .split(';')
        .next()
        .and_then(|pair| pair.split_once('='))
        .expect("a cookie");
    assert_eq!(name, "__Host-rollbook_session");
    let plain = format!("rollbook_session={value}");
    let foisted = server
        .stranger()
        .send("GET", "/session", &[("cookie", &plain)], None);
    foisted.is_problem(401, "not-signed-in");
    let ended = browser.delete("/session");
    assert!(
        ended
            .header("set-cookie")
            .is_some_and(|cookie| cookie.starts_with("__Host-rollbook_session=; ")
                && cookie.ends_with("; Max-Age=0; Secure"))
    );
}

#[test]
fn every_write_by_the_cookie_needs_the_sessions_own_token() {
    let server = TestServer::start();
    let browser = server.browser();
    let document = serde_json::to_value(rollbook_http::document()).expect("JSON");
    let mut writes = 0;
    for (template, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            if method == "get" || operation["security"] == serde_json::json!([{}]) {
                continue;
            }
            let parts = template.split('/').map(|part| match part {
                part if part.starts_with('{') => "01920000-0000-7000-8000-000000000000",
                part => part,
            });
            let path = parts
                .collect::<Vec<_>>()
                .join("/")
                .replace("/seats/01920000-0000-7000-8000-000000000000", "/seats/1");
            for csrf in ["", "forged"] {
                let forged = browser.with_csrf(csrf);
                let answer = forged.send(&method.to_uppercase(), &path, &[], None);
                assert_eq!(answer.status, 403, "{method} {path}: {}", answer.text());
                answer.is_problem(403, "csrf-mismatch");
            }
            writes += 1;
        }
    }
    assert!(writes > 25, "{writes} writes");
    assert_eq!(browser.get("/session").status, 200, "nobody was signed out");
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
    assert_eq!(admin.post("/admins/removal", removal).status, 200);
    assert_eq!(admin.post("/admins/removal", removal).status, 404);
    let cookie = session.header("set-cookie").unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default();
    let removed = server
        .stranger()
        .send("GET", "/accounts", &[("cookie", cookie)], None);
    removed.is_problem(401, "not-signed-in");
}

#[test]
fn another_link_for_an_admin_is_a_command_of_its_own_and_recorded() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let kim = r#"{"email": "kim@north.example", "role": "domain_admin"}"#;
    assert_eq!(admin.post("/admins", kim).status, 201);
    let again = admin.post("/admins", kim);
    assert_eq!(again.status, 200, "{}", again.text());
    assert!(again.json()["sign_in_secret"].is_null());

    let made = admin.post("/admins/links", r#"{"email": "KIM@north.example"}"#);
    assert_eq!(made.status, 201, "{}", made.text());
    let link = format!(r#"{{"link": "{}"}}"#, made.field("sign_in_secret"));
    let session = server.stranger().post("/session", &link);
    assert_eq!(session.field("actor"), "kim@north.example");
    let events = admin.get("/events?type=SignInLinkMade").text();
    assert!(
        events.contains("made a sign-in link for kim@north.example"),
        "{events}"
    );
}

/// Adds an admin and signs a browser in by the link.
pub fn admin_of_the_domain(server: &TestServer, email: &str) -> Client {
    let body = format!(r#"{{"email": "{email}", "role": "domain_admin"}}"#);
    let added = server.domain_admin().post("/admins", &body);
    let link = format!(r#"{{"link": "{}"}}"#, added.field("sign_in_secret"));
    let stranger = server.stranger();
    stranger.signed_in(&stranger.post("/session", &link))
}

#[test]
fn a_token_ends_when_it_expires_and_tells_when_it_was_used() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let create = |body: &str| admin.post("/tokens", body);
    let past = r#"{"name": "past", "role": "gate", "expires": "2026-08-31T07:59:59Z"}"#;
    create(past).is_problem(400, "in-the-past");
    let never = create(r#"{"name": "always", "role": "gate", "expires": "never"}"#);
    assert!(never.json()["expires"].is_null(), "{}", never.text());
    let usual = create(r#"{"name": "usual", "role": "gate"}"#);
    assert_eq!(usual.field("expires"), "2027-08-31T08:00:00Z");

    let body =
        r#"{"name": "brief", "role": "domain_admin", "expires": "2026-08-31T10:00:00+01:00"}"#;
    let created = create(body);
    assert_eq!(created.field("expires"), "2026-08-31T09:00:00Z");
    assert!(created.json()["last_used"].is_null());
    let program = Client::new(server.address, Credentials::Token(created.field("secret")));
    server.temporary.clock.advance(TimeDelta::minutes(59));
    assert_eq!(program.get("/accounts").status, 200);
    let used = |name: &str| {
        let list = admin.get("/tokens").json();
        let tokens = list["tokens"].as_array().expect("tokens").clone();
        let token = tokens.into_iter().find(|token| token["name"] == name);
        token.expect("a token")["last_used"].clone()
    };
    assert_eq!(used("brief"), "2026-08-31T08:59:00Z");
    server.temporary.clock.advance(TimeDelta::minutes(1));
    program.get("/accounts").is_problem(401, "not-signed-in");
    let access = r#"{"username": "ana"}"#;
    program
        .post("/access", access)
        .is_problem(401, "not-signed-in");
    // To be refused is no use.
    assert_eq!(used("brief"), "2026-08-31T08:59:00Z");
    assert!(used("always").is_null());
}

#[test]
fn whoever_asks_too_often_has_to_wait() {
    let server = TestServer::start_on(|settings| settings.requests_per_second = 2);
    let admin = server.domain_admin();
    for _ in 0..20 {
        assert_eq!(admin.get("/institutions").status, 200);
    }
    let refused = admin.get("/institutions");
    refused.is_problem(429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), Some("1"));
    let access = admin.post("/access", r#"{"username": "ana"}"#);
    access.is_problem(429, "too-many-requests");
    // Others do not wait for it, and a stranger is one as before.
    let browser = server.browser();
    assert_eq!(browser.get("/institutions").status, 200);
    server
        .stranger()
        .get("/institutions")
        .is_problem(401, "not-signed-in");
    server.temporary.clock.advance(TimeDelta::milliseconds(500));
    assert_eq!(admin.get("/institutions").status, 200);
    admin
        .get("/institutions")
        .is_problem(429, "too-many-requests");
}

#[test]
fn a_session_without_requests_ends_after_two_hours() {
    let server = TestServer::start();
    let browser = server.browser();
    for _ in 0..3 {
        server.temporary.clock.advance(TimeDelta::minutes(119));
        assert_eq!(browser.get("/session").status, 200);
    }
    server.temporary.clock.advance(TimeDelta::minutes(120));
    browser.get("/session").is_problem(401, "not-signed-in");
}

#[test]
fn an_admin_is_erased_by_another_one() {
    let server = TestServer::start();
    let kim = admin_of_the_domain(&server, "kim@north.example");
    let own = r#"{"email": "KIM@north.example"}"#;
    kim.post("/admins/removal", own)
        .is_problem(422, "own-admin");
    server
        .domain_admin()
        .post("/admins/removal", own)
        .is_problem(422, "last-domain-admin");
    let ann = admin_of_the_domain(&server, "ann@north.example");
    assert_eq!(
        kim.post("/institutions", r#"{"name": "Oak", "institution": 8}"#)
            .status,
        201
    );
    let token = kim.post("/tokens", r#"{"name": "nightly", "role": "domain_admin"}"#);
    let nightly = token.field("secret");
    let erase = r#"{"email": "kim@north.example", "erase": true}"#;
    let erased = ann.post("/admins/removal", erase);
    assert_eq!(erased.status, 200, "{}", erased.text());
    let told = erased.json();
    assert_eq!(
        (&told["erased"], &told["outcome"]),
        (&true.into(), &"recorded".into())
    );
    // Machines do not stop by surprise: whoever removes is told which tokens are left.
    assert_eq!(told["tokens"].as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(told["tokens"][0]["name"], "nightly");
    let nightly = Client::new(server.address, Credentials::Token(nightly));
    assert_eq!(nightly.get("/accounts").status, 200);
    assert!(told["tokens"][0]["secret"].is_null());
    kim.get("/session").is_problem(401, "not-signed-in");
    let events = ann.get("/events").text();
    assert!(!events.contains("kim@"), "{events}");
    assert!(
        events.contains("somebody who was erased added Oak (institution 8)"),
        "{events}"
    );
    assert!(
        events.contains("ann@north.example removed the admin somebody who was erased"),
        "{events}"
    );
    assert_eq!(ann.post("/admins/removal", erase).status, 404);
}
