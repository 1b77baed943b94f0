//! What is told of the server's settings.

use rollbook_service::Role;
use serde_json::json;

use crate::server::TestServer;

#[test]
fn r60_whoever_works_with_the_ledger_is_told_its_limits() {
    let server = TestServer::start_with(|options| options.limits.upload_bytes = 4096);
    let told = server.domain_admin().get("/settings").json();
    assert_eq!(
        told["guards"],
        json!({"share_percent": 20, "share_from_accounts": 100, "deletions": 25})
    );
    assert_eq!(told["upload_bytes"], 4096);
    assert_eq!(told["archive_files"], 100);
    assert_eq!(told["archive_bytes"], 8_u64 << 30);
    assert_eq!(told["plan_days"], 30);
    let version = told["version"].as_str().expect("a version");
    let validator = told["validator"].as_str().expect("a version");
    assert!(validator.starts_with(version), "{validator}");
    for (role, institution) in [(Role::InstitutionAdmin, Some(1)), (Role::Auditor, None)] {
        let client = server.token(role, institution);
        assert_eq!(client.get("/settings").json(), told);
    }
}

#[test]
fn r60_limits_that_were_set_are_told() {
    let server = TestServer::start_on(|settings| {
        settings.guards.deletions = 3;
        settings.archives.files = 7;
    });
    let told = server.domain_admin().get("/settings").json();
    assert_eq!(told["guards"]["deletions"], 3);
    assert_eq!(told["archive_files"], 7);
}
