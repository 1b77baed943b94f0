//! What each operation answers by what it does.

use chrono::TimeDelta;
use rollbook_service::Caller;

use super::witness::Witness;
use crate::{
    client::{Answer, Client, Credentials},
    server::TestServer,
};

const NOBODY: &str = "01920000-0000-7000-8000-000000000000";

/// A district that lives through everything.
struct Story<'a> {
    witness: &'a Witness,
    admin: Client,
}

impl Story<'_> {
    /// Asks as a domain admin, at an address of the API.
    fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        let body = (!body.is_empty()).then_some(body);
        self.witness
            .ask(&self.admin, method, &format!("/api/v1{path}"), body)
    }

    #[track_caller]
    fn expect(&self, status: u16, method: &str, path: &str, body: &str) -> Answer {
        let answer = self.ask(method, path, body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        answer
    }

    fn upload(&self, path: &str, csv: &str) -> Answer {
        self.upload_under("", path, csv)
    }

    /// Under an idempotency key, unless that is empty.
    fn upload_under(&self, key: &str, path: &str, csv: &str) -> Answer {
        let headers = [("content-type", "text/csv"), ("idempotency-key", key)];
        let headers = &headers[..if key.is_empty() { 1 } else { 2 }];
        let path = format!("/api/v1{path}");
        self.witness
            .send(&self.admin, "POST", &path, headers, Some(csv.as_bytes()))
    }
}

pub fn tell(witness: &Witness, server: &TestServer) {
    let story = Story {
        witness,
        admin: server.domain_admin(),
    };
    signing_in(&story, server);
    lists(&story, server);
    institutions(&story);
    let account = accounts(&story, server);
    deletions(&story, server);
    groups(&story, &account);
    people(&story);
    let batch = imports(&story);
    schedule(&story, server);
    reversals(&story, &batch);
    log(&story);
}

/// R64.
fn log(story: &Story<'_>) {
    let get = |path: &str| story.witness.ask(&story.admin, "GET", path, None).status;
    assert_eq!(get("/tlog/checkpoint"), 200);
    for path in ["/tlog/tile/0/000.p", "/tlog/tile/entries/000.p"] {
        assert_eq!(get(path), 404);
    }
    let full = |status: u16, path: &str| story.witness.note("GET", path, status);
    // A small log has partial tiles only, whose paths have a part more than the document's.
    for (path, template) in [
        ("/tlog/tile/0/000.p/1", "/tlog/tile/0/000"),
        ("/tlog/tile/entries/000.p/1", "/tlog/tile/entries/000"),
    ] {
        full(story.admin.get(path).status, template);
    }
    story.expect(200, "GET", "/proofs/inclusion?position=0", "");
    story.expect(404, "GET", "/proofs/inclusion?position=1&size=1", "");
    story.expect(200, "GET", "/proofs/consistency?from=1", "");
    story.expect(200, "GET", "/log/keys", "");
}

fn deletions(story: &Story<'_>, server: &TestServer) {
    let added = r#"{"email": "gone@north.example", "institution": 1}"#;
    let id = story
        .expect(201, "POST", "/accounts", added)
        .field("account_id");
    let (account, deletion) = (
        format!("/accounts/{id}"),
        format!("/accounts/{id}/deletion"),
    );
    story
        .expect(422, "GET", &format!("{account}/certificate"), "")
        .is_problem(422, "not-deleted");
    let shown = story.expect(200, "POST", &deletion, "");
    let yes = |identity: &str| {
        let confirmation = shown.field("confirmation");
        format!(r#"{{"confirmation": "{confirmation}", "identity": "{identity}"}}"#)
    };
    story.expect(422, "DELETE", &account, &yes("ana@north.example"));
    let renamed = r#"{"first_name": "Gone"}"#;
    story.expect(200, "PATCH", &account, renamed);
    story
        .expect(409, "DELETE", &account, &yes("gone@north.example"))
        .is_problem(409, "account-changed");
    let late = story.expect(200, "POST", &deletion, "");
    server.temporary.clock.advance(TimeDelta::minutes(10));
    let late = format!(
        r#"{{"confirmation": "{}", "identity": "gone@north.example"}}"#,
        late.field("confirmation")
    );
    story
        .expect(422, "DELETE", &account, &late)
        .is_problem(422, "confirmation-expired");
    let shown = story.expect(200, "POST", &deletion, "");
    let yes = |identity: &str| {
        let confirmation = shown.field("confirmation");
        format!(r#"{{"confirmation": "{confirmation}", "identity": "{identity}"}}"#)
    };
    story.expect(400, "DELETE", &account, r#"{"identity": 7}"#);
    let deleted = story.expect(200, "DELETE", &account, &yes("Gone@north.example"));
    assert_eq!(deleted.field("status"), "deleted");
    let certificate = format!("{account}/certificate");
    let certified = story.expect(200, "GET", &certificate, "").text();
    assert!(certified.contains(&format!("account: {id}")), "{certified}");
    assert_eq!(deleted.field("certificate"), certified);
    story.expect(404, "GET", &format!("/accounts/{NOBODY}/certificate"), "");
    let again = story.expect(200, "DELETE", &account, &yes("gone@north.example"));
    assert_eq!(again.field("outcome"), "nothing-to-do");
    story
        .expect(422, "POST", &deletion, "")
        .is_problem(422, "deleted-account");
    for (method, path) in [("POST", "/deletion"), ("DELETE", "")] {
        story.expect(404, method, &format!("/accounts/{NOBODY}{path}"), &yes("x"));
    }
}

fn schedule(story: &Story<'_>, server: &TestServer) {
    let step = |whom: &str, mode: &str| {
        format!(r#"{{"action": "disable", "from": "2999-07-01", {whom}, "mode": "{mode}"}}"#)
    };
    let twin = r#""accounts": ["twin"]"#;
    story.expect(200, "POST", "/schedule", &step(twin, "plan"));
    let agreed = format!(r#"{twin}, "plan_id": "{NOBODY}""#);
    let changed = story.expect(409, "POST", "/schedule", &step(&agreed, "apply"));
    changed.is_problem(409, "plan-changed");
    let now = changed.json()["schedule"]["plan_id"].clone();
    let agreed = format!(r#"{twin}, "plan_id": {now}"#);
    let scheduled = story.expect(201, "POST", "/schedule", &step(&agreed, "apply"));
    let unknown = r#""accounts": ["eve"]"#;
    story.expect(404, "POST", "/schedule", &step(unknown, "apply"));
    let shared = r#""accounts": ["ana@north.example"]"#;
    story.expect(409, "POST", "/schedule", &step(shared, "apply"));
    story.expect(400, "POST", "/schedule", &step(twin, "perhaps"));
    story.expect(200, "GET", "/schedule", "");
    story.expect(200, "GET", "/schedule?institution=1&action=disable", "");
    story.expect(400, "GET", "/schedule?limit=0", "");
    story.expect(400, "GET", "/schedule?action=delete", "");
    let id = scheduled.json()["steps"][0]["step_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let path = format!("/schedule/{id}");
    let north = server.institution_admin(1);
    let refused = story
        .witness
        .ask(&north, "DELETE", &format!("/api/v1{path}"), None);
    assert_eq!(refused.status, 403);
    story.expect(200, "DELETE", &path, "");
    story.expect(404, "DELETE", &format!("/schedule/{NOBODY}"), "");

    // R63.
    let twin_id = story.expect(200, "POST", "/access", r#"{"username": "twin"}"#);
    let token = format!(
        r#"{{"name": "twin", "role": "domain_admin", "account_id": "{}"}}"#,
        twin_id.field("account_id")
    );
    let secret = story.expect(201, "POST", "/tokens", &token).field("secret");
    let own = Client::new(server.address, Credentials::Token(secret));
    let body = step(twin, "apply");
    let refused = story
        .witness
        .ask(&own, "POST", "/api/v1/schedule", Some(&body));
    refused.is_problem(422, "own-account");
    runs(story, server);
}

/// What has run cannot be cancelled.
fn runs(story: &Story<'_>, server: &TestServer) {
    let soon = r#"{"action": "disable", "from": "2026-09-01", "accounts": ["twin"]}"#;
    let scheduled = story.expect(201, "POST", "/schedule", soon).json();
    let id = scheduled["steps"][0]["step_id"].as_str().expect("an id");
    server.temporary.clock.advance(TimeDelta::days(1));
    let amy = Caller::of_the_machine("amy");
    let admin = server
        .temporary
        .ledger
        .domain_admin(&amy)
        .expect("an admin");
    assert_eq!(admin.run_schedule().expect("it runs").steps.len(), 1);
    let path = format!("/schedule/{id}");
    story
        .expect(422, "DELETE", &path, "")
        .is_problem(422, "step-has-run");
}

fn signing_in(story: &Story<'_>, server: &TestServer) {
    let (witness, stranger) = (story.witness, server.stranger());
    for path in ["/health/live", "/health/ready"] {
        witness.ask(&stranger, "GET", path, None);
    }
    let session = "/api/v1/session";
    witness.ask(&stranger, "POST", session, Some(r#"{"link": "wrong"}"#));
    let lee = r#"{"email": "lee@north.example", "role": "domain_admin"}"#;
    let link = story
        .expect(201, "POST", "/admins", lee)
        .field("sign_in_secret");
    let body = format!(r#"{{"link": "{link}"}}"#);
    let signed_in = witness.ask(&stranger, "POST", session, Some(&body));
    let browser = stranger.signed_in(&signed_in);
    witness.ask(&browser, "GET", session, None);
    let password = "/api/v1/session/password";
    let new = r#"{"new": "a long enough phrase"}"#;
    assert_eq!(
        witness.ask(&browser, "PUT", password, Some(new)).status,
        204
    );
    let by_password = r#"{"email": "lee@north.example", "password": "a long enough phrase"}"#;
    let signed_in = witness.ask(&stranger, "POST", session, Some(by_password));
    let by_password = stranger.signed_in(&signed_in);
    let without_current = witness.ask(&by_password, "PUT", password, Some(new));
    without_current.is_problem(422, "current-password-not-accepted");
    witness.ask(&browser, "DELETE", session, None);
}

fn lists(story: &Story<'_>, server: &TestServer) {
    for path in [
        "/accounts",
        "/admins",
        "/batches",
        "/events",
        "/feed?from=0",
        "/groups",
        "/imports",
        "/institutions",
        "/settings",
        "/seats",
        "/seats/history",
        "/seats/forecast",
        "/tokens",
        "/templates/benchprep",
        "/exports/accounts.csv",
        "/exports/users.csv?version=1",
    ] {
        story.expect(200, "GET", path, "");
    }
    let users = "/api/v1/exports/users.csv?version=1";
    let refused = story
        .witness
        .ask(&server.institution_admin(1), "GET", users, None);
    assert_eq!(refused.status, 403);
    story.expect(404, "GET", "/seats/history?institution=99", "");
    story.expect(404, "GET", "/seats/forecast?institution=99", "");
    story.expect(404, "GET", "/templates/nonsense", "");
    story.expect(404, "GET", &format!("/events?account={NOBODY}"), "");
    story.expect(200, "POST", "/events/search", "{}");
    let nobody = r#"{"query": "account:nobody"}"#;
    story.expect(404, "POST", "/events/search", nobody);
    story.expect(200, "POST", "/accounts/search", r#"{"search": "ana"}"#);
    assert_eq!(story.upload("/checks", "email\n").status, 200);
    assert_eq!(story.upload("/checks?profile=nonsense", "").status, 400);
    assert_eq!(story.upload("/imports?profile=nonsense", "").status, 400);
    let unknown = format!("/batches/{NOBODY}");
    story.expect(404, "GET", &unknown, "");
}

fn institutions(story: &Story<'_>) {
    let oak = r#"{"name": "Oak", "institution": 8}"#;
    story.expect(201, "POST", "/institutions", oak);
    story.expect(422, "POST", "/institutions", oak);
    story.expect(200, "PUT", "/seats/8", r#"{"limit": 0}"#);
    story.expect(404, "PUT", "/seats/9", r#"{"limit": 0}"#);
}

/// Returns the address of an account.
fn accounts(story: &Story<'_>, server: &TestServer) -> String {
    let ana = r#"{"email": "ana@north.example", "username": "ana"}"#;
    let added = story.expect(201, "POST", "/accounts", ana);
    story.expect(422, "POST", "/accounts", ana);
    story.expect(
        404,
        "POST",
        "/accounts",
        r#"{"email": "a@b.example", "institution": 9}"#,
    );
    let twin = r#"{"email": "ana@north.example", "username": "twin"}"#;
    story.expect(201, "POST", "/accounts", twin);
    story.expect(200, "POST", "/access", r#"{"username": "ana"}"#);
    story.expect(404, "POST", "/access", r#"{"username": "eve"}"#);
    story.expect(409, "POST", "/access", r#"{"email": "ana@north.example"}"#);

    let account = format!("/accounts/{}", added.field("account_id"));
    let nobody = format!("/accounts/{NOBODY}");
    story.expect(200, "GET", &account, "");
    story.expect(404, "GET", &nobody, "");
    story.expect(200, "GET", &format!("{account}/history"), "");
    story.expect(404, "GET", &format!("{nobody}/history"), "");
    story.expect(200, "GET", &format!("{account}/why"), "");
    story.expect(404, "GET", &format!("{nobody}/why"), "");
    story.expect(200, "GET", &format!("{account}/details"), "");
    story.expect(404, "GET", &format!("{nobody}/details"), "");
    story.expect(200, "PATCH", &account, r#"{"first_name": "Ana"}"#);
    story.expect(404, "PATCH", &nobody, r#"{"first_name": "Ana"}"#);
    story.expect(422, "PATCH", &account, r#"{"username": "twin"}"#);
    let report = r#"{"grades": 1}"#;
    story.expect(200, "POST", &format!("{account}/activity"), report);
    story.expect(404, "POST", &format!("{nobody}/activity"), report);
    for (verb, status) in [
        ("disable", 200),
        ("reactivate", 422),
        ("deactivate", 200),
        ("enable", 422),
        ("disable", 422),
        ("reactivate", 200),
        ("enable", 200),
    ] {
        story.expect(status, "POST", &format!("{account}/{verb}"), "{}");
        story.expect(404, "POST", &format!("{nobody}/{verb}"), "{}");
    }
    acting_as(story, server, &account);
    account
}

/// R63: nobody ends the account that it acts as.
fn acting_as(story: &Story<'_>, server: &TestServer, account: &str) {
    let id = account.rsplit('/').next().unwrap_or_default();
    let token = format!(r#"{{"name": "self", "role": "domain_admin", "account_id": "{id}"}}"#);
    let secret = story.expect(201, "POST", "/tokens", &token).field("secret");
    let own = Client::new(server.address, Credentials::Token(secret));
    let path = format!("/api/v1{account}/deactivate");
    assert_eq!(
        story.witness.ask(&own, "POST", &path, Some("{}")).status,
        422
    );
}

fn groups(story: &Story<'_>, account: &str) {
    let choir = r#"{"institution": 1, "name": "Choir"}"#;
    let added = story.expect(201, "POST", "/groups", choir);
    story.expect(200, "POST", "/groups", choir);
    story.expect(
        404,
        "POST",
        "/groups",
        r#"{"institution": 9, "name": "Choir"}"#,
    );
    let elsewhere = story.expect(
        201,
        "POST",
        "/groups",
        r#"{"institution": 8, "name": "Choir"}"#,
    );
    let membership = |group: &str| format!("{account}/groups/{group}");
    let own = membership(&added.field("group_id"));
    story.expect(200, "PUT", &own, "{}");
    story.expect(422, "PUT", &membership(&elsewhere.field("group_id")), "{}");
    story.expect(200, "DELETE", &own, "{}");
    for method in ["PUT", "DELETE"] {
        story.expect(404, method, &membership(NOBODY), "{}");
    }
}

fn people(story: &Story<'_>) {
    let kim = r#"{"email": "kim@north.example", "role": "domain_admin"}"#;
    story.expect(201, "POST", "/admins", kim);
    story.expect(200, "POST", "/admins", kim);
    let of = |institution: u64| {
        let email = "kim@north.example";
        format!(
            r#"{{"email": "{email}", "role": "institution_admin", "institution": {institution}}}"#
        )
    };
    story.expect(422, "POST", "/admins", &of(1));
    story.expect(404, "POST", "/admins", &of(9));
    let removal = r#"{"email": "kim@north.example"}"#;
    story.expect(201, "POST", "/admins/links", removal);
    story.expect(200, "POST", "/admins/removal", removal);
    story.expect(404, "POST", "/admins/removal", removal);
    story.expect(404, "POST", "/admins/links", removal);
    let last = r#"{"email": "lee@north.example"}"#;
    story.expect(422, "POST", "/admins/removal", last);

    let token = r#"{"name": "nightly", "role": "domain_admin"}"#;
    let created = story.expect(201, "POST", "/tokens", token);
    story.expect(422, "POST", "/tokens", token);
    let elsewhere = r#"{"name": "far", "role": "institution_admin", "institution": 9}"#;
    story.expect(404, "POST", "/tokens", elsewhere);
    let revoked = format!("/tokens/{}", created.field("token_id"));
    story.expect(204, "DELETE", &revoked, "");
    story.expect(404, "DELETE", &revoked, "");
}

/// Tells the batch of a leaver.
fn imports(story: &Story<'_>) -> String {
    let plan = |csv: &str| {
        let plan = story.upload("/imports", csv);
        assert_eq!(plan.status, 201, "{}", plan.text());
        format!("/imports/{}", plan.field("plan_id"))
    };
    let leaver = "email,username\nana@north.example,ana\n";
    let (first, changed) = (plan(leaver), plan(leaver));
    story.expect(200, "GET", &first, "");
    story.expect(200, "GET", &format!("{first}/refused.csv"), "");
    let applied = story.expect(200, "POST", &format!("{first}/apply"), "{}");
    story.expect(
        200,
        "GET",
        &format!("/batches/{}", applied.field("batch_id")),
        "",
    );
    story.expect(409, "POST", &format!("{changed}/apply"), "{}");
    let of_nobody = "email\neve@north.example\n";
    let refused = story.upload_under("leavers", "/imports", of_nobody);
    let refused = format!("/imports/{}", refused.field("plan_id"));
    let strict = r#"{"all_or_nothing": true}"#;
    story.expect(422, "POST", &format!("{refused}/apply"), strict);

    story.expect(422, "DELETE", &first, "");
    story.expect(204, "DELETE", &refused, "");
    story.expect(404, "GET", &refused, "");
    let repeated = story.upload_under("leavers", "/imports", of_nobody);
    let problem = repeated.is_problem(404, "plan-discarded");
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("under a new Idempotency-Key"), "{detail}");

    // It ends by itself, because the plan is applied.
    story.expect(200, "GET", &format!("{first}/progress"), "");
    let unknown = format!("/imports/{NOBODY}");
    story.expect(404, "GET", &unknown, "");
    story.expect(404, "POST", &format!("{unknown}/apply"), "{}");
    story.expect(404, "DELETE", &unknown, "");
    for part in ["progress", "refused.csv"] {
        story.expect(404, "GET", &format!("{unknown}/{part}"), "");
    }
    applied.field("batch_id")
}

fn reversals(story: &Story<'_>, batch: &str) {
    let of_batch =
        |mode: &str, more: &str| format!(r#"{{"batch": "{batch}", "mode": "{mode}"{more}}}"#);
    let other_plan = format!(r#", "plan_id": "{NOBODY}""#);
    let mut recorded = Vec::new();
    // In this order, because what was taken back can be given again.
    for path in ["/reversals", "/replays"] {
        story.expect(200, "POST", path, &of_batch("plan", ""));
        story.expect(409, "POST", path, &of_batch("apply", &other_plan));
        story.expect(404, "POST", path, &format!(r#"{{"batch": "{NOBODY}"}}"#));
        story.expect(400, "POST", path, "{}");
        let applied = story.expect(200, "POST", path, &of_batch("apply", ""));
        let shown = format!("/batches/{}", applied.field("batch_id"));
        let shown = story.expect(200, "GET", &shown, "");
        assert_eq!(shown.field("of_batch"), batch);
        recorded.push(
            applied.json()["last_position"]
                .as_u64()
                .expect("a position"),
        );
    }
    // A single event that needs a seat stops where none is free.
    story.expect(200, "PUT", "/seats/domain", r#"{"limit": 0}"#);
    for (path, position) in ["/replays", "/reversals"].into_iter().zip(recorded) {
        let event = format!(r#"{{"event": {position}, "mode": "apply"}}"#);
        story.expect(422, "POST", path, &event);
    }
}
