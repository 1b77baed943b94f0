//! Plans that wait for a yes.

use chrono::TimeDelta;
use rollbook_service::DeletionOrder;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    server::TestServer,
};

fn plans(client: &Client) -> Vec<Value> {
    let answer = client.get("/imports");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let plans = answer.json()["plans"].as_array().cloned();
    plans.unwrap_or_default()
}

fn ids(client: &Client) -> Vec<String> {
    let id = |plan: &Value| plan["plan_id"].as_str().expect("an id").to_owned();
    plans(client).iter().map(id).collect()
}

fn leavers(client: &Client, emails: &[&str]) -> Answer {
    let plan = client.upload(
        "/imports?profile=benchprep",
        &format!("email\n{}\n", emails.join("\n")),
    );
    assert_eq!(plan.status, 201, "{}", plan.text());
    plan
}

/// Ana in the first institution, Sam in the second.
fn schools() -> TestServer {
    let server = TestServer::start();
    server.add_institution(2, "South");
    let admin = server.domain_admin();
    for (email, institution) in [("ana@north.example", 1), ("sam@south.example", 2)] {
        let body = json!({"email": email, "institution": institution});
        assert_eq!(admin.post("/accounts", &body.to_string()).status, 201);
    }
    server
}

#[test]
fn r61_a_plan_waits_until_it_is_applied_or_expires() {
    let server = schools();
    let admin = server.domain_admin();
    assert_eq!(plans(&admin), [json!(null); 0]);
    let first = leavers(&admin, &["ana@north.example", "nobody@north.example"]);
    server.temporary.clock.advance(TimeDelta::hours(1));
    let second = leavers(&admin, &["sam@south.example"]).field("plan_id");
    let first_id = first.field("plan_id");
    let waiting = plans(&admin);
    assert_eq!(waiting.len(), 2);
    assert_eq!(
        waiting[0]["plan_id"],
        second.as_str(),
        "the newest is first"
    );
    let told = &waiting[1];
    assert_eq!(told["plan_id"], first_id.as_str());
    for name in ["profile", "action", "rows", "effects", "guards", "stopped"] {
        assert_eq!(told[name], first.json()[name], "{name}");
    }
    assert_eq!(told["files"], json!(["upload.csv"]));
    assert_eq!(told["effects"]["deactivate"], 1);
    assert_eq!(told["effects"]["refused"], 1);
    assert!(
        told["actor"]
            .as_str()
            .is_some_and(|actor| !actor.is_empty())
    );
    assert!(told.get("refusals").is_none() && told.get("changes").is_none());
    let time = |name: &str| {
        let text = told[name].as_str().expect("a time");
        chrono::DateTime::parse_from_rfc3339(text).expect("RFC 3339")
    };
    assert_eq!(time("expires") - time("created"), TimeDelta::days(30));

    let page = admin.get("/imports?limit=1").json();
    assert_eq!(page["plans"].as_array().map(Vec::len), Some(1));
    let cursor = page["next"].as_str().expect("another page");
    let page = admin
        .get(&format!("/imports?limit=1&cursor={cursor}"))
        .json();
    assert_eq!(page["plans"][0]["plan_id"], first_id.as_str());
    assert_eq!(page["next"], Value::Null);

    let applied = admin.post(&format!("/imports/{second}/apply"), "{}");
    assert_eq!(applied.status, 200, "{}", applied.text());
    assert_eq!(ids(&admin), [first_id]);
    server.temporary.clock.advance(TimeDelta::days(30));
    assert_eq!(plans(&server.domain_admin()), [json!(null); 0]);
}

#[test]
fn r14_a_file_that_is_to_be_scheduled_waits_for_no_yes() {
    let server = schools();
    let admin = server.domain_admin();
    let csv = "email\nana@north.example\n";
    let plan = admin.upload("/imports?profile=benchprep&to_schedule=true", csv);
    assert_eq!(plan.field("stopped"), "plan-scheduled");
    let other = leavers(&admin, &["sam@south.example"]);
    let block = json!({
        "action": "disable",
        "from": "2999-07-01",
        "import": other.field("plan_id"),
    });
    let scheduled = admin.post("/schedule", &block.to_string());
    assert_eq!(scheduled.status, 201, "{}", scheduled.text());
    assert_eq!(ids(&admin), [""; 0]);
    for plan in [plan, other] {
        let apply = format!("/imports/{}/apply", plan.field("plan_id"));
        admin.post(&apply, "{}").is_problem(422, "plan-scheduled");
    }
}

#[test]
fn r60_what_stops_a_plan_is_told() {
    let server = TestServer::with_accounts(200);
    let admin = server.domain_admin();
    let everybody = admin.get("/accounts?limit=50").json();
    let emails = everybody["accounts"].as_array().into_iter().flatten();
    let emails: Vec<&str> = emails
        .filter_map(|account| account["email"].as_str())
        .collect();
    let plan = leavers(&admin, &emails);
    let waiting = plans(&admin);
    assert_eq!(waiting[0]["stopped"], "share-of-domain");
    assert_eq!(waiting[0]["guards"], plan.json()["guards"]);
}

#[test]
fn r16_an_institution_admin_sees_its_own_plans_only() {
    let server = schools();
    let (admin, north) = (server.domain_admin(), server.institution_admin(1));
    let of_domain = leavers(&admin, &["sam@south.example"]).field("plan_id");
    server.temporary.clock.advance(TimeDelta::seconds(1));
    assert_eq!(ids(&north), [""; 0]);
    assert_eq!(north.get("/imports").text(), r#"{"plans":[],"next":null}"#);
    let own = leavers(&north, &["ana@north.example"]).field("plan_id");
    assert_eq!(ids(&north), std::slice::from_ref(&own));
    assert_eq!(ids(&server.institution_admin(2)), [""; 0]);
    assert_eq!(ids(&admin), [own.clone(), of_domain]);
    // A page goes on behind plans that are not there for whoever asks.
    leavers(&admin, &["ana@north.example"]);
    let page = north.get("/imports?limit=1").json();
    assert_eq!(page["plans"][0]["plan_id"], own.as_str());
    assert_eq!(page["next"], Value::Null);
}

#[test]
fn r41_a_void_plan_waits_no_longer() {
    let server = schools();
    let admin = server.domain_admin();
    leavers(&admin, &["ana@north.example"]);
    let other = leavers(&admin, &["sam@south.example"]).field("plan_id");
    let found = admin
        .post("/accounts/search", r#"{"search": "ana"}"#)
        .json();
    let id = found["accounts"][0]["account_id"].as_str().expect("an id");
    let id = id.parse().expect("an account id");
    let amy = rollbook_service::Caller::of_the_machine("amy");
    let ledger = &server.temporary.ledger;
    let domain_admin = ledger.domain_admin(&amy).expect("an admin");
    let order = DeletionOrder {
        confirmation: domain_admin.deletion(id).expect("a look").confirmation,
        identity: "ana@north.example".to_owned(),
        reason: None,
    };
    domain_admin.delete_account(id, &order).expect("deleted");
    assert_eq!(ids(&admin), [other]);
}

#[test]
fn r61_a_discarded_plan_waits_no_longer() {
    let server = schools();
    let (admin, north) = (server.domain_admin(), server.institution_admin(1));
    let path = |plan: &str| format!("/imports/{plan}");
    let own = leavers(&north, &["ana@north.example"]).field("plan_id");
    let of_domain = leavers(&admin, &["sam@south.example"]).field("plan_id");
    let unknown = north.delete("/imports/01920000-0000-7000-8000-000000000000");
    let elsewhere = north.delete(&path(&of_domain));
    assert_eq!(
        (elsewhere.status, elsewhere.text()),
        (404, unknown.text()),
        "R16"
    );
    for _ in 0..2 {
        let discarded = north.delete(&path(&own));
        assert_eq!((discarded.status, discarded.text()), (204, String::new()));
    }
    assert_eq!(ids(&admin), std::slice::from_ref(&of_domain));
    for client in [&north, &admin] {
        client.get(&path(&own)).is_problem(404, "plan-discarded");
        let apply = format!("/imports/{own}/apply");
        client.post(&apply, "{}").is_problem(404, "plan-discarded");
        let progress = format!("/imports/{own}/progress");
        client.get(&progress).is_problem(404, "plan-discarded");
    }
    let applied = admin.post(&format!("/imports/{of_domain}/apply"), "{}");
    assert_eq!(applied.status, 200, "{}", applied.text());
    admin
        .delete(&path(&of_domain))
        .is_problem(422, "plan-applied");
}
