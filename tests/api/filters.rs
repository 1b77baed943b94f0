//! Accounts by the groups that they are in, where they came from, and when somebody last logged in.

use rollbook_service::Role;
use serde_json::json;

use crate::{client::Client, server::TestServer};

const UNKNOWN: &str = "01920000-0000-7000-8000-000000000000";

/// Two schools: Ana and Ben in the first, Sam in the second; Ana and Sam are each in a group.
struct Schools {
    server: TestServer,
    admin: Client,
    choir: String,
    elsewhere: String,
}

impl Schools {
    fn open() -> Schools {
        let server = TestServer::start();
        server.add_institution(2, "South");
        let admin = server.domain_admin();
        let add = |name: &str, institution: u64| {
            let body = json!({"email": format!("{name}@school.example"), "username": name, "institution": institution});
            assert_eq!(admin.post("/accounts", &body.to_string()).status, 201);
        };
        for (name, institution) in [("ana", 1), ("ben", 1), ("sam", 2)] {
            add(name, institution);
        }
        let group = |institution: u64| {
            let body = json!({"institution": institution, "name": "Choir"});
            admin.post("/groups", &body.to_string()).field("group_id")
        };
        let (choir, elsewhere) = (group(1), group(2));
        let schools = Schools {
            server,
            choir,
            elsewhere,
            admin,
        };
        schools.join("ana", &schools.choir);
        schools.join("sam", &schools.elsewhere);
        schools
    }

    fn id(&self, name: &str) -> String {
        let body = json!({"search": name, "status": ["active", "disabled"]});
        let found = self
            .admin
            .post("/accounts/search", &body.to_string())
            .json();
        let id = found["accounts"][0]["account_id"].as_str();
        id.expect("an account").to_owned()
    }

    fn join(&self, name: &str, group: &str) {
        let path = format!("/accounts/{}/groups/{group}", self.id(name));
        assert_eq!(self.admin.put(&path, "").status, 200);
    }

    fn logged_in(&self, name: &str, report: &serde_json::Value) {
        let path = format!("/accounts/{}/activity", self.id(name));
        let answer = self.admin.post(&path, &report.to_string());
        assert_eq!(answer.field("outcome"), "recorded", "{}", answer.text());
    }

    fn found(&self, body: &serde_json::Value) -> Vec<String> {
        names(&self.admin, body)
    }
}

/// The usernames of those who are found, page by page.
fn names(client: &Client, body: &serde_json::Value) -> Vec<String> {
    let (mut found, mut body) = (Vec::new(), body.clone());
    loop {
        body["limit"] = json!(1);
        let answer = client.post("/accounts/search", &body.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page = answer.json();
        let accounts = page["accounts"].as_array().cloned().unwrap_or_default();
        assert!(accounts.len() <= 1);
        found.extend(
            accounts
                .iter()
                .filter_map(|account| Some(account["username"].as_str()?.to_owned())),
        );
        match page["next"].as_str() {
            Some(next) => body["cursor"] = json!(next),
            None => return found,
        }
    }
}

#[test]
fn r40_the_members_of_a_group_are_found_with_other_filters_and_as_of_the_past() {
    let schools = Schools::open();
    let choir = |more: serde_json::Value| {
        let mut body = json!({"group_id": schools.choir});
        if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
            body.extend(more.clone());
        }
        schools.found(&body)
    };
    assert_eq!(choir(json!({})), ["ana"]);
    let alone = schools.server.temporary.ledger.head().expect("a head").0;
    schools.join("ben", &schools.choir);
    assert_eq!(choir(json!({})), ["ana", "ben"]);
    assert_eq!(choir(json!({"search": "school.example"})), ["ana", "ben"]);
    assert_eq!(choir(json!({"search": "ben"})), ["ben"]);
    assert_eq!(choir(json!({"as_of": alone.to_string()})), ["ana"]);
    let searched = json!({"as_of": alone.to_string(), "search": "school"});
    assert_eq!(choir(searched), ["ana"]);
    assert_eq!(choir(json!({"status": ["disabled"]})), [""; 0]);
    assert_eq!(choir(json!({"institution": 2})), [""; 0]);
    let left = format!("/accounts/{}/groups/{}", schools.id("ana"), schools.choir);
    assert_eq!(schools.admin.delete(&left).status, 200);
    assert_eq!(choir(json!({})), ["ben"]);
    assert_eq!(schools.found(&json!({"group_id": UNKNOWN})), [""; 0]);
    let answer = schools
        .admin
        .post("/accounts/search", r#"{"group_id": "choir"}"#);
    answer.is_problem(400, "json-malformed");
}

#[test]
fn r34_the_members_of_a_class_are_found_by_its_id() {
    let schools = Schools::open();
    let import = |file: &str, csv: &str| {
        let disposition = format!("attachment; filename=\"{file}\"");
        let headers = [
            ("content-type", "text/csv"),
            ("content-disposition", disposition.as_str()),
        ];
        let plan = schools
            .admin
            .send("POST", "/imports", &headers, Some(csv.as_bytes()));
        let path = format!("/imports/{}/apply", plan.field("plan_id"));
        let applied = schools.admin.post(&path, "{}");
        assert_eq!(applied.status, 200, "{}", applied.text());
    };
    let people =
        "import_id,login,email,blocked\ns1,tea,t@school.example,0\ns2,pip,p@school.example,0\n";
    import("update_users.csv", people);
    import(
        "update_classes.csv",
        "import_id,name,teacher_id\nc1,Maths,s1\n",
    );
    import("update_roster.csv", "class_id,user_id,role\nc1,s2,S\n");
    let groups = schools.admin.get("/groups").json();
    let class = groups["groups"].as_array().into_iter().flatten();
    let class = class.into_iter().find(|one| one["kind"] == "class");
    let class = class.expect("a class")["group_id"].clone();
    assert_eq!(schools.found(&json!({"group_id": class})), ["pip"]);
    assert_eq!(
        schools.found(&json!({"origin": "import", "search": "school.example"})),
        ["tea", "pip"]
    );
    assert_eq!(schools.found(&json!({"origin": "import"})), ["tea", "pip"]);
    assert_eq!(
        schools.found(&json!({"origin": "manual"})),
        ["ana", "ben", "sam"]
    );
}

#[test]
fn r48_whoever_has_not_logged_in_since_a_day_is_found() {
    let schools = Schools::open();
    let before = |day: &str| schools.found(&json!({"last_log_in_before": day}));
    assert_eq!(
        before("2020-01-01"),
        ["ana", "ben", "sam"],
        "nobody ever did"
    );
    schools.logged_in("ana", &json!({"last_login": "2026-05-02T08:00:00Z"}));
    schools.logged_in("ben", &json!({"last_login": "2026-03-01"}));
    schools.logged_in("sam", &json!({"grades": 3}));
    assert_eq!(
        before("2026-03-01"),
        ["sam"],
        "the day itself is not before it"
    );
    assert_eq!(before("2026-05-02"), ["ben", "sam"]);
    assert_eq!(before("2026-05-02T08:00:00Z"), ["ben", "sam"]);
    assert_eq!(before("2026-05-02T10:00:01+02:00"), ["ana", "ben", "sam"]);
    let searched = json!({"search": "school.example", "last_log_in_before": "2026-05-02"});
    assert_eq!(schools.found(&searched), ["ben", "sam"]);
    let members = json!({"group_id": schools.choir, "last_log_in_before": "2026-05-03"});
    assert_eq!(schools.found(&members), ["ana"]);

    // What was known of log-ins then.
    let then = schools.server.temporary.ledger.head().expect("a head").0;
    schools.logged_in("ben", &json!({"last_login": "2026-08-01"}));
    assert_eq!(before("2026-05-02"), ["sam"]);
    let then = json!({"as_of": then.to_string(), "last_log_in_before": "2026-05-02"});
    assert_eq!(schools.found(&then), ["ben", "sam"]);

    let wrong = r#"{"last_log_in_before": "spring"}"#;
    let answer = schools.admin.post("/accounts/search", wrong);
    answer.is_problem(400, "json-malformed");
}

#[test]
fn a_page_holds_whoever_is_left_of_many_that_are_passed_over() {
    let server = TestServer::with_accounts(600);
    let admin = server.domain_admin();
    let everyone = admin.get("/accounts?limit=1000").json();
    let everyone: Vec<String> = everyone["accounts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|account| account["email"].as_str().expect("an email").to_owned())
        .collect();
    let mut report = "email,last_login\n".to_owned();
    for (number, email) in everyone.iter().enumerate() {
        let day = if number % 200 == 150 {
            "2020-01-01"
        } else {
            "2026-06-01"
        };
        report += &format!("{email},{day}\n");
    }
    let plan = admin.upload("/imports?profile=activity", &report);
    let path = format!("/imports/{}/apply", plan.field("plan_id"));
    assert_eq!(admin.post(&path, "{}").status, 200);
    let body = r#"{"last_log_in_before": "2026-01-01"}"#;
    let found = admin.post("/accounts/search", body).json();
    let found: Vec<_> = found["accounts"].as_array().into_iter().flatten().collect();
    let found: Vec<_> = found.iter().map(|account| &account["email"]).collect();
    assert_eq!(found, [&everyone[150], &everyone[350], &everyone[550]]);
}

#[test]
fn r16_a_group_elsewhere_is_an_unknown_group() {
    let schools = Schools::open();
    for client in [
        schools.server.institution_admin(1),
        schools.server.token(Role::Viewer, Some(1)),
    ] {
        let ask = |group: &str| {
            let body = json!({"group_id": group}).to_string();
            let answer = client.post("/accounts/search", &body);
            (answer.status, answer.text())
        };
        assert_eq!(ask(&schools.elsewhere), ask(UNKNOWN));
        assert_ne!(ask(&schools.choir), ask(UNKNOWN));
        assert_eq!(names(&client, &json!({"origin": "manual"})), ["ana", "ben"]);
    }
    let never = json!({"last_log_in_before": "2026-01-01"});
    let north = schools.server.institution_admin(1);
    assert_eq!(names(&north, &never), ["ana", "ben"]);
    let teacher = schools.server.token(Role::Viewer, Some(1));
    let refused = teacher.post("/accounts/search", &never.to_string());
    refused.is_problem(403, "not-permitted");
}
