//! What a teacher sees: disabled accounts on request, deactivated ones only where what is hidden is
//! revealed, deleted ones never; of its own institution only.

use rollbook_service::Role;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    server::TestServer,
};

const UNKNOWN: &str = "01920000-0000-7000-8000-000000000000";

/// A school, its teacher, and a pupil in each status.
struct School {
    server: TestServer,
    admin: Client,
    teacher: Client,
}

impl School {
    fn open() -> School {
        let server = TestServer::start();
        server.add_institution(2, "South");
        let school = School {
            admin: server.domain_admin(),
            teacher: server.token(Role::Viewer, Some(1)),
            server,
        };
        for name in ["ann", "dis", "gone"] {
            school.add(name, 1);
        }
        school.add("sam", 2);
        school.command("dis", "disable");
        school.command("gone", "deactivate");
        school
    }

    fn add(&self, name: &str, institution: u64) {
        let body = format!(
            r#"{{"email": "{name}@school.example", "username": "{name}", "institution": {institution}}}"#
        );
        assert_eq!(self.admin.post("/accounts", &body).status, 201);
    }

    fn id(&self, name: &str) -> String {
        let every = r#"["active", "disabled", "deactivated"]"#;
        let body = format!(r#"{{"search": "{name}@school.example", "status": {every}}}"#);
        let found = self.admin.post("/accounts/search", &body).json();
        found["accounts"][0]["account_id"]
            .as_str()
            .expect("an account")
            .to_owned()
    }

    fn command(&self, name: &str, verb: &str) {
        let answer = self
            .admin
            .post(&format!("/accounts/{}/{verb}", self.id(name)), "{}");
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    fn head(&self) -> u64 {
        self.server.temporary.ledger.head().expect("a head").0
    }

    fn show(&self, id: &str, query: &str) -> Answer {
        self.teacher.get(&format!("/accounts/{id}?{query}"))
    }

    /// Deletes somebody as a student information system may.
    fn delete_a_stub(&self) -> String {
        for (file, csv) in [
            (
                "update_users.csv",
                "import_id,login,blocked\nstub1,stub.one,0\n",
            ),
            ("delete_users.csv", "import_id\nstub1\n"),
        ] {
            let disposition = format!("attachment; filename=\"{file}\"");
            let headers = [
                ("content-type", "text/csv"),
                ("content-disposition", disposition.as_str()),
            ];
            let plan = self
                .admin
                .send("POST", "/imports", &headers, Some(csv.as_bytes()));
            let apply = format!("/imports/{}/apply", plan.field("plan_id"));
            assert_eq!(self.admin.post(&apply, "{}").status, 200);
        }
        let deleted = self.admin.get("/events?type=deleted").json();
        deleted["events"][0]["account_id"]
            .as_str()
            .expect("an account")
            .to_owned()
    }
}

fn names(list: &Answer) -> Vec<String> {
    assert_eq!(list.status, 200, "{}", list.text());
    let accounts = list.json()["accounts"].as_array().cloned();
    let name = |account: &Value| account["username"].as_str().unwrap_or_default().to_owned();
    accounts.unwrap_or_default().iter().map(name).collect()
}

#[test]
fn a_teacher_lists_hidden_accounts_only_where_they_are_revealed() {
    let school = School::open();
    let list = |query: &str| school.teacher.get(&format!("/accounts?{query}"));
    assert_eq!(names(&list("")), ["ann"]);
    assert_eq!(names(&list("status=disabled")), ["dis"]);
    assert_eq!(
        names(&list("reveal_hidden=true")),
        ["ann"],
        "it asks for no status"
    );
    assert_eq!(
        names(&list("status=deactivated&reveal_hidden=true")),
        ["gone"]
    );
    let every = "status=active&status=disabled&status=deactivated";
    assert_eq!(names(&list(every)), ["ann", "dis"]);
    assert_eq!(
        names(&list(&format!("{every}&reveal_hidden=true"))),
        ["ann", "dis", "gone"]
    );
    // A school without anybody who has left answers the same.
    let elsewhere = school.server.token(Role::Viewer, Some(2));
    assert_eq!(
        list("status=deactivated").text(),
        elsewhere.get("/accounts?status=deactivated").text()
    );
    assert_eq!(list("institution=2").text(), list("institution=99").text());
    assert_eq!(
        list("status=deleted").text(),
        list("status=deactivated").text()
    );
}

#[test]
fn a_page_never_counts_what_is_hidden() {
    let school = School::open();
    let list = |query: &str| school.teacher.get(&format!("/accounts?limit=1&{query}"));
    let every = "status=active&status=disabled&status=deactivated";
    let first = list(every);
    assert_eq!(names(&first), ["ann"]);
    let last = list(&format!("{every}&cursor={}", first.field("next")));
    assert_eq!(names(&last), ["dis"]);
    assert_eq!(
        last.json()["next"],
        Value::Null,
        "nobody who is seen comes behind"
    );
}

#[test]
fn a_search_finds_hidden_accounts_only_where_they_are_revealed() {
    let school = School::open();
    let search = |search: &str, reveal: bool| {
        let body = json!({
            "search": search,
            "status": ["active", "disabled", "deactivated"],
            "reveal_hidden": reveal,
        });
        school.teacher.post("/accounts/search", &body.to_string())
    };
    assert_eq!(names(&search("school.example", false)), ["ann", "dis"]);
    assert_eq!(
        names(&search("school.example", true)),
        ["ann", "dis", "gone"]
    );
    for hidden in ["gone", "sam"] {
        assert_eq!(search(hidden, false).text(), search("nobody", false).text());
    }
}

#[test]
fn a_teacher_is_shown_what_is_hidden_as_what_is_unknown() {
    let school = School::open();
    let (gone, sam) = (school.id("gone"), school.id("sam"));
    let deleted = school.delete_a_stub();
    let unknown = school.show(UNKNOWN, "").text();
    assert_eq!(
        school.show(&school.id("dis"), "").field("status"),
        "disabled"
    );
    for hidden in [&gone, &sam, &deleted] {
        let answer = school.show(hidden, "");
        answer.is_problem(404, "unknown-account");
        assert_eq!(answer.text(), unknown);
    }
    assert_eq!(
        school.show(&gone, "reveal_hidden=true").field("status"),
        "deactivated"
    );
    for never in [&sam, &deleted] {
        assert_eq!(school.show(never, "reveal_hidden=true").text(), unknown);
    }
    // An admin sees the shell of a deleted account, and needs to reveal nothing.
    let path = format!("/accounts/{deleted}?reveal_hidden=true");
    assert_eq!(school.admin.get(&path).field("status"), "deleted");
    assert_eq!(school.admin.get(&format!("/accounts/{gone}")).status, 200);
}

#[test]
fn as_of_a_moment_hidden_is_who_is_hidden_now_or_was_then() {
    let school = School::open();
    let ann = school.id("ann");
    let while_active = school.head();
    school.command("ann", "deactivate");
    let while_gone = school.head();
    let at = |position: u64| format!("as_of={position}");
    let reveal = |position: u64| format!("as_of={position}&reveal_hidden=true");
    let list = |query: &str| names(&school.teacher.get(&format!("/accounts?{query}")));
    assert_eq!(
        school.show(&ann, &at(while_active)).status,
        404,
        "hidden now"
    );
    assert_eq!(
        school.show(&ann, &reveal(while_active)).field("status"),
        "active"
    );
    assert!(list(&at(while_active)).is_empty());
    assert_eq!(list(&reveal(while_active)), ["ann"]);
    school.command("ann", "reactivate");
    assert_eq!(
        school.show(&ann, &at(while_gone)).status,
        404,
        "hidden then"
    );
    let then = format!("{}&status=deactivated", reveal(while_gone));
    assert_eq!(list(&then), ["ann", "gone"]);
    assert_eq!(school.show(&ann, &at(while_active)).status, 200);
}

#[test]
fn a_teacher_is_not_told_what_admins_intend() {
    let school = School::open();
    let step = r#"{"action": "disable", "from": "2999-07-01", "accounts": ["ann"]}"#;
    assert_eq!(school.admin.post("/schedule", step).status, 201);
    let ann = school.id("ann");
    let (seen, known) = (
        school.show(&ann, "").json(),
        school.admin.get(&format!("/accounts/{ann}")).json(),
    );
    assert_eq!(known["scheduled"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["scheduled"], json!([]));
    assert_eq!(
        (&seen["with_data"], &seen["stub"]),
        (&Value::Null, &Value::Null)
    );
    for (name, value) in known.as_object().expect("an object") {
        if !["scheduled", "with_data", "stub"].contains(&name.as_str()) {
            assert_eq!(&seen[name], value, "{name}");
        }
    }
}
