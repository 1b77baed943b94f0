//! What an institution's admin can do and see.

use crate::{client::Answer, server::TestServer};

/// Two institutions with one account each; the ids of the accounts.
fn two_institutions() -> (TestServer, String, String) {
    let server = TestServer::start();
    server.add_institution(2, "South");
    let admin = server.domain_admin();
    let add = |email: &str, institution: u64| {
        let body = format!(r#"{{"email": "{email}", "institution": {institution}}}"#);
        admin.post("/accounts", &body).field("account_id")
    };
    let (north, south) = (add("ana@north.example", 1), add("sam@south.example", 2));
    (server, north, south)
}

/// All that a client can tell two answers apart by.
fn looks(answer: &Answer) -> (u16, String, Vec<String>) {
    let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    names.sort();
    (answer.status, answer.text(), names)
}

#[test]
fn r15_what_concerns_the_domain_needs_a_domain_admin() {
    let server = TestServer::start();
    let north = server.institution_admin(1);
    let refused = [
        north.post("/institutions", r#"{"name": "West"}"#),
        north.put("/seats/domain", r#"{"limit": null}"#),
        north.put("/seats/1", r#"{"limit": 5}"#),
        north.get("/admins"),
        north.post(
            "/admins",
            r#"{"email": "a@b.example", "role": "domain_admin"}"#,
        ),
        north.post("/admins/links", r#"{"email": "a@b.example"}"#),
        north.post("/admins/removal", r#"{"email": "a@b.example"}"#),
        north.get("/tokens"),
        north.post("/tokens", r#"{"name": "mine", "role": "domain_admin"}"#),
        north.delete("/tokens/01920000-0000-7000-8000-000000000000"),
        north.upload(
            "/imports?profile=accounts",
            "email,institution\na@north.example,1\n",
        ),
        north.upload(
            "/imports",
            "email,first_name,last_name,user_type\na@north.example,A,B,S\n",
        ),
    ];
    for answer in &refused {
        answer.is_problem(403, "not-permitted");
    }
    assert_eq!(
        server.domain_admin().get("/institutions").json()["institutions"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[test]
fn r15_an_institution_admin_acts_on_its_own_accounts() {
    let (server, north, _) = two_institutions();
    let admin = server.institution_admin(1);
    for (verb, status) in [
        ("disable", "disabled"),
        ("enable", "active"),
        ("deactivate", "deactivated"),
        ("reactivate", "active"),
    ] {
        let changed = admin.post(
            &format!("/accounts/{north}/{verb}"),
            r#"{"reason": "term ended"}"#,
        );
        assert_eq!(changed.status, 200, "{verb}: {}", changed.text());
        assert_eq!(changed.field("status"), status);
        assert_eq!(changed.field("outcome"), "recorded");
    }
}

#[test]
fn r16_an_account_elsewhere_is_answered_as_an_unknown_one() {
    let (server, _, south) = two_institutions();
    let admin = server.institution_admin(1);
    let group = server
        .domain_admin()
        .post("/groups", r#"{"institution": 1, "name": "7b"}"#)
        .field("group_id");
    let unknown = "01920000-0000-7000-8000-000000000000";
    let ask = |id: &str| {
        let mut answers = vec![admin.get(&format!("/accounts/{id}"))];
        for verb in ["disable", "enable", "deactivate", "reactivate"] {
            answers.push(admin.post(&format!("/accounts/{id}/{verb}"), "{}"));
        }
        answers.push(admin.put(&format!("/accounts/{id}/groups/{group}"), "{}"));
        answers.push(admin.delete(&format!("/accounts/{id}/groups/{group}")));
        answers
    };
    for (elsewhere, unknown) in ask(&south).iter().zip(&ask(unknown)) {
        elsewhere.is_problem(404, "unknown-account");
        assert_eq!(looks(elsewhere), looks(unknown));
    }
    assert_eq!(
        server
            .domain_admin()
            .get(&format!("/accounts/{south}"))
            .field("status"),
        "active"
    );
}

#[test]
fn r16_lists_show_only_what_is_visible() {
    let (server, north, south) = two_institutions();
    let admin = server.institution_admin(1);
    let lists = [
        admin.get("/accounts"),
        admin.post(
            "/accounts/search",
            r#"{"search": "example", "status": ["active", "disabled", "deactivated"]}"#,
        ),
        admin.get("/accounts?institution=1"),
    ];
    for list in &lists {
        assert_eq!(list.status, 200, "{}", list.text());
        assert!(
            list.text().contains(&north) && !list.text().contains(&south),
            "{}",
            list.text()
        );
    }
    assert_eq!(
        admin.get("/accounts?institution=2").text(),
        admin.get("/accounts?institution=9").text()
    );
    for path in ["/institutions", "/seats", "/groups"] {
        let list = admin.get(path);
        assert_eq!(list.status, 200, "{path}: {}", list.text());
        assert!(!list.text().contains("South"), "{path}: {}", list.text());
    }
    assert_eq!(
        admin.get("/groups?institution=2").text(),
        admin.get("/groups?institution=9").text()
    );
}

#[test]
fn r16_a_plan_refuses_a_person_elsewhere_as_it_refuses_an_unknown_one() {
    let (server, _, _) = two_institutions();
    let admin = server.institution_admin(1);
    let file = "email\nsam@south.example\nnobody@south.example\nana@north.example\n";
    let plan = admin.upload("/imports?profile=benchprep", file);
    assert_eq!(plan.status, 201, "{}", plan.text());
    let plan = plan.json();
    let shown = |index: usize| {
        let refusal = &plan["refusals"][index];
        (
            refusal["code"].to_string(),
            refusal["message"].to_string(),
            refusal["column"].to_string(),
        )
    };
    assert_eq!(shown(0), shown(1));
    assert_eq!(plan["refusals"][0]["code"], "unknown-account");
    assert_eq!(plan["effects"]["deactivate"], 1);
}

#[test]
fn r16_plans_and_batches_of_others_are_unknown() {
    let (server, _, _) = two_institutions();
    let domain = server.domain_admin();
    let plan = domain
        .upload("/imports", "email\nsam@south.example\n")
        .field("plan_id");
    let admin = server.institution_admin(1);
    let unknown = "01920000-0000-7000-8000-000000000000";
    for path in ["", "/refused.csv", "/progress"] {
        let theirs = admin.get(&format!("/imports/{plan}{path}"));
        theirs.is_problem(404, "not-found");
        assert_eq!(
            looks(&theirs),
            looks(&admin.get(&format!("/imports/{unknown}{path}")))
        );
    }
    admin
        .post(&format!("/imports/{plan}/apply"), "{}")
        .is_problem(404, "not-found");

    let applied = domain.post(&format!("/imports/{plan}/apply"), "{}");
    assert_eq!(applied.status, 200, "{}", applied.text());
    let batch = applied.field("batch_id");
    let theirs = admin.get(&format!("/batches/{batch}"));
    assert_eq!(
        looks(&theirs),
        looks(&admin.get(&format!("/batches/{unknown}")))
    );
    theirs.is_problem(404, "not-found");
    assert_eq!(
        admin.get("/batches").json()["batches"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
    assert_eq!(
        domain.get("/batches").json()["batches"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}
