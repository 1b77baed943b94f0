//! Accounts by hand (R40, R58).

use crate::server::TestServer;

#[test]
fn r58_an_account_is_added_found_and_put_into_a_group() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let added = admin.post(
        "/accounts",
        r#"{"email": "ana.o'neill@north.example", "username": "ana", "user_id": 7, "institution": 1, "last_name": "O'Neill"}"#,
    );
    assert_eq!(added.status, 201, "{}", added.text());
    assert_eq!(added.field("outcome"), "recorded");
    assert_eq!(added.json()["user_id"], 7);
    let id = added.field("account_id");

    let group = admin.post("/groups", r#"{"institution": 1, "name": "7b"}"#);
    assert_eq!(group.status, 201, "{}", group.text());
    let again = admin.post("/groups", r#"{"institution": 1, "name": "7b"}"#);
    assert_eq!(
        (again.status, again.field("outcome").as_str()),
        (200, "nothing-to-do")
    );

    let membership = format!("/accounts/{id}/groups/{}", group.field("group_id"));
    let joined = admin.put(&membership, "");
    assert_eq!(joined.status, 200, "{}", joined.text());
    assert_eq!(joined.json()["groups"][0], "7b");
    assert_eq!(admin.put(&membership, "").field("outcome"), "nothing-to-do");
    assert_eq!(admin.get("/groups").json()["groups"][0]["members"], 1);
    assert_eq!(
        admin.delete(&membership).json()["groups"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );

    let found = admin.post("/accounts/search", r#"{"search": "neill"}"#);
    assert_eq!(
        found.json()["accounts"][0]["account_id"],
        id.as_str(),
        "{}",
        found.text()
    );
}

#[test]
fn r40_hidden_accounts_are_listed_when_asked_for() {
    let server = TestServer::with_accounts(3);
    let admin = server.domain_admin();
    let id = admin.get("/accounts").json()["accounts"][1]["account_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(
        admin.post(&format!("/accounts/{id}/deactivate"), "").status,
        200
    );

    let ids = |path: &str| {
        let list = admin.get(path).json();
        let accounts = list["accounts"].as_array().cloned().unwrap_or_default();
        accounts
            .iter()
            .map(|account| account["account_id"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("/accounts").len(), 2);
    assert_eq!(ids("/accounts?status=deactivated"), [format!("{id:?}")]);
    assert_eq!(ids("/accounts?status=active&status=deactivated").len(), 3);
}

#[test]
fn lists_are_read_page_by_page() {
    let server = TestServer::with_accounts(5);
    let admin = server.domain_admin();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/accounts?limit=2{cursor}")).json();
        let accounts = page["accounts"].as_array().cloned().unwrap_or_default();
        assert!(accounts.len() <= 2);
        seen.extend(
            accounts
                .iter()
                .map(|account| account["account_id"].to_string()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted());
}

#[test]
fn a_command_without_effect_says_so() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let id = admin.get("/accounts").json()["accounts"][0]["account_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let enabled = admin.post(&format!("/accounts/{id}/enable"), "{}");
    assert_eq!(
        (enabled.status, enabled.field("outcome").as_str()),
        (200, "nothing-to-do")
    );
    assert!(enabled.json()["position"].is_null());
    admin.post(&format!("/accounts/{id}/reactivate"), "{}");
    assert_eq!(
        admin.post(&format!("/accounts/{id}/disable"), "{}").status,
        200
    );
    admin
        .post(&format!("/accounts/{id}/reactivate"), "{}")
        .is_problem(422, "enable-instead");
}

#[test]
fn r63_a_token_cannot_end_the_account_it_acts_as() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let id = admin.get("/accounts").json()["accounts"][0]["account_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let body = format!(r#"{{"name": "self", "role": "domain_admin", "account_id": "{id}"}}"#);
    let secret = admin.post("/tokens", &body).field("secret");
    let own = crate::client::Client::new(server.address, crate::client::Credentials::Token(secret));
    for verb in ["disable", "deactivate"] {
        own.post(&format!("/accounts/{id}/{verb}"), "{}")
            .is_problem(422, "own-account");
    }
}
