//! All that can be asked about somebody.

use serde_json::{Value, json};

use super::Person;
use crate::{
    client::{Answer, Client},
    server::TestServer,
};

/// A body about a person, if there is one.
type Body = Box<dyn Fn(&Person) -> Option<String>>;

/// What is asked, about a person.
pub struct Question {
    method: &'static str,
    path: fn(&Person) -> String,
    body: Body,
    headers: &'static [(&'static str, &'static str)],
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const AGAIN: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("idempotency-key", "k1"),
];
const AS_CSV: &[(&str, &str)] = &[("content-type", "application/json"), ("accept", "text/csv")];

fn get(path: fn(&Person) -> String) -> Question {
    Question {
        method: "GET",
        path,
        body: Box::new(|_| None),
        headers: &[],
    }
}

fn send(
    method: &'static str,
    path: fn(&Person) -> String,
    body: impl Fn(&Person) -> Value + 'static,
) -> Question {
    Question {
        method,
        path,
        body: Box::new(move |person| Some(body(person).to_string())),
        headers: JSON,
    }
}

fn post(path: fn(&Person) -> String, body: impl Fn(&Person) -> Value + 'static) -> Question {
    send("POST", path, body)
}

/// Everything that an admin can ask.
pub fn of_admins(server: &TestServer) -> Vec<Question> {
    let mut questions = of_viewers();
    questions.extend(of_gates());
    questions.extend(history());
    questions.extend(commands(server));
    questions.extend(taking_back());
    questions.extend(schedule());
    questions
}

pub fn of_gates() -> Vec<Question> {
    vec![
        post(
            |_| "/access".into(),
            |person| json!({"email": person.email()}),
        ),
        post(
            |_| "/access".into(),
            |person| json!({"username": person.name}),
        ),
    ]
}

pub fn of_viewers() -> Vec<Question> {
    let everybody = ["active", "disabled", "deactivated"];
    let search = |person: &Person| [person.email(), person.name.to_owned(), person.sis_id()];
    let mut questions = vec![
        get(|person| format!("/accounts/{}", person.id)),
        get(|person| format!("/accounts/{}?reveal_hidden=true", person.id)),
        get(|person| format!("/accounts/{}?as_of=8", person.id)),
        get(|person| format!("/accounts/{}?as_of=1", person.id)),
        get(|person| format!("/accounts?cursor={}", person.id.replace('-', ""))),
        get(|_| "/accounts?institution=2".into()),
    ];
    for word in 0..3 {
        for as_of in [None, Some(8)] {
            questions.push(post(
                |_| "/accounts/search".into(),
                move |person| {
                    json!({
                        "search": search(person)[word], "status": everybody, "as_of": as_of.map(|at: u64| at.to_string()),
                        "reveal_hidden": true, "limit": 1,
                    })
                },
            ));
        }
    }
    questions
}

fn history() -> Vec<Question> {
    let mut questions = vec![
        get(|person| format!("/accounts/{}/history?count=true", person.id)),
        get(|person| format!("/accounts/{}/history?as_of=8", person.id)),
        get(|person| format!("/accounts/{}/why", person.id)),
        get(|person| format!("/accounts/{}/details", person.id)),
        get(|person| format!("/events?account={}&count=true", person.id)),
        get(|person| format!("/events?batch={}&count=true", person.batch)),
        get(|person| format!("/events?from={0}&to={0}&count=true", person.position)),
        get(|person| format!("/batches/{}", person.batch)),
        get(|_| "/seats/history".into()),
        get(|_| "/seats/forecast".into()),
    ];
    for query in [
        |person: &Person| format!("account:{}", person.email()),
        |person: &Person| format!("account:sis_id:{}", person.sis_id()),
        |person: &Person| format!("-account:{}", person.email()),
        |person: &Person| person.email(),
        |person: &Person| format!("position:{}", person.position),
    ] {
        for headers in [JSON, AS_CSV] {
            let question = post(
                |_| "/events/search".into(),
                move |person| json!({"query": query(person), "count": true}),
            );
            questions.push(Question {
                headers,
                ..question
            });
        }
    }
    questions
}

fn commands(server: &TestServer) -> Vec<Question> {
    let group = server.domain_admin().get("/groups").json()["groups"][0]["group_id"].clone();
    let group: &'static str = group.as_str().expect("a group").to_owned().leak();
    let mut questions = vec![
        send(
            "PATCH",
            |person| format!("/accounts/{}", person.id),
            |_| json!({"first_name": "A"}),
        ),
        send(
            "PATCH",
            |person| format!("/accounts/{}", person.id),
            |_| json!({"institution": 1}),
        ),
    ];
    for path in [
        (|person| format!("/accounts/{}/disable", person.id)) as fn(&Person) -> String,
        |person| format!("/accounts/{}/enable", person.id),
        |person| format!("/accounts/{}/deactivate", person.id),
        |person| format!("/accounts/{}/reactivate", person.id),
    ] {
        questions.push(post(path, |_| json!({"reason": "left"})));
        for _ in 0..2 {
            questions.push(Question {
                headers: AGAIN,
                ..post(path, |_| json!({}))
            });
        }
    }
    questions.extend(["PUT", "DELETE"].map(|method| Question {
        method,
        path: |person| format!("/accounts/{}/groups/GROUP", person.id),
        body: Box::new(move |_| Some(group.to_owned())),
        headers: &[],
    }));
    questions
}

fn taking_back() -> Vec<Question> {
    let mut questions = Vec::new();
    for path in [(|_| "/reversals".into()) as fn(&Person) -> String, |_| {
        "/replays".into()
    }] {
        for mode in ["plan", "apply"] {
            questions.extend([
                post(path, move |person| json!({"batch": person.batch, "mode": mode})),
                post(path, move |person| json!({"event": person.position, "mode": mode})),
                post(path, move |person| {
                    json!({"query": format!("account:{}", person.email()), "mode": mode})
                }),
            ]);
        }
    }
    questions.push(post(
        |_| "/reversals".into(),
        |person| json!({"query": "account:ana", "mode": "plan", "force": [person.email()]}),
    ));
    questions
}

fn schedule() -> Vec<Question> {
    let step =
        |accounts: Value| json!({"action": "disable", "from": "2999-07-01", "accounts": accounts});
    vec![
        post(
            |_| "/schedule".into(),
            move |person| step(json!([person.email()])),
        ),
        post(
            |_| "/schedule".into(),
            move |person| step(json!([person.id])),
        ),
        post(
            |_| "/schedule".into(),
            move |person| step(json!(["ana", format!("sis_id:{}", person.sis_id())])),
        ),
        get(|_| "/schedule?all=true".into()),
    ]
}

/// The answers, each with what was asked; then those to files that name the person.
pub fn ask_all(client: &Client, questions: &[Question], person: &Person) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for question in questions {
        let (mut path, mut body) = ((question.path)(person), (question.body)(person));
        if path.ends_with("/GROUP") {
            path = path.replace("GROUP", &body.take().unwrap_or_default());
        }
        let asked = format!(
            "{} {path} {}",
            question.method,
            body.clone().unwrap_or_default()
        );
        let body = body.as_deref().map(str::as_bytes);
        answers.push((
            asked,
            client.send(question.method, &path, question.headers, body),
        ));
    }
    for row in [
        ("email", person.email()),
        (
            "email,username",
            format!("{},{}", person.email(), person.name),
        ),
        (
            "email,sis_id",
            format!("ana@north.example,{}", person.sis_id()),
        ),
        ("email,institution", format!("{},2", person.email())),
        ("email,institution", format!("{},South", person.email())),
        ("email,remove_from_group", format!("{},y", person.email())),
    ] {
        answers.extend(ask_by_file(client, &format!("{}\n{}\n", row.0, row.1)));
    }
    answers
}

/// What a plan, its refused rows and a schedule for its file answer.
fn ask_by_file(client: &Client, csv: &str) -> Vec<(String, Answer)> {
    let plan = client.upload("/imports?profile=benchprep", csv);
    if plan.status != 201 {
        return vec![(csv.to_owned(), plan)];
    }
    let id = plan.field("plan_id");
    let step = json!({"action": "disable", "from": "2999-07-01", "import": id, "mode": "plan"});
    let refused = client.get(&format!("/imports/{id}/refused.csv"));
    let shown = client.get(&format!("/imports/{id}"));
    let scheduled = client.post("/schedule", &step.to_string());
    [
        ("plan", plan),
        ("refused", refused),
        ("shown", shown),
        ("scheduled", scheduled),
    ]
    .map(|(what, answer)| (format!("{what} {csv}"), answer))
    .into()
}
