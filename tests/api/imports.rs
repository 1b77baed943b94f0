//! The main job: a file becomes a plan, and the plan a batch.

use std::fmt::Write as _;

use rollbook_testkit::leavers_file;
use serde_json::json;

use crate::server::TestServer;

#[test]
fn r02_a_template_has_exactly_the_columns_of_its_profile() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let template = admin.get("/templates/benchprep");
    assert_eq!(template.status, 200);
    assert_eq!(
        template.header("content-type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        template.header("content-disposition"),
        Some("attachment; filename=\"benchprep-template.csv\"")
    );
    assert_eq!(
        template.text(),
        "email,user_id,username,sis_id,institution,remove_from_group\r\n"
    );
    admin
        .get("/templates/unheard-of")
        .is_problem(404, "unknown-profile");
}

#[test]
fn a_file_is_checked_without_a_trace() {
    let server = TestServer::start();
    let admin = server.domain_admin();
    let disposition = "attachment; filename*=UTF-8''%C3%A9l%C3%A8ves.csv";
    let headers = [
        ("content-type", "text/csv"),
        ("content-disposition", disposition),
    ];
    let report = admin.send(
        "POST",
        "/checks?profile=benchprep",
        &headers,
        Some(b"email\nana@north.example\nnot an email\n"),
    );
    assert_eq!(report.status, 200, "{}", report.text());
    let report = report.json();
    assert_eq!(report["ok"], false);
    assert_eq!(report["files"][0]["name"], "élèves.csv");
    assert_eq!(report["files"][0]["rows"], 2);
    assert_eq!(report["files"][0]["counts"], json!({"email-malformed": 1}));
    assert_eq!(report["files"][0]["notices"][0]["row"], 3);
    assert_eq!(
        std::fs::read_dir(server.temporary.path().join("plans")).map_or(0, Iterator::count),
        0
    );
}

#[test]
fn r19_good_rows_take_effect_although_others_are_refused() {
    let server = TestServer::with_accounts(5000);
    let admin = server.domain_admin();
    let mut file = leavers_file(996);
    for number in 1..=4 {
        let _ = writeln!(file, "stranger{number}@north.example,,,,1");
    }
    let plan = admin.upload("/imports?profile=benchprep&action=deactivate", &file);
    assert_eq!(plan.status, 201, "{}", plan.text());
    let planned = plan.json();
    assert_eq!(planned["rows"], 1000);
    assert_eq!(planned["effects"]["deactivate"], 996);
    assert_eq!(planned["effects"]["refused"], 4);
    assert!(planned["stopped"].is_null());
    assert_eq!(planned["files"][0]["name"], "upload.csv");
    assert_eq!(
        admin.get("/seats").json()["domain"]["in_use"],
        5000,
        "a plan changes nothing"
    );

    let id = plan.field("plan_id");
    let shown = admin.get(&format!("/imports/{id}")).json();
    assert_eq!(shown, planned);

    let applied = admin.post(
        &format!("/imports/{id}/apply"),
        r#"{"reason": "left in summer"}"#,
    );
    assert_eq!(applied.status, 200, "{}", applied.text());
    assert_eq!(
        applied.json()["events"],
        997,
        "996 accounts and the batch itself"
    );
    assert_eq!(admin.get("/seats").json()["domain"]["in_use"], 4004);

    let batch = admin
        .get(&format!("/batches/{}", applied.field("batch_id")))
        .json();
    assert_eq!(batch["effects"]["deactivate"], 996);
    assert_eq!(batch["reason"], "left in summer");
    assert_eq!(batch["channel"], "import");
    assert_eq!(
        admin.get(&format!("/imports/{id}")).json()["batch_id"],
        batch["batch_id"]
    );
}

#[test]
fn r62_a_file_whose_effects_are_in_place_records_nothing() {
    let server = TestServer::with_accounts(3);
    let admin = server.domain_admin();
    let apply = || {
        let plan = admin.upload("/imports", &leavers_file(2)).field("plan_id");
        admin.post(&format!("/imports/{plan}/apply"), "{}").json()
    };
    assert_eq!(apply()["events"], 3);
    let again = apply();
    assert_eq!(again["events"], 0);
    assert!(again["batch_id"].is_null());
    assert_eq!(again["effects"]["nothing_to_do"], 2);
}

#[test]
fn r61_a_plan_that_would_do_something_else_stops_and_says_what() {
    let server = TestServer::with_accounts(3);
    let admin = server.domain_admin();
    let plan = admin.upload("/imports", &leavers_file(2)).field("plan_id");
    let found = admin
        .post("/accounts/search", r#"{"search": "pupil000001"}"#)
        .json();
    let first = found["accounts"][0]["account_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(
        admin
            .post(&format!("/accounts/{first}/deactivate"), "{}")
            .status,
        200
    );

    let path = format!("/imports/{plan}/apply");
    let problem = admin.post(&path, "{}").is_problem(409, "plan-changed");
    assert_eq!(problem["plan"]["effects"]["deactivate"], 1);
    assert_eq!(problem["plan"]["plan_id"], plan.as_str());
    let differences = problem["differences"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert_eq!(differences.len(), 1, "{problem}");
    assert_eq!(differences[0]["row"], 2);
    assert_eq!(differences[0]["before"], "deactivate");
    assert_eq!(differences[0]["after"], "nothing-to-do");

    let applied = admin.post(&path, "{}");
    assert_eq!(applied.status, 200, "{}", applied.text());
    assert_eq!(applied.json()["effects"]["deactivate"], 1);
}

#[test]
fn r60_a_guard_stops_the_batch_unless_a_reason_overrides_it() {
    let server = TestServer::with_accounts(200);
    let admin = server.domain_admin();
    let plan = admin.upload("/imports", &leavers_file(50));
    assert_eq!(plan.field("stopped"), "share-of-domain");
    let path = format!("/imports/{}/apply", plan.field("plan_id"));
    let problem = admin.post(&path, "{}").is_problem(422, "share-of-domain");
    for (index, code) in ["share-of-domain", "share-of-institution"]
        .into_iter()
        .enumerate()
    {
        let guard = &problem["guards"][index];
        assert_eq!(
            (&guard["code"], &guard["limit"], &guard["actual"]),
            (&json!(code), &json!(40), &json!(50))
        );
    }
    assert!(problem["plan"].is_object());
    assert_eq!(admin.get("/seats").json()["domain"]["in_use"], 200);

    let applied = admin.post(&path, r#"{"override_guards": "the school closes"}"#);
    assert_eq!(applied.status, 200, "{}", applied.text());
    let batch = admin
        .get(&format!("/batches/{}", applied.field("batch_id")))
        .json();
    assert_eq!(batch["override_reason"], "the school closes");
}

#[test]
fn r19_all_or_nothing_stops_at_a_refused_row() {
    let server = TestServer::with_accounts(3);
    let admin = server.domain_admin();
    let file = "email\npupil000001@north.example\nstranger@north.example\n";
    let plan = admin.upload("/imports", file).field("plan_id");
    let path = format!("/imports/{plan}/apply");
    let problem = admin
        .post(&path, r#"{"all_or_nothing": true}"#)
        .is_problem(422, "all-or-nothing");
    assert_eq!(problem["plan"]["effects"]["refused"], 1);
    assert_eq!(admin.post(&path, "{}").status, 200);
}

#[test]
fn r57_the_same_file_disables_enables_and_reactivates() {
    let server = TestServer::with_accounts(2);
    let admin = server.domain_admin();
    for (action, status) in [
        ("disable", "disabled"),
        ("enable", "active"),
        ("deactivate", "deactivated"),
        ("reactivate", "active"),
    ] {
        let plan = admin.upload(
            &format!("/imports?profile=benchprep&action={action}"),
            &leavers_file(1),
        );
        assert_eq!(plan.json()["effects"][action], 1, "{}", plan.text());
        admin.post(&format!("/imports/{}/apply", plan.field("plan_id")), "{}");
        let found = admin.post(
            "/accounts/search",
            r#"{"search": "pupil000001", "status": ["active", "disabled", "deactivated"]}"#,
        );
        assert_eq!(found.json()["accounts"][0]["status"], status);
    }
}

#[test]
fn r17_refused_rows_come_back_ready_to_mend() {
    let server = TestServer::with_accounts(2);
    let admin = server.domain_admin();
    let file = "sis_id,email\r\nSIS0000001,pupil000001@north.example\r\n,\"o'brien, sean\"\r\n,stranger@north.example\r\n";
    let plan = admin.upload("/imports", file).field("plan_id");
    let refused = admin.get(&format!("/imports/{plan}/refused.csv"));
    assert_eq!(refused.status, 200, "{}", refused.text());
    assert_eq!(
        refused.header("content-type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert!(
        refused
            .header("content-disposition")
            .is_some_and(|header| header.starts_with("attachment"))
    );
    let mut reader = csv::Reader::from_reader(refused.body.as_slice());
    let header: Vec<String> = reader
        .headers()
        .expect("a header")
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(header, ["sis_id", "email", "row", "code", "reason"]);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("a CSV");
    let shown: Vec<_> = rows.iter().map(|row| (&row[1], &row[2], &row[3])).collect();
    assert_eq!(
        shown,
        [
            ("o'brien, sean", "3", "email-malformed"),
            ("stranger@north.example", "4", "unknown-account")
        ]
    );

    let mended = refused
        .text()
        .replace("stranger@north.example", "pupil000002@north.example");
    let plan = admin.upload("/imports", &mended).json();
    assert_eq!(plan["effects"]["deactivate"], 1, "{plan}");
}

#[test]
fn a_plan_without_refused_rows_gives_an_empty_file_of_them() {
    let server = TestServer::with_accounts(1);
    let admin = server.domain_admin();
    let plan = admin.upload("/imports", &leavers_file(1)).field("plan_id");
    let refused = admin.get(&format!("/imports/{plan}/refused.csv"));
    assert_eq!((refused.status, refused.body.len()), (200, 0));
}
