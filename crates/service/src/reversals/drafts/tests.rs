use std::collections::HashMap;

use rollbook_book::Opened;
use rollbook_domain::{ClassId, Column};
use rollbook_records::{Body, ClassChanged, ClassDetails, KeyId, seal_class_details};
use rusqlite::Connection;

use super::super::ReversalTarget;
use super::super::judge::Fate;
use super::*;
use crate::testing::School;
use crate::work::{NewEvent, Receipt};

fn drafts(school: &School, position: u64) -> Drafts {
    let asked = ReversalTarget::Event(position);
    let terms = Terms {
        scope: Scope::Domain,
        acting_as: None,
        forced: HashMap::new(),
    };
    let ledger = &school.ledger;
    ledger
        .read(|reads| {
            let target = Arc::new(Target::find(reads, asked.clone(), Vec::new())?);
            Drafts::judge(
                reads,
                &ledger.vault,
                Aim::Back,
                target,
                Arc::new(terms.clone()),
            )
        })
        .expect("drafts")
}

fn at_head(school: &School, drafts: &Drafts) -> Drafts {
    let ledger = &school.ledger;
    ledger
        .read(|reads| drafts.at_head(reads, &ledger.vault))
        .expect("drafts")
}

fn head(school: &School) -> u64 {
    let head = school.ledger.read(|reads| Ok(reads.head()?));
    head.expect("a head").expect("a position").0
}

fn puts(drafts: &Drafts) -> usize {
    let is_put = |fate: &Fate| matches!(fate, Fate::Put { .. });
    drafts
        .iter()
        .map(|draft| draft.fates.iter().filter(|(_, fate)| is_put(fate)).count())
        .sum()
}

#[test]
fn r52_r55_all_is_judged_anew_where_views_were_made_anew() {
    let school = School::new();
    let ada = school.import(&[(Column::Username, "ada"), (Column::SisId, "1")]);
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    operator.disable(ada, None).expect("disabled");
    let position = head(&school);
    assert_eq!(puts(&drafts(&school, position)), 1);
    let book = school.ledger.settings.directory.join("book.db");
    let connection = Connection::open(book).expect("a book");
    // As if she had been deleted.
    connection
        .execute("DELETE FROM account_events", [])
        .expect("damaged");
    connection
        .execute("UPDATE accounts SET version = version + 1", [])
        .expect("damaged");
    let damaged = drafts(&school, position);
    assert_eq!(puts(&damaged), 0, "what is damaged is misread");
    let admin = school
        .ledger
        .domain_admin(&school.caller)
        .expect("an admin");
    let rebuilt = admin.rebuild(&mut |_| {}).expect("rebuilt");
    assert!(!rebuilt.replaced.is_empty());
    assert_eq!(puts(&at_head(&school, &damaged)), 1);
}

#[test]
fn r34_r52_where_a_class_is_stated_is_found_on_from_where_it_was_looked_for() {
    let school = School::new();
    let ada = school.import(&[(Column::Username, "ada"), (Column::SisId, "1")]);
    school.class(ada, "Biology");
    let added = head(&school);
    school.class(ada, "Chemistry");
    let before = drafts(&school, added);
    rename(&school, added, ada, "Physics");
    let stated = |drafts: &Drafts| {
        let statements = Arc::clone(&drafts.statements);
        let at_head = school.ledger.read(|reads| statements.at_head(reads));
        at_head.expect("statements")
    };
    let expected = [Position(added), Position(head(&school))];
    let found = stated(&at_head(&school, &before));
    assert_eq!(
        found.iter().map(|(_, at)| at).collect::<Vec<_>>(),
        [expected]
    );
    assert_eq!(found, stated(&drafts(&school, added)));
}

fn class_at(school: &School, position: u64) -> ClassId {
    let record = school
        .ledger
        .read(|reads| Ok(reads.record(Position(position))?));
    match record.expect("a record").body {
        Body::ClassAdded(event) => event.class.into(),
        other => panic!("{:?}", other.kind()),
    }
}

fn rename(school: &School, added: u64, owner: AccountId, name: &str) {
    let class = class_at(school, added);
    let details = ClassDetails {
        name: Some(name.to_owned()),
        ..ClassDetails::default()
    };
    let change = move |work: &mut crate::work::Work<'_, '_>| {
        let key = work.key(KeyId(*class.as_bytes()))?;
        let event = NewEvent {
            account: Some(owner),
            institution: Some(rollbook_domain::InstitutionId(1)),
            source: None,
            body: Body::ClassChanged(ClassChanged {
                class: class.into(),
                details: seal_class_details(&key, work.random()?, &details),
                previous_owner: None,
                moved_from: None,
            }),
            opened: Opened::Class(&details),
        };
        let position = work.record(event, None)?;
        Ok(Receipt::of(class).at(position))
    };
    school
        .ledger
        .write(&school.caller, "test", change)
        .expect("renamed");
}
