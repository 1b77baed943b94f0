//! R16: to whoever sees one institution, an account elsewhere and one that was deleted elsewhere are
//! unknown accounts, byte for byte, at every door.

mod questions;

use rollbook_service::{InstitutionId, Role};
use serde_json::Value;

use crate::{
    client::{Answer, Client},
    server::TestServer,
};
use questions::{Question, ask_all};

/// Somebody, known or not, by everything that could find an account. All texts have one length, so
/// that answers have, too.
pub struct Person {
    pub id: String,
    pub name: &'static str,
    /// Of an event that concerns the account.
    pub position: u64,
    /// That the account is in.
    pub batch: String,
}

impl Person {
    pub fn email(&self) -> String {
        format!("{}@south.example", self.name)
    }

    pub fn sis_id(&self) -> String {
        format!("sis-{}", self.name)
    }

    /// What an answer says, without what only repeats the question.
    fn told(&self, answer: &Answer) -> (u16, Vec<(String, String)>, String) {
        let mut headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter(|(name, _)| name.as_str() != "date")
            .map(|(name, value)| (name.to_string(), format!("{value:?}")))
            .collect();
        headers.sort();
        let text = match serde_json::from_slice::<Value>(&answer.body) {
            Ok(mut json) => {
                blank(&mut json);
                json.to_string()
            }
            Err(_) => answer.text(),
        };
        let text = text
            .replace(&self.id, "ID")
            .replace(self.name, "NAME")
            .replace(&self.batch, "BATCH");
        (answer.status, headers, text)
    }
}

/// Takes out what is drawn anew for each plan, and hashes of what was asked.
fn blank(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "plan_id" | "sha256" => *value = Value::Null,
                    _ => blank(value),
                }
            }
        }
        _ => {}
    }
}

/// Two institutions; in the second, somebody who is there and somebody who was deleted.
struct District {
    server: TestServer,
    admin: Client,
    people: Vec<Person>,
}

impl District {
    fn found() -> District {
        let server = TestServer::start();
        let admin = server.domain_admin();
        let south = r#"{"institution": 2, "name": "South", "import_id": "south"}"#;
        assert_eq!(admin.post("/institutions", south).status, 201);
        let ana = r#"{"email": "ana@north.example", "username": "ana"}"#;
        assert_eq!(admin.post("/accounts", ana).status, 201);
        let group = r#"{"institution": 1, "name": "7b"}"#;
        assert_eq!(admin.post("/groups", group).status, 201);
        let header = "import_id,login,email,organization_id,blocked\n";
        let row = |name| format!("sis-{name},{name},{name}@south.example,south,0\n");
        let rows = format!("{header}{}{}", row("zoe1x"), row("zoe2x"));
        let batch = import(&admin, "update_users.csv", &rows);
        let created = admin.get("/events?type=AccountCreated&order=asc").json();
        let created = created["events"].as_array().cloned().unwrap_or_default();
        import(&admin, "delete_users.csv", "import_id\nsis-zoe2x\n");
        let named = |name: &'static str, event: &Value| Person {
            id: event["account_id"].as_str().expect("an account").to_owned(),
            name,
            position: event["position"].as_u64().expect("a position"),
            batch: batch.clone(),
        };
        let (there, ended) = (named("zoe1x", &created[1]), named("zoe2x", &created[2]));
        // Behind everybody, as the others are behind everybody in the first institution.
        let digit = there
            .id
            .char_indices()
            .rfind(|(at, digit)| *at < 33 && !"f-".contains(*digit));
        let (at, _) = digit.expect("a digit");
        let unknown = Person {
            id: format!("{}f{}", &there.id[..at], &there.id[at + 1..]),
            name: "zoe3x",
            position: 900_000,
            batch: "01920000-0000-7000-8000-000000000000".to_owned(),
        };
        District {
            server,
            admin,
            people: vec![there, ended, unknown],
        }
    }

    fn head(&self) -> u64 {
        self.server.temporary.ledger.head().expect("a head").0
    }
}

/// Imports a file of a student information system, and tells the batch.
fn import(admin: &Client, file: &str, csv: &str) -> String {
    let disposition = format!("attachment; filename=\"{file}\"");
    let headers = [
        ("content-type", "text/csv"),
        ("content-disposition", disposition.as_str()),
    ];
    let plan = admin.send("POST", "/imports", &headers, Some(csv.as_bytes()));
    let applied = admin.post(&format!("/imports/{}/apply", plan.field("plan_id")), "{}");
    assert_eq!(applied.status, 200, "{}", applied.text());
    applied.field("batch_id")
}

/// Compares every answer about each of the people.
fn check(district: &District, client: &Client, questions: &[Question]) {
    let [there, ended, unknown] = &district.people[..] else {
        panic!("three people");
    };
    let before = district.head();
    let expected = ask_all(client, questions, unknown);
    for known in [there, ended] {
        for ((question, answer), (_, unknown_answer)) in
            ask_all(client, questions, known).iter().zip(&expected)
        {
            assert_eq!(
                known.told(answer),
                unknown.told(unknown_answer),
                "{question} tells of {}",
                known.name
            );
            assert_ne!(answer.status, 400, "{question}: {}", answer.text());
        }
    }
    assert_eq!(
        district.head(),
        before,
        "nobody was found, and nothing recorded"
    );
}

#[test]
fn r16_an_institution_admin_learns_nothing_of_an_account_elsewhere() {
    let district = District::found();
    let admin = district.server.institution_admin(1);
    check(&district, &admin, &questions::of_admins(&district.server));
}

#[test]
fn r16_r63_nor_does_one_that_acts_as_an_account_elsewhere() {
    let district = District::found();
    let there = district.people[0].id.parse().expect("an id");
    let acting =
        district
            .server
            .token_acting_as(Role::InstitutionAdmin, Some(InstitutionId(1)), there);
    check(&district, &acting, &questions::of_admins(&district.server));
}

#[test]
fn r16_nor_does_a_teacher_or_a_gate() {
    let district = District::found();
    let viewer = district.server.token(Role::Viewer, Some(1));
    check(&district, &viewer, &questions::of_viewers());
    let gate = district.server.token(Role::Gate, Some(1));
    check(&district, &gate, &questions::of_gates());
}

#[test]
fn r16_a_batch_counts_no_account_that_has_moved_elsewhere() {
    let district = District::found();
    let admin = district.server.institution_admin(1);
    for name in ["bea", "cem"] {
        let body = format!(r#"{{"email": "{name}@north.example"}}"#);
        assert_eq!(district.admin.post("/accounts", &body).status, 201);
    }
    let csv = "email\nbea@north.example\ncem@north.example\n";
    let plan = admin
        .upload("/imports?profile=benchprep", csv)
        .field("plan_id");
    let applied = admin.post(&format!("/imports/{plan}/apply"), "{}");
    let batch = format!("/batches/{}", applied.field("batch_id"));
    let before = admin.get(&batch).json();
    assert_eq!(
        (&before["events"], &before["effects"]["deactivate"]),
        (&3.into(), &2.into())
    );
    let cem = r#"{"search": "cem@north.example", "status": ["deactivated"]}"#;
    let cem = admin.post("/accounts/search", cem).json()["accounts"][0]["account_id"].clone();
    let cem = cem.as_str().expect("an account");
    let moved = district
        .admin
        .patch(&format!("/accounts/{cem}"), r#"{"institution": 2}"#);
    assert_eq!(moved.status, 200, "{}", moved.text());
    let after = admin.get(&batch).json();
    assert_eq!(
        (&after["events"], &after["effects"]["deactivate"]),
        (&2.into(), &1.into())
    );
    let last = |batch: &Value| batch["last_position"].as_u64().expect("a position");
    assert_eq!(last(&after), last(&before) - 1);
    assert_eq!(
        admin.get("/batches").json()["batches"][0]["effects"],
        after["effects"]
    );
    let event = admin.get("/events?type=BatchRecorded").json()["events"][0]["data"].clone();
    assert_eq!(
        (&event["events"], &event["effects"]),
        (&1.into(), &after["effects"])
    );
    let told = district.admin.get(&batch).json();
    assert_eq!(told["effects"], before["effects"], "the log itself stays");
}

#[test]
fn r16_whoever_saw_more_once_is_not_told_of_it_in_a_smaller_role() {
    let district = District::found();
    let server = &district.server;
    let office = server.named_token("office", Role::DomainAdmin, None);
    let plan = office.upload("/imports?profile=benchprep", "email\nzoe1x@south.example\n");
    let applied = office.post(&format!("/imports/{}/apply", plan.field("plan_id")), "{}");
    let batch = applied.field("batch_id");
    assert_eq!(
        office.get("/batches").json()["batches"][0]["batch_id"],
        batch
    );
    server.revoke("office");
    let office = server.named_token("office", Role::InstitutionAdmin, Some(InstitutionId(1)));
    let strangers = server.institution_admin(1);
    for path in [
        "/batches".to_owned(),
        format!("/batches/{batch}"),
        "/events".to_owned(),
    ] {
        assert_eq!(
            office.get(&path).text(),
            strangers.get(&path).text(),
            "{path}"
        );
    }
}

#[test]
fn r16_a_class_counts_the_members_that_exist_for_the_caller() {
    let district = District::found();
    let files = [
        (
            "update_classes.csv",
            "import_id,name,organization_id\nc1,Maths,\n",
        ),
        (
            "update_roster.csv",
            "class_id,user_id,role\nc1,sis-zoe1x,S\n",
        ),
    ];
    for (file, csv) in files {
        import(&district.admin, file, csv);
    }
    let members = |client: &Client| {
        let groups = client.get("/groups").json()["groups"].as_array().cloned();
        let mut groups = groups.unwrap_or_default().into_iter();
        let class = groups.find(|group| group["kind"] == "class");
        class.expect("a class")["members"].clone()
    };
    assert_eq!(members(&district.admin), 1);
    assert_eq!(members(&district.server.institution_admin(1)), 0);
}

#[test]
fn the_questions_would_tell_people_apart() {
    let district = District::found();
    let questions = questions::of_admins(&district.server);
    let [there, _, unknown] = &district.people[..] else {
        panic!("three people");
    };
    let of_there = ask_all(&district.admin, &questions, there);
    let of_unknown = ask_all(&district.admin, &questions, unknown);
    let answers = of_there.iter().zip(&of_unknown);
    let differing = answers
        .filter(|((_, known), (_, other))| there.told(known) != unknown.told(other))
        .count();
    assert!(
        differing * 4 > of_there.len() * 3,
        "to a domain admin, {differing} of {} answers differ",
        of_there.len()
    );
}
