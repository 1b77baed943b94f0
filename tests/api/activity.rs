//! What a learning system reports (R48).

use crate::server::TestServer;

fn first(server: &TestServer) -> String {
    let accounts = server.domain_admin().get("/accounts").json();
    let id = accounts["accounts"][0]["account_id"].as_str();
    format!("/accounts/{}", id.unwrap_or_default())
}

#[test]
fn r48_a_report_makes_an_account_one_with_data() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let account = first(&server);
    let report = |body: &str| {
        let answer = admin.post(&format!("{account}/activity"), body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    assert_eq!(admin.get(&account).json()["with_data"], false);
    assert_eq!(report(r#"{"grades": 0}"#)["with_data"], false);
    let logged_in = report(r#"{"last_login": "2026-09-01T08:00:00.123456+02:00"}"#);
    assert_eq!(
        (
            &logged_in["outcome"],
            &logged_in["with_data"],
            &logged_in["notes"]
        ),
        (&"recorded".into(), &true.into(), &serde_json::json!([]))
    );
    for old in [
        r#"{"last_login": "2026-09-01T06:00:00.123456Z"}"#,
        r#"{"last_login": "2026-09-01"}"#,
        r#"{"grades": 0, "last_login": "2025-01-01"}"#,
    ] {
        assert_eq!(report(old)["outcome"], "nothing-to-do", "{old}");
    }
    assert_eq!(
        report(r#"{"last_login": "2026-09-02", "grades": 3}"#)["outcome"],
        "recorded"
    );
}

#[test]
fn r48_what_reports_nothing_is_not_understood() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let path = format!("{}/activity", first(&server));
    admin.post(&path, "{}").is_problem(400, "invalid");
    for body in [
        r#"{"last_login": "yesterday"}"#,
        r#"{"grades": -1}"#,
        r#"{"logins": 1}"#,
    ] {
        admin.post(&path, body).is_problem(400, "json-malformed");
    }
    let unknown = "/accounts/01920000-0000-7000-8000-000000000000/activity";
    admin
        .post(unknown, r#"{"grades": 1}"#)
        .is_problem(404, "unknown-account");
    server
        .institution_admin(1)
        .post(&path, r#"{"grades": 1}"#)
        .is_problem(403, "not-permitted");
}
