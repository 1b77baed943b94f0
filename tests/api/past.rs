//! Questions about the past, over HTTP (R47, R50).

use crate::{client::Client, server::TestServer};

/// Ana, who is disabled at the second position and called Anna from the third on.
fn history() -> (TestServer, String, [u64; 3]) {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let position = |answer: crate::client::Answer| {
        assert!(answer.status < 300, "{}", answer.text());
        answer.json()["position"].as_u64().expect("a position")
    };
    let added = admin.post(
        "/accounts",
        r#"{"email": "ana@north.example", "username": "ana", "institution": 1}"#,
    );
    let id = added.field("account_id");
    let added = position(added);
    let disabled = position(admin.post(&format!("/accounts/{id}/disable"), "{}"));
    let renamed = position(admin.patch(&format!("/accounts/{id}"), r#"{"username": "anna"}"#));
    (server, id, [added, disabled, renamed])
}

fn usernames(admin: &Client, search: &str) -> Vec<String> {
    let found = admin.post("/accounts/search", search);
    assert_eq!(found.status, 200, "{}", found.text());
    let list = found.json();
    let accounts = list["accounts"].as_array().expect("a list").iter();
    accounts
        .map(|account| account["username"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn r50_accounts_are_told_as_of_a_moment() {
    let (server, id, [added, disabled, renamed]) = history();
    let admin = server.domain_admin();
    let shown = |at: u64| {
        let account = admin.get(&format!("/accounts/{id}?as_of={at}")).json();
        let text = |key: &str| account[key].as_str().expect("a text").to_owned();
        (
            text("status"),
            text("username"),
            account["version"].as_u64(),
        )
    };
    let told =
        |status: &str, name: &str, version| (status.to_owned(), name.to_owned(), Some(version));
    assert_eq!(shown(added), told("active", "ana", added));
    assert_eq!(shown(disabled), told("disabled", "ana", disabled));
    assert_eq!(shown(renamed), told("disabled", "anna", renamed));
    admin
        .get(&format!("/accounts/{id}?as_of={}", added - 1))
        .is_problem(404, "unknown-account");

    let listed = |at: u64| {
        let list = admin.get(&format!("/accounts?as_of={at}")).json();
        list["accounts"].as_array().map(Vec::len)
    };
    assert_eq!((listed(added), listed(disabled)), (Some(1), Some(0)));
    let search = |words: &str, at: u64| {
        let body = format!(
            r#"{{"search": "{words}", "status": ["active", "disabled"], "as_of": "{at}"}}"#
        );
        usernames(&admin, &body)
    };
    assert_eq!(search("anna", renamed), ["anna"]);
    assert!(search("anna", disabled).is_empty());
    assert_eq!(search("ana", disabled), ["ana"]);
}

#[test]
fn r36_exports_are_written_as_of_a_moment() {
    let (server, _, [added, disabled, _]) = history();
    let admin = server.domain_admin();
    let export = |at: &str| {
        admin
            .get(&format!("/exports/accounts.csv?as_of={at}"))
            .text()
    };
    let row = |status: &str| format!("ana@north.example,1,ana,,1,,,S,,{status},manual\r\n");
    let told = export(&added.to_string());
    assert!(told.ends_with(&row("active")), "{told}");
    assert!(export(&disabled.to_string()).ends_with(&row("disabled")));
    assert_eq!(export("2020-01-01").lines().count(), 1);
    let users = admin.get("/exports/users.csv?version=2&as_of=2020-01-01");
    assert_eq!((users.status, users.text().lines().count()), (200, 1));
}

#[test]
fn r47_seats_are_told_as_of_a_moment_and_over_time() {
    let (server, _, [added, disabled, _]) = history();
    let admin = server.domain_admin();
    let in_use = |at: u64| {
        let seats = admin.get(&format!("/seats?as_of={at}")).json();
        (
            seats["seats"][0]["in_use"].as_u64(),
            seats["domain"]["in_use"].as_u64(),
        )
    };
    assert_eq!(in_use(added), (Some(1), Some(1)));
    assert_eq!(in_use(disabled), (Some(0), Some(0)));
    let steps = |query: &str| {
        let history = admin.get(&format!("/seats/history{query}"));
        assert_eq!(history.status, 200, "{}", history.text());
        let history = history.json();
        let steps = history["steps"].as_array().expect("steps").iter();
        steps
            .map(|step| {
                (
                    step["position"].as_u64(),
                    step["institution"].as_u64(),
                    step["in_use"].as_u64(),
                )
            })
            .collect::<Vec<_>>()
    };
    let [first, second] = [(added, 1), (disabled, 0)];
    let step = |(position, in_use), institution| (Some(position), institution, Some(in_use));
    assert_eq!(steps(""), [step(first, Some(1)), step(second, Some(1))]);
    assert_eq!(steps("?institution=1"), steps(""));
    assert_eq!(
        steps("?institution=domain"),
        [step(first, None), step(second, None)]
    );
    assert_eq!(
        steps(&format!("?since={disabled}")),
        [step(second, Some(1))]
    );
    assert_eq!(steps(&format!("?until={added}")), [step(first, Some(1))]);
    let page = admin.get("/seats/history?limit=1").json();
    let next = page["next"].as_str().expect("more").to_owned();
    assert_eq!(steps(&format!("?cursor={next}")), [step(second, Some(1))]);
}

#[test]
fn r50_a_moment_that_is_not_understood_or_lies_ahead_is_refused() {
    let (server, id, [.., renamed]) = history();
    let admin = server.domain_admin();
    let ahead = renamed + 1000;
    for path in [
        "/accounts".to_owned(),
        format!("/accounts/{id}"),
        "/seats".to_owned(),
        "/exports/accounts.csv".to_owned(),
    ] {
        let problem = admin
            .get(&format!("{path}?as_of=yesterday"))
            .is_problem(400, "parameter-invalid");
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| detail.contains("2026-06-03"))
        );
        for later in [ahead.to_string(), "9999-12-31".to_owned()] {
            admin
                .get(&format!("{path}?as_of={later}"))
                .is_problem(400, "in-the-future");
        }
    }
    admin
        .get(&format!("/seats/history?until={ahead}"))
        .is_problem(400, "in-the-future");
    admin
        .post("/accounts/search", &format!(r#"{{"as_of": "{ahead}"}}"#))
        .is_problem(400, "in-the-future");
}

#[test]
fn r16_the_past_of_an_account_elsewhere_is_that_of_an_unknown_one() {
    let (server, id, [added, ..]) = history();
    server.add_institution(2, "South");
    let south = server.institution_admin(2);
    let nobody = "01920000-0000-7000-8000-000000000000";
    let ask = |id: &str| south.get(&format!("/accounts/{id}?as_of={added}")).text();
    assert_eq!(ask(&id), ask(nobody));
    assert_eq!(
        south.get("/seats/history?institution=1").text(),
        south
            .get("/seats/history?institution=99")
            .text()
            .replace("99", "1")
    );
}

#[test]
fn r51_why_an_account_has_its_status() {
    let (server, id, [added, disabled, _]) = history();
    let admin = server.domain_admin();
    let why = |query: &str| {
        let answer = admin.get(&format!("/accounts/{id}/why{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let why = answer.json();
        assert_eq!(why["account_id"], id.as_str());
        assert!(why["batch"].is_null());
        (
            why["status"].clone(),
            why["event"]["position"].as_u64(),
            why["event"]["type"].clone(),
        )
    };
    let told = |status: &str, position, event: &str| (status.into(), Some(position), event.into());
    assert_eq!(why(""), told("disabled", disabled, "AccountDisabled"));
    assert_eq!(
        why(&format!("?as_of={added}")),
        told("active", added, "AccountCreated")
    );
    let nobody = "/accounts/01920000-0000-7000-8000-000000000000/why";
    admin.get(nobody).is_problem(404, "unknown-account");
    server.add_institution(2, "South");
    let south = server.institution_admin(2);
    assert_eq!(
        south.get(&format!("/accounts/{id}/why")).text(),
        admin.get(nobody).text()
    );
}
