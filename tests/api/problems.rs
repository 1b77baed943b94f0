//! What is answered to requests that cannot be met.

use crate::server::TestServer;

#[test]
fn an_address_that_is_not_there_is_a_problem() {
    let server = TestServer::start();
    for path in [
        "/nothing",
        "/accounts/not-an-id",
        "/imports/x/y",
        "/api/v2/accounts",
    ] {
        server
            .domain_admin()
            .get(path)
            .is_problem(404, "no-such-route");
        server.stranger().get(path).is_problem(401, "not-signed-in");
    }
}

#[test]
fn a_method_that_is_not_taken_is_a_problem() {
    let server = TestServer::start();
    let answer = server.domain_admin().delete("/accounts");
    answer.is_problem(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), Some("GET, POST"));
    let answer = server
        .domain_admin()
        .get("/accounts/01920000-0000-7000-8000-000000000000/disable");
    assert_eq!(answer.header("allow"), Some("POST"));
}

#[test]
fn malformed_json_is_a_problem_that_says_where() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let problem = admin
        .post(
            "/accounts",
            "{\n  \"email\": \"ana@north.example\",\n  oops\n}",
        )
        .is_problem(400, "json-malformed");
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("line 3")),
        "{problem}"
    );

    let problem = admin
        .post("/accounts", r#"{"emial": "a@b.example"}"#)
        .is_problem(400, "json-malformed");
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("emial")),
        "{problem}"
    );

    let problem = admin
        .post("/accounts/search", r#"{"status": ["gone"]}"#)
        .is_problem(400, "json-malformed");
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("gone")),
        "{problem}"
    );
}

#[test]
fn parameters_that_are_not_understood_are_a_problem() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    for path in [
        "/accounts?statos=active",
        "/accounts?limit=many",
        "/accounts?status=gone",
        "/batches?limit=-1",
    ] {
        admin.get(path).is_problem(400, "parameter-invalid");
    }
    for path in [
        "/accounts?limit=0",
        "/accounts?limit=1001",
        "/accounts?cursor=zz",
        "/batches?limit=0",
    ] {
        admin.get(path).is_problem(400, "invalid");
    }
    admin
        .upload("/imports?action=delete", "email\n")
        .is_problem(400, "parameter-invalid");
    admin
        .upload("/imports?profile=unheard-of", "email\n")
        .is_problem(400, "parameter-invalid");
}

#[test]
fn a_number_that_nothing_can_have_is_no_fault_of_ours() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let large = u64::MAX;
    let answer = admin.get(&format!("/groups?institution={large}"));
    answer.is_problem(400, "invalid");
    for path in [
        format!("/accounts?institution={large}"),
        format!("/events?institution={large}"),
        format!("/seats/history?institution={large}"),
        format!("/accounts?as_of={large}"),
        format!("/feed?from={large}"),
    ] {
        let status = admin.get(&path).status;
        assert!(status < 500, "{path}: {status}");
    }
    for (path, body) in [
        (
            "/accounts",
            format!(r#"{{"username": "ada", "user_id": {large}}}"#),
        ),
        (
            "/accounts",
            format!(r#"{{"username": "ada", "institution": {large}}}"#),
        ),
        (
            "/institutions",
            format!(r#"{{"name": "Far", "institution": {large}}}"#),
        ),
        ("/access", format!(r#"{{"user_id": {large}}}"#)),
        ("/reversals", format!(r#"{{"event": {large}}}"#)),
    ] {
        let status = admin.post(path, &body).status;
        assert!(status < 500, "{path} {body}: {status}");
    }
    let status = admin
        .put("/seats/domain", &format!(r#"{{"limit": {large}}}"#))
        .status;
    assert!(status < 500, "{status}");
}

#[test]
fn a_body_of_another_type_is_a_problem() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    for content_type in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        None,
    ] {
        let headers: Vec<_> = content_type
            .map(|value| ("content-type", value))
            .into_iter()
            .collect();
        let body = br#"{"email": "ana@north.example"}"#;
        admin
            .send("POST", "/accounts", &headers, Some(body))
            .is_problem(415, "media-type");
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    admin
        .send("POST", "/imports", &form, Some(b"email\n"))
        .is_problem(415, "media-type");
}

#[test]
fn a_body_that_is_too_large_is_a_problem() {
    let server = TestServer::start_with(|options| options.limits.upload_bytes = 4096);
    let admin = server.domain_admin();
    let reason = format!(r#"{{"email": "{}"}}"#, "a".repeat(64 * 1024));
    admin
        .post("/accounts", &reason)
        .is_problem(413, "body-too-large");
    let file = format!("email\n{}", "ana@north.example\n".repeat(500));
    for path in ["/imports", "/checks"] {
        admin.upload(path, &file).is_problem(413, "body-too-large");
    }
}

#[test]
fn who_asks_is_found_out_before_the_body_is_read() {
    let server = TestServer::start();
    server
        .stranger()
        .post("/accounts", "not json")
        .is_problem(401, "not-signed-in");
    server
        .stranger()
        .upload("/imports", "")
        .is_problem(401, "not-signed-in");
}

#[test]
fn a_fault_of_ours_tells_strangers_nothing_of_the_machine() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let plan = admin
        .upload("/imports", "email\npupil000001@north.example\n")
        .field("plan_id");
    let plans = server.temporary.path().join("plans");
    std::fs::remove_dir_all(&plans).expect("the stored plans are lost");
    let problem = admin
        .get(&format!("/imports/{plan}"))
        .is_problem(500, "fault");
    let text = problem.to_string();
    assert!(
        !text.contains("plans") && !text.contains("os error"),
        "{text}"
    );
}

#[test]
fn an_unreadable_file_is_a_problem_with_its_own_code() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    admin.upload("/imports", "").is_problem(400, "file-empty");
    let utf16: Vec<u8> = "email\nana@north.example\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let headers = [("content-type", "text/csv")];
    admin
        .send("POST", "/imports", &headers, Some(&utf16))
        .is_problem(400, "not-utf8");
}
