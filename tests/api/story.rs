//! One story, told at a terminal and over HTTP: both doors must give the same answers.
//!
//! A thousand accounts are loaded; nine hundred leave; two of them are changed by hand; the leaving is
//! taken back, which keeps those two; it is given again; and the past of every step is asked for.

use std::collections::BTreeMap;

use rollbook_testkit::{Rollbook, TemporaryLedger, accounts_file, leavers_file};
use serde_json::{Value, json};

use crate::client::Client;
use crate::server::TestServer;

const PEOPLE: usize = 1000;
const LEAVERS: usize = 900;

/// The two whom somebody changes before the leaving is taken back.
const BACK_AGAIN: &str = "pupil000007";
const SUSPENDED: &str = "pupil000009";
/// One of the others.
const UNTOUCHED: &str = "pupil000011";

/// A way to Rollbook.
trait Door {
    fn import(&self, profile: &str, file: &str) -> Value;
    fn change(&self, verb: &str, who: &str, reason: &str) -> Value;
    /// `verb` is `reverse` or `replay`; the answer of what was planned or applied.
    fn again(&self, verb: &str, batch: &str, applies: bool) -> Value;
    fn account(&self, who: &str, as_of: u64) -> Value;
    fn why(&self, who: &str) -> Value;
    fn history(&self, who: &str) -> Value;
    fn seats(&self, as_of: u64) -> Value;
    fn seat_steps(&self) -> Value;
    /// The answer of a question to the audit.
    fn audit(&self, query: &str) -> Value;
}

struct Terminal {
    rollbook: Rollbook,
    temporary: TemporaryLedger,
}

impl Terminal {
    fn open() -> Terminal {
        let temporary = TemporaryLedger::with_institution();
        Terminal {
            rollbook: Rollbook::on(temporary.path()),
            temporary,
        }
    }
}

impl Door for Terminal {
    fn import(&self, profile: &str, file: &str) -> Value {
        let path = self.temporary.path().join("people.csv");
        std::fs::write(&path, file).expect("a file");
        let path = path.to_str().expect("a path");
        let profile = format!("--profile={profile}");
        let reason = [
            "--yes",
            "--override-guards",
            "the story",
            "--reason",
            "end of term",
        ];
        self.rollbook
            .json(&[&["import", path, &profile], &reason[..]].concat())
    }

    fn change(&self, verb: &str, who: &str, reason: &str) -> Value {
        self.rollbook
            .json(&["account", verb, who, "--yes", "--reason", reason])
    }

    fn again(&self, verb: &str, batch: &str, applies: bool) -> Value {
        let how = if applies { "--yes" } else { "--plan" };
        self.rollbook
            .json(&[verb, batch, how, "--override-guards", "the story"])
    }

    fn account(&self, who: &str, as_of: u64) -> Value {
        let as_of = as_of.to_string();
        self.rollbook
            .json(&["account", "show", who, "--as-of", &as_of])
    }

    fn why(&self, who: &str) -> Value {
        self.rollbook.json(&["account", "why", who])
    }

    fn history(&self, who: &str) -> Value {
        self.rollbook.json(&["account", "history", who])
    }

    fn seats(&self, as_of: u64) -> Value {
        self.rollbook
            .json(&["seats", "--as-of", &as_of.to_string()])
    }

    fn seat_steps(&self) -> Value {
        self.rollbook
            .json(&["seats", "--history", "--institution", "1"])
    }

    fn audit(&self, query: &str) -> Value {
        self.rollbook.json(&["audit", query, "--limit", "1000"])
    }
}

struct Network {
    server: TestServer,
    admin: Client,
}

impl Network {
    fn open() -> Network {
        let server = TestServer::start();
        Network {
            admin: server.domain_admin(),
            server,
        }
    }

    fn id(&self, who: &str) -> String {
        let admin = rollbook_service::Caller::of_the_machine("testkit");
        let reader = self
            .server
            .temporary
            .ledger
            .reader(&admin)
            .expect("a reader");
        reader.find(who).expect("found").to_string()
    }

    fn get(&self, path: &str) -> Value {
        let answer = self.admin.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.admin.post(path, &body.to_string());
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }
}

impl Door for Network {
    fn import(&self, profile: &str, file: &str) -> Value {
        let plan = self
            .admin
            .upload(&format!("/imports?profile={profile}"), file);
        assert_eq!(plan.status, 201, "{}", plan.text());
        let options = json!({"reason": "end of term", "override_guards": "the story"});
        self.post(
            &format!("/imports/{}/apply", plan.field("plan_id")),
            &options,
        )
    }

    fn change(&self, verb: &str, who: &str, reason: &str) -> Value {
        let path = format!("/accounts/{}/{verb}", self.id(who));
        self.post(&path, &json!({ "reason": reason }))
    }

    fn again(&self, verb: &str, batch: &str, applies: bool) -> Value {
        let mode = if applies { "apply" } else { "plan" };
        let path = if verb == "replay" {
            "/replays"
        } else {
            "/reversals"
        };
        self.post(
            path,
            &json!({"batch": batch, "mode": mode, "override_guards": "the story"}),
        )
    }

    fn account(&self, who: &str, as_of: u64) -> Value {
        self.get(&format!("/accounts/{}?as_of={as_of}", self.id(who)))
    }

    fn why(&self, who: &str) -> Value {
        self.get(&format!("/accounts/{}/why", self.id(who)))
    }

    fn history(&self, who: &str) -> Value {
        self.get(&format!("/accounts/{}/history", self.id(who)))
    }

    fn seats(&self, as_of: u64) -> Value {
        self.get(&format!("/seats?as_of={as_of}"))
    }

    fn seat_steps(&self) -> Value {
        self.get("/seats/history?institution=1")
    }

    fn audit(&self, query: &str) -> Value {
        self.post("/events/search", &json!({"query": query, "limit": 1000}))
    }
}

/// What the story came to, without ids, times and positions, which no two ledgers share.
#[derive(PartialEq, Debug)]
struct Told {
    /// Of the leaving, its reversal and its replay.
    effects: Vec<Value>,
    /// Who was kept, by what aspect.
    kept: BTreeMap<String, String>,
    /// After each step: the status of the three, and the seats in use.
    past: Vec<([String; 3], Value)>,
    /// The kinds of the events of the three, oldest first.
    histories: Vec<Vec<String>>,
    steps: Vec<Value>,
}

fn tell(door: &dyn Door) -> Told {
    let mut marks = Vec::new();
    let mark = |answer: &Value| answer["last_position"].as_u64().expect("a position");
    let by_hand = |answer: &Value| answer["position"].as_u64().expect("a position");

    let loaded = door.import("accounts", &accounts_file(PEOPLE));
    marks.push(mark(&loaded));
    let left = door.import("benchprep", &leavers_file(LEAVERS));
    marks.push(mark(&left));
    let batch = left["batch_id"].as_str().expect("a batch");
    marks.push(by_hand(&door.change("reactivate", BACK_AGAIN, "came back")));
    marks.push(by_hand(&door.change("reactivate", SUSPENDED, "came back")));
    marks.push(by_hand(&door.change("deactivate", SUSPENDED, "left again")));

    let planned = door.again("reverse", batch, false);
    let reversed = door.again("reverse", batch, true);
    assert_eq!(
        planned["effects"], reversed["effects"],
        "it does what it showed"
    );
    marks.push(mark(&reversed));
    let twice = door.again("reverse", batch, true);
    assert_eq!(twice["events"], 0, "R53: {twice}");
    let replayed = door.again("replay", batch, true);
    marks.push(mark(&replayed));

    let three = [BACK_AGAIN, SUSPENDED, UNTOUCHED];
    let status = |who: &str, as_of: u64| text(&door.account(who, as_of)["status"]);
    let past = marks
        .iter()
        .map(|at| {
            let in_use = door.seats(*at)["domain"]["in_use"].clone();
            (three.map(|who| status(who, *at)), in_use)
        })
        .collect();
    why_is_right(door, batch, &replayed);
    let steps = door.seat_steps();
    let steps = steps["steps"].as_array().expect("steps");
    Told {
        effects: [&left, &reversed, &replayed]
            .map(|answer| answer["effects"].clone())
            .to_vec(),
        kept: kept(&reversed),
        past,
        histories: three.map(|who| kinds(&door.history(who))).to_vec(),
        steps: steps.iter().map(|step| step["in_use"].clone()).collect(),
    }
}

/// R51, and what the audit finds of the same.
fn why_is_right(door: &dyn Door, batch: &str, replayed: &Value) {
    let why = door.why(UNTOUCHED);
    assert_eq!(why["status"], "deactivated");
    assert_eq!(why["batch"], replayed["batch_id"]);
    assert!(text(&why["sentence"]).contains("deactivated"), "{why}");
    let found = door.audit(&format!("type:deactivated batch:{batch}"));
    let events = found["events"].as_array().expect("events");
    assert_eq!(events.len(), LEAVERS);
    assert!(events.iter().all(|event| event["reason"] == "end of term"));
    let by_hand = door.audit("type:reactivated \"came back\"");
    assert_eq!(
        by_hand["events"].as_array().map(Vec::len),
        Some(2),
        "{by_hand}"
    );
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

fn kept(reversed: &Value) -> BTreeMap<String, String> {
    let outcomes = reversed["outcomes"].as_array().expect("outcomes");
    outcomes
        .iter()
        .filter(|outcome| outcome["outcome"] == "kept")
        .map(|outcome| {
            assert!(outcome["because"].is_string(), "{outcome}");
            (text(&outcome["label"]), text(&outcome["aspect"]))
        })
        .collect()
}

fn kinds(history: &Value) -> Vec<String> {
    let events = history["events"].as_array().expect("events");
    let mut kinds: Vec<(u64, String)> = events
        .iter()
        .map(|event| {
            (
                event["position"].as_u64().expect("a position"),
                text(&event["type"]),
            )
        })
        .collect();
    kinds.sort();
    kinds.into_iter().map(|(_, kind)| kind).collect()
}

#[test]
fn r47_r50_r52_r54_a_leaving_is_taken_back_and_given_again_the_same_by_both_doors() {
    let terminal = tell(&Terminal::open());
    let network = tell(&Network::open());
    assert_eq!(terminal, network);

    assert_eq!(terminal.kept.len(), 2, "{:?}", terminal.kept);
    let effects = &terminal.effects;
    assert_eq!(effects[0]["deactivate"], LEAVERS);
    assert_eq!(effects[1]["reactivate"], LEAVERS - 2);
    assert_eq!(effects[1]["kept"], 2);
    assert_eq!(effects[2]["deactivate"], LEAVERS - 1);
    let statuses: Vec<[&str; 3]> = terminal
        .past
        .iter()
        .map(|(three, _)| [three[0].as_str(), three[1].as_str(), three[2].as_str()])
        .collect();
    let (active, gone) = ("active", "deactivated");
    assert_eq!(
        statuses,
        [
            [active, active, active],
            [gone, gone, gone],
            [active, gone, gone],
            [active, active, gone],
            [active, gone, gone],
            [active, gone, active],
            [gone, gone, gone],
        ]
    );
    let in_use: Vec<u64> = terminal
        .past
        .iter()
        .map(|(_, in_use)| in_use.as_u64().expect("a number"))
        .collect();
    assert_eq!(in_use, [1000, 100, 101, 102, 101, 999, 100]);
    let steps: Vec<u64> = terminal.steps.iter().filter_map(Value::as_u64).collect();
    assert_eq!(
        steps, in_use,
        "R47: every step of the history is one of the story"
    );
}
