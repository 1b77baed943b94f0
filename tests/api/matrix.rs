//! Every route with every role and with none: who gets in, and that nobody else learns or changes
//! anything.

mod people;
mod requests;
mod rights;

use std::collections::BTreeSet;

use people::{Person, everybody};
use requests::{Places, send, send_malformed};
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

    /// Asks for what exists, for what does not, and in a way that nobody understands: whoever is refused is told
    /// the same of all three, and nothing is recorded. Says what is wrong.
    fn refuse(&self, operation: &Operation, person: &Person) -> Option<String> {
        let expected = match (person.role, rights::of(&operation.id)) {
            (None, _) | (Some(_), Right::Session) => (401, NOT_SIGNED_IN.to_owned()),
            (Some(_), _) => (403, REFUSED.to_owned()),
        };
        let client = person.client(&self.server);
        let before = self.head();
        let answers = [
            send(&client, operation, &self.places),
            send(&client, operation, &Places::unknown()),
            send_malformed(&client, operation, &self.places),
        ];
        let refused = |answer: &Answer| {
            (answer.status, code(answer)) == expected && answer.text() == answers[0].text()
        };
        let wrong = answers.iter().find(|answer| !refused(answer));
        let (who, what) = (&person.name, &operation.id);
        match wrong {
            Some(answer) => Some(format!(
                "{who} may not {what}, and got {}: {}",
                answer.status,
                answer.text()
            )),
            None if self.head() != before => Some(format!("{who} may not {what}, and did")),
            None => None,
        }
    }

    /// Says what is wrong where somebody is refused who has the right.
    fn let_in(&self, witness: &Witness, operation: &Operation, person: &Person) -> Option<String> {
        let answer = send(&person.client(&self.server), operation, &self.places);
        witness.note(&operation.method, &operation.path(), answer.status);
        let is_in = ![REFUSED, NOT_SIGNED_IN].contains(&&*code(&answer)) && answer.status < 500;
        (!is_in).then(|| {
            let (who, what) = (&person.name, &operation.id);
            format!(
                "{who} may {what}, and got {}: {}",
                answer.status,
                answer.text()
            )
        })
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
    let mut wrong = Vec::new();
    for operation in &witness.operations {
        let right = rights::of(&operation.id);
        let (may, may_not): (Vec<_>, Vec<_>) =
            stage.people.iter().partition(|person| right.is_of(person));
        // Whoever may goes last: some of what is asked for is gone then.
        let refused = may_not
            .iter()
            .filter_map(|person| stage.refuse(operation, person));
        wrong.extend(refused);
        let let_in = may
            .iter()
            .filter_map(|person| stage.let_in(&witness, operation, person));
        wrong.extend(let_in);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
