//! Health, and what every answer says to browsers.

use crate::server::TestServer;

#[test]
fn health_needs_no_sign_in() {
    let server = TestServer::start();
    for (path, status) in [("/health/live", "live"), ("/health/ready", "ready")] {
        let health = server.stranger().get(path);
        assert_eq!(health.status, 200, "{}", health.text());
        assert_eq!(health.field("status"), status);
        assert_eq!(server.stranger().send("HEAD", path, &[], None).status, 200);
    }
}

#[test]
fn every_answer_carries_the_security_headers() {
    let server = TestServer::start();
    let answers = [
        server.stranger().get("/health/live"),
        server.stranger().get("/accounts"),
        server.domain_admin().get("/accounts"),
        server.domain_admin().get("/nothing"),
        server.stranger().get("/console:/"),
        server.stranger().get("/console:/assets/nothing.js"),
        server.domain_admin().get("/templates/benchprep"),
    ];
    for answer in &answers {
        let policy = answer.header("content-security-policy").unwrap_or_default();
        for part in [
            "default-src 'self'",
            "'wasm-unsafe-eval'",
            "worker-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert!(answer.header("cache-control").is_some());
    }
    assert_eq!(
        server
            .domain_admin()
            .get("/accounts")
            .header("cache-control"),
        Some("no-store")
    );
}
