//! What browsers are told, and which requests are for somebody else.

use rollbook_testkit::TemporaryLedger;
use tokio::runtime::Runtime;

use crate::{client::Answer, server::TestServer};

/// Holds of every answer; the test of documented statuses asks it of each one that it brings about.
#[track_caller]
pub fn is_hardened(answer: &Answer) {
    for (name, expected) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(answer.header(name), Some(expected), "{name}");
    }
    // Full tiles of the log hold ciphertext, and never change.
    let caching = answer.header("cache-control").expect("a word on caching");
    assert!(
        caching == "no-store" || caching.ends_with("immutable"),
        "{caching}"
    );
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(policy.contains("default-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert!(answer.header("permissions-policy").is_some());
    // By plain HTTP it would mean nothing.
    assert_eq!(answer.header("strict-transport-security"), None);
    grants_nothing(answer);
}

/// No other origin may read an answer.
#[track_caller]
fn grants_nothing(answer: &Answer) {
    for name in answer.headers.keys() {
        let name = name.as_str();
        assert!(!name.starts_with("access-control-"), "{name}");
    }
}

#[test]
fn another_origin_is_allowed_nothing() {
    let server = TestServer::start();
    let origin = ("origin", "https://evil.example");
    for path in ["/accounts", "/session", "/health/live", "/openapi.json"] {
        for client in [server.stranger(), server.domain_admin()] {
            let preflight = [
                origin,
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "authorization"),
            ];
            let answer = client.send("OPTIONS", path, &preflight, None);
            assert!(answer.status >= 400, "{path}: {}", answer.status);
            grants_nothing(&answer);
            grants_nothing(&client.send("GET", path, &[origin], None));
        }
    }
}

#[test]
fn the_console_s_page_is_hardened_and_may_be_kept() {
    let server = TestServer::start();
    let page = server.stranger().get("/console:/");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    let missing = server.stranger().get("/console:/missing.js");
    is_hardened(&missing);
}

#[test]
fn a_request_by_another_s_name_is_refused() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let by = |name: &str, path: &str| admin.send("GET", path, &[("host", name)], None);
    for name in ["localhost", "127.0.0.1:80", "[::1]:7420", "LocalHost:1"] {
        assert_eq!(by(name, "/accounts").status, 200, "{name}");
    }
    for path in ["/accounts", "/openapi.json", "/console:/"] {
        by("evil.example", path).is_problem(421, "host-not-accepted");
    }
    assert_eq!(by("10.0.0.5:7420", "/health/live").status, 200);
}

#[test]
fn a_request_by_a_name_of_the_settings_is_answered() {
    let server =
        TestServer::start_with(|options| options.hosts = vec!["roll.school.example".to_owned()]);
    let by = |name: &str| {
        let host = [("host", name)];
        server.domain_admin().send("GET", "/accounts", &host, None)
    };
    assert_eq!(by("Roll.School.Example").status, 200);
    assert_eq!(by("localhost").status, 200);
    by("school.example").is_problem(421, "host-not-accepted");
}

#[test]
fn an_address_that_is_taken_is_told_with_what_names_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address");
    let temporary = TemporaryLedger::empty();
    let bind = |listen, metrics| {
        let options = rollbook_http::Options {
            listen,
            metrics,
            ..rollbook_http::Options::default()
        };
        let runtime = Runtime::new().expect("a runtime");
        let server = rollbook_http::Server::bind(temporary.ledger.clone(), options);
        runtime
            .block_on(server)
            .err()
            .expect("it is taken")
            .to_string()
    };
    let free = "127.0.0.1:0".parse().expect("an address");
    assert!(bind(address, None).ends_with("with --listen"));
    assert!(bind(free, Some(address)).ends_with("with the setting metrics"));
}
