//! Seats and their limits (R45, R46).

use crate::server::TestServer;

#[test]
fn r46_nobody_gets_in_beyond_a_limit() {
    let server = TestServer::with_accounts(2);
    let admin = server.domain_admin();
    let limited = admin.put("/seats/1", r#"{"limit": 2}"#);
    assert_eq!(limited.status, 200, "{}", limited.text());
    let seats = admin.get("/seats").json();
    assert_eq!(seats["seats"][0]["limit"], 2);
    assert_eq!(seats["seats"][0]["in_use"], 2);
    assert_eq!(seats["domain"]["in_use"], 2);

    let add = r#"{"email": "late@north.example", "institution": 1}"#;
    let problem = admin.post("/accounts", add).is_problem(422, "seat-limit");
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains('2')),
        "{problem}"
    );

    assert_eq!(admin.put("/seats/1", r#"{"limit": null}"#).status, 200);
    assert_eq!(admin.post("/accounts", add).status, 201);
    assert_eq!(
        admin.put("/seats/domain", r#"{"limit": 3}"#).json()["domain"]["limit"],
        3
    );
    admin
        .put("/seats/9", r#"{"limit": 3}"#)
        .is_problem(404, "unknown-institution");
    admin
        .put("/seats/1", "{}")
        .is_problem(400, "json-malformed");
    admin
        .put("/seats/everybody", r#"{"limit": 3}"#)
        .is_problem(404, "no-such-route");
}
