//! A request for each operation that nothing but a missing right would stop.

use crate::{
    client::{Answer, Client},
    documented::witness::Operation,
    server::TestServer,
};

const UNKNOWN: &str = "01920000-0000-7000-8000-000000000000";

/// What the requests name.
pub struct Places {
    account: String,
    email: String,
    group: String,
    plan: String,
    batch: String,
    step: String,
    token: String,
    institution: u64,
}

impl Places {
    /// Things of the institution 1 that exist.
    pub fn furnish(server: &TestServer) -> Places {
        let admin = server.domain_admin();
        let email = "ana@north.example".to_owned();
        let account = admin.post("/accounts", &format!(r#"{{"email": "{email}"}}"#));
        let group = admin.post("/groups", r#"{"institution": 1, "name": "7b"}"#);
        let plan = || admin.upload("/imports?profile=benchprep", &format!("email\n{email}\n"));
        let applied = admin.post(&format!("/imports/{}/apply", plan().field("plan_id")), "{}");
        admin.post(
            &format!("/accounts/{}/reactivate", account.field("account_id")),
            "{}",
        );
        let step =
            format!(r#"{{"action": "disable", "from": "2999-07-01", "accounts": ["{email}"]}}"#);
        let north = server.institution_admin(1);
        let step = north.post("/schedule", &step).json()["steps"][0]["step_id"].clone();
        let token = admin.post("/tokens", r#"{"name": "spare", "role": "gate"}"#);
        Places {
            account: account.field("account_id"),
            group: group.field("group_id"),
            plan: plan().field("plan_id"),
            batch: applied.field("batch_id"),
            step: step.as_str().expect("a step").to_owned(),
            token: token.json()["token_id"]
                .as_str()
                .expect("a token")
                .to_owned(),
            institution: 1,
            email,
        }
    }

    /// Nothing that exists.
    pub fn unknown() -> Places {
        let unknown = || UNKNOWN.to_owned();
        Places {
            account: unknown(),
            email: "nobody@north.example".to_owned(),
            group: unknown(),
            plan: unknown(),
            batch: unknown(),
            step: unknown(),
            token: unknown(),
            institution: 99,
        }
    }

    /// An operation's address with these in it.
    fn path(&self, operation: &Operation) -> String {
        let query = match operation.id.as_str() {
            "export_users" => "?version=2",
            "prove_inclusion" => "?position=0",
            "prove_consistency" => "?from=1",
            _ => "",
        };
        let parts = operation.template.split('/').map(|part| match part {
            "{account_id}" => self.account.clone(),
            "{group_id}" => self.group.clone(),
            "{plan_id}" => self.plan.clone(),
            "{batch_id}" => self.batch.clone(),
            "{step_id}" => self.step.clone(),
            "{token_id}" => self.token.clone(),
            "{scope}" => self.institution.to_string(),
            "{profile}" => "benchprep".to_owned(),
            "{level}" => "0".to_owned(),
            "{index}" => "000".to_owned(),
            other => {
                assert!(!other.starts_with('{'), "{}: {other}", operation.id);
                other.to_owned()
            }
        });
        parts.collect::<Vec<_>>().join("/") + query
    }

    /// A body that an operation understands.
    fn body(&self, operation: &Operation) -> String {
        let Places {
            email,
            batch,
            institution,
            ..
        } = self;
        match operation.id.as_str() {
            "sign_in" => r#"{"link": "none"}"#.to_owned(),
            "ask_access" => format!(r#"{{"email": "{email}"}}"#),
            "add_account" => r#"{"email": "new@north.example"}"#.to_owned(),
            "change_account" => r#"{"first_name": "Ana"}"#.to_owned(),
            "record_activity" => r#"{"grades": 1}"#.to_owned(),
            "delete_account" => r#"{"confirmation": "none", "identity": "none"}"#.to_owned(),
            "reverse" | "replay" => format!(r#"{{"batch": "{batch}"}}"#),
            "schedule_step" => format!(
                r#"{{"action": "disable", "from": "2999-08-01", "accounts": ["{email}"], "mode": "plan"}}"#
            ),
            "add_institution" => r#"{"name": "West"}"#.to_owned(),
            "add_group" => format!(r#"{{"institution": {institution}, "name": "8c"}}"#),
            "set_seat_limit" => r#"{"limit": null}"#.to_owned(),
            "add_admin" => r#"{"email": "spare@north.example", "role": "auditor"}"#.to_owned(),
            "remove_admin" => r#"{"email": "spare@north.example"}"#.to_owned(),
            "create_token" => r#"{"name": "new", "role": "gate"}"#.to_owned(),
            _ => "{}".to_owned(),
        }
    }
}

/// Asks for what an operation does, as nothing can be read: a query, a key and a body that are none.
pub fn send_malformed(client: &Client, operation: &Operation, places: &Places) -> Answer {
    let path = places.path(operation);
    let separator = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{separator}what=this&what=that");
    let key = ("idempotency-key", "");
    let (headers, body) = match (operation.has_body, operation.takes_csv) {
        (false, _) => (vec![key], None),
        (true, true) => (vec![key, ("content-type", "text/html")], Some(&b"<"[..])),
        (true, false) => (
            vec![key, ("content-type", "application/json")],
            Some(&b"{"[..]),
        ),
    };
    client.send(&operation.method, &path, &headers, body)
}

/// Asks for what an operation does.
pub fn send(client: &Client, operation: &Operation, places: &Places) -> Answer {
    let path = places.path(operation);
    let csv = format!("email\n{}\n", places.email);
    let (kind, body) = match (operation.has_body, operation.takes_csv) {
        (false, _) => return client.send(&operation.method, &path, &[], None),
        (true, true) => ("text/csv", csv),
        (true, false) => ("application/json", places.body(operation)),
    };
    let headers = [("content-type", kind)];
    client.send(&operation.method, &path, &headers, Some(body.as_bytes()))
}
