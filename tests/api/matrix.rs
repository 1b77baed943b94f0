//! Every route with every role and with none: who gets in, and that nobody else learns or changes
//! anything.

mod people;
mod requests;
mod rights;

use std::collections::BTreeSet;

use people::{Person, everybody};
use requests::{Places, send};
use rights::{RIGHTS, Right};

use crate::{
    client::Answer,
    documented::witness::{Operation, Witness},
    server::TestServer,
};

/// What a refused role is told, and nothing else.
const REFUSED: &str = "not-permitted";

/// What nobody in particular is told.
const NOT_SIGNED_IN: &str = "not-signed-in";

/// A server, whoever may ask it, and what there is to ask for.
struct Stage {
    server: TestServer,
    people: Vec<Person>,
    places: Places,
}

impl Stage {
    fn set() -> Stage {
        let server = TestServer::start();
        server.add_institution(2, "South");
        let places = Places::furnish(&server);
        let people = everybody(&server);
        Stage {
            server,
            people,
            places,
        }
    }

    /// The position of the log's last record.
    fn head(&self) -> u64 {
        let head = self.server.temporary.ledger.head();
        head.expect("the ledger is there").0
    }

    /// Asks for what exists and for what does not; whoever is refused is told the same of both, and
    /// nothing is recorded.
    fn is_refused(&self, operation: &Operation, person: &Person, status: u16, code: &str) {
        let client = person.client(&self.server);
        let before = self.head();
        let answers = [&self.places, &Places::unknown()].map(|places| {
            let answer = send(&client, operation, places);
            assert_eq!(
                (answer.status, self::code(&answer)),
                (status, code.to_owned()),
                "{} by {}: {}",
                operation.id,
                person.name,
                answer.text()
            );
            answer
        });
        let [existing, unknown] = answers;
        assert_eq!(existing.text(), unknown.text(), "{}", operation.id);
        assert_eq!(self.head(), before, "{} by {}", operation.id, person.name);
    }

    fn is_let_in(&self, witness: &Witness, operation: &Operation, person: &Person) {
        let answer = send(&person.client(&self.server), operation, &self.places);
        let told = format!("{} by {}: {}", operation.id, person.name, answer.text());
        assert!(
            ![REFUSED, NOT_SIGNED_IN].contains(&&*code(&answer)),
            "{told}"
        );
        assert!(answer.status < 500, "{told}");
        witness.note(&operation.method, &operation.path(), answer.status);
    }
}

/// The code of a problem, or nothing.
fn code(answer: &Answer) -> String {
    let is_problem = answer.header("content-type") == Some("application/problem+json");
    match is_problem {
        true => answer.field("code"),
        false => String::new(),
    }
}

#[test]
fn every_operation_has_its_right() {
    let document = serde_json::to_value(rollbook_http::document()).expect("JSON");
    let documented = Witness::of(&document).operations;
    let documented: BTreeSet<String> = documented.into_iter().map(|one| one.id).collect();
    let stated: BTreeSet<String> = RIGHTS.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(stated.len(), RIGHTS.len(), "an operation stands in one row");
    assert_eq!(
        documented, stated,
        "each operation of the document has a row"
    );
}

#[test]
fn every_route_lets_in_the_roles_that_may_and_nobody_else() {
    let stage = Stage::set();
    let served = stage.server.stranger().get("/openapi.json").json();
    let witness = Witness::of(&served);
    for operation in &witness.operations {
        let right = rights::of(&operation.id);
        let (may, may_not): (Vec<_>, Vec<_>) =
            stage.people.iter().partition(|person| right.is_of(person));
        // Whoever may goes last: some of what is asked for is gone then.
        for person in may_not {
            match (person.role, right) {
                (None, _) | (Some(_), Right::Session) => {
                    stage.is_refused(operation, person, 401, NOT_SIGNED_IN);
                }
                (Some(_), _) => stage.is_refused(operation, person, 403, REFUSED),
            }
        }
        for person in may {
            stage.is_let_in(&witness, operation, person);
        }
    }
}
