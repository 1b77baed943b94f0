//! Batches, events and what a query finds are taken back and given again (R52–R54, R61).

use rollbook_testkit::leavers_file;
use serde_json::{Value, json};

use crate::{client::Client, server::TestServer};

/// Deactivates the first `count` people, and tells the batch.
fn leave(admin: &Client, count: usize) -> String {
    let plan = admin.upload("/imports", &leavers_file(count));
    let apply = format!("/imports/{}/apply", plan.field("plan_id"));
    admin.post(&apply, "{}").field("batch_id")
}

fn post(admin: &Client, path: &str, body: &Value) -> Value {
    let answer = admin.post(path, &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn r52_r53_r54_a_batch_is_planned_taken_back_and_given_again() {
    let server = TestServer::with_accounts(10);
    let admin = server.domain_admin();
    let batch = leave(&admin, 9);
    let account = admin.post(
        "/accounts/search",
        r#"{"search": "pupil000003", "status": ["deactivated"]}"#,
    );
    let id = account.json()["accounts"][0]["account_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for verb in ["reactivate", "deactivate"] {
        admin.post(&format!("/accounts/{id}/{verb}"), "{}");
    }
    let plan = post(&admin, "/reversals", &json!({"batch": batch}));
    assert_eq!(plan["kind"], "reversal");
    assert_eq!(plan["batch_id"], Value::Null);
    assert_eq!(plan["effects"]["reactivate"], 8);
    assert_eq!(plan["effects"]["kept"], 1);
    let [institution] = plan["institutions"].as_array().expect("a list").as_slice() else {
        panic!("{plan}: one institution");
    };
    assert_eq!(
        (&institution["institution"], &institution["reactivate"]),
        (&plan["seats"][0]["institution"], &json!(8))
    );
    assert_eq!(institution["deactivate"], 0);
    let kept = &plan["outcomes"][0];
    assert_eq!(kept["account_id"], id.as_str());
    assert_eq!(
        (&kept["outcome"], &kept["code"]),
        (&json!("kept"), &json!("changed-since"))
    );
    assert!(kept["at"].is_string() && kept["by"].is_string());
    let apply = json!({
        "batch": batch, "mode": "apply", "plan_id": plan["plan_id"], "force": [],
        "reason": "wrong list",
    });
    let reversed = post(&admin, "/reversals", &apply);
    assert_eq!(reversed["events"], 9);
    // The batch tells it as well, to whoever asks for it later.
    let path = format!("/batches/{}", reversed["batch_id"].as_str().expect("an id"));
    let told = admin.get(&path).json();
    assert_eq!(told["outcomes"], json!([kept]));
    assert_eq!(told["outcomes_left_out"], 0);
    // The plan was carried out, so it is another one now.
    let again = admin.post("/reversals", &apply.to_string());
    let problem = again.is_problem(409, "plan-changed");
    assert_eq!(problem["reversal"]["effects"]["nothing_to_do"], 8);
    let forced = json!({"batch": batch, "mode": "apply", "force": ["pupil000003@north.example"]});
    assert_eq!(
        post(&admin, "/reversals", &forced)["outcomes"][0]["code"],
        "forced"
    );
    let shown = || admin.get(&format!("/batches/{batch}")).json();
    assert!(shown()["reversed_by"].is_string());
    let listed = || {
        let list = admin.get("/batches").json();
        let batches = list["batches"].as_array().cloned().unwrap_or_default();
        let found = batches.into_iter().find(|one| one["batch_id"] == batch);
        found.expect("the batch is listed")
    };
    assert_eq!(listed()["reversed_by"], shown()["reversed_by"]);
    let replayed = post(
        &admin,
        "/replays",
        &json!({"batch": batch, "mode": "apply"}),
    );
    assert_eq!(
        (&replayed["kind"], &replayed["events"]),
        (&json!("replay"), &json!(10))
    );
    assert_eq!(shown()["kind"], "import");
    // It was given again since.
    assert!(shown()["reversed_by"].is_null());
    assert!(listed()["reversed_by"].is_null());
}

#[test]
fn r52_a_target_is_exactly_one_and_is_there() {
    let server = TestServer::with_accounts(2);
    let admin = server.domain_admin();
    let nobody = "01920000-0000-7000-8000-000000000000";
    for (body, status, code) in [
        (json!({}), 400, "invalid"),
        (json!({"batch": nobody, "event": 1}), 400, "invalid"),
        (json!({"batch": nobody}), 404, "not-found"),
        (json!({"batch": "no id"}), 404, "not-found"),
        (json!({"event": 10_000}), 404, "not-found"),
        (json!({"query": "type:deleted"}), 400, "invalid"),
        (json!({"query": "nonsense:1"}), 400, "query-malformed"),
        (
            json!({"batch": nobody, "mode": "undo"}),
            400,
            "json-malformed",
        ),
    ] {
        let answer = admin.post("/reversals", &body.to_string());
        answer.is_problem(status, code);
    }
}

#[test]
fn r52_a_reversal_with_an_idempotency_key_is_done_once_and_told_again() {
    let server = TestServer::with_accounts(5);
    let admin = server.domain_admin();
    let batch = leave(&admin, 4);
    let body = json!({"batch": batch, "mode": "apply"}).to_string();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "once"),
    ];
    let go = || {
        admin
            .send("POST", "/reversals", &headers, Some(body.as_bytes()))
            .json()
    };
    let (first, again) = (go(), go());
    assert!(first["batch_id"].is_string());
    assert_eq!(first["batch_id"], again["batch_id"]);
    assert_eq!(first["effects"], again["effects"]);
    assert_eq!(again["outcomes_left_out"], 4);
}

#[test]
fn r60_a_guard_stops_with_the_plan() {
    let server = TestServer::with_accounts(200);
    let admin = server.domain_admin();
    let batch = leave(&admin, 30);
    post(
        &admin,
        "/reversals",
        &json!({"batch": batch, "mode": "apply"}),
    );
    leave(&admin, 40);
    leave(&admin, 50);
    let all = json!({"query": "type:AccountDeactivated", "mode": "apply"});
    post(&admin, "/reversals", &all);
    // Each batch was within a fifth; together they are more.
    let stopped = admin.post("/replays", &all.to_string());
    let problem = stopped.is_problem(422, "share-of-domain");
    assert_eq!(problem["reversal"]["effects"]["deactivate"], 50);
    assert!(problem["guards"][0]["message"].is_string());
}
