//! What is found is what the texts say, however they came about, and nothing of the deleted stays.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use rollbook_book::AccountRow;
use rollbook_domain::{
    Account, AccountId, Column, Facts, InstitutionId, Living, Origin, Position, Profile, Status,
};
use rollbook_records::KeyId;

use super::changes::Changes;
use super::texts::Texts;
use super::*;
use crate::testing::School;
use crate::{AccountColumns, AccountQuery};

fn id(number: u8) -> AccountId {
    AccountId::from_bytes([number; 16])
}

fn person(number: u8, institution: u64, name: &str) -> crate::everyone::Person {
    let institution = InstitutionId(institution);
    let account = Account::Living(Living {
        institution,
        origin: Origin::Manual,
        blocked: false,
        deactivated: false,
        facts: Facts::default(),
    });
    let row = AccountRow {
        number: number.into(),
        id: id(number),
        account,
        version: Position(0),
        status_position: Position(0),
        profile_position: Position(0),
        fingerprint: [0; 16],
        activity_position: None,
    };
    let mut profile = Profile::default();
    profile.set(Column::FirstName, name);
    (row, Some(profile))
}

fn changes(accounts: &[u8], people: Vec<crate::everyone::Person>) -> Changes {
    Changes {
        until: Position(1),
        accounts: accounts.iter().map(|number| id(*number)).collect(),
        people,
    }
}

/// All that are found, in portions.
fn found(texts: &Texts, mut wanted: Wanted<'_>, portion: usize) -> Vec<AccountId> {
    let mut all = Vec::new();
    loop {
        let some = texts.find(&wanted, portion);
        all.extend(&some);
        if some.len() < portion {
            return all;
        }
        wanted.after = some.last().copied();
    }
}

fn everybody(words: &Words) -> Wanted<'_> {
    Wanted {
        words,
        institution: None,
        members: None,
        after: None,
    }
}

const NAMES: [&str; 5] = ["Ann", "Anna", "Hannah", "Bob", "an ann"];

/// Somebody is called so and is there, or is deleted.
type Step = (u8, Option<(usize, u64)>);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let state = prop::option::weighted(0.8, (0..NAMES.len(), 1..3_u64));
    prop::collection::vec((1..30_u8, state), 0..80)
}

proptest! {
    #[test]
    fn those_are_found_in_order_whose_last_text_holds_the_words(
        steps in steps(), portion in 1..5_usize, place in prop::option::of(1..3_u64),
        members in prop::option::of(prop::collection::hash_set(1..30_u8, 0..10)),
    ) {
        let mut texts = Texts::empty(0, Position(0));
        let mut told: BTreeMap<u8, (usize, u64)> = BTreeMap::new();
        for (number, state) in steps {
            let people = state.map(|(name, institution)| person(number, institution, NAMES[name]));
            texts.take_in(&changes(&[number], people.into_iter().collect()));
            match state {
                Some(state) => drop(told.insert(number, state)),
                None => drop(told.remove(&number)),
            }
        }
        let members: Option<HashSet<AccountId>> =
            members.map(|members| members.into_iter().map(id).collect());
        for searched in ["a", "AN", "ann an", "hannah", "b", "zoe", "\0"] {
            let words = Words::new(searched);
            let is_expected = |(number, (name, institution)): &(&u8, &(usize, u64))| {
                let name = NAMES[*name].to_lowercase();
                searched.to_lowercase().split_whitespace().all(|word| name.contains(word))
                    && place.is_none_or(|place| place == *institution)
                    && members.as_ref().is_none_or(|members| members.contains(&id(**number)))
            };
            let expected: Vec<AccountId> =
                told.iter().filter(is_expected).map(|(number, _)| id(*number)).collect();
            let wanted = Wanted {
                institution: place.map(InstitutionId),
                members: members.as_ref(),
                ..everybody(&words)
            };
            prop_assert_eq!(found(&texts, wanted, portion), expected, "{:?}", searched);
        }
    }
}

#[test]
fn texts_that_were_overwritten_do_not_pile_up() {
    let mut texts = Texts::empty(0, Position(0));
    for turn in 0..40_000_u32 {
        let number = (turn % 100) as u8 + 1;
        let name = format!("somebody with a name as long as this one {turn}");
        texts.take_in(&changes(&[number], vec![person(number, 1, &name)]));
    }
    let (bytes, entries) = texts.size();
    assert!(
        bytes < 2 << 20 && entries < 20_000,
        "{bytes} bytes, {entries} entries"
    );
    let words = Words::new("somebody");
    assert_eq!(found(&texts, everybody(&words), 7).len(), 100);
    let first: BTreeSet<AccountId> = found(&texts, everybody(&Words::new("one 39900")), 7)
        .into_iter()
        .collect();
    assert_eq!(first, BTreeSet::from([id(1)]));
    assert!(!texts.holds("one 38000"));
}

#[test]
fn r42_whoever_is_deleted_while_records_are_taken_in_is_overwritten_behind_them() {
    let index = SearchIndex::default();
    *index.write() = Some(Texts::empty(0, Position(0)));
    let turn = index.following.lock().expect("nobody panicked");
    // It was opened, then the key was destroyed, then it is taken in.
    let opened = changes(&[1], vec![person(1, 1, "Annabel")]);
    index.forget(&[KeyId([1; 16])]);
    if let Some(texts) = index.write().as_mut() {
        texts.take_in(&opened);
    }
    drop(turn);
    index.overwrite_doomed();
    assert!(!index.holds("annabel"));
    assert!(index.doomed().is_empty());
}

fn search(school: &School, words: &str, query: AccountQuery) -> Vec<String> {
    let query = AccountQuery {
        search: Some(words.to_owned()),
        ..query
    };
    let reader = school.ledger.reader(&school.caller).expect("a reader");
    let list = reader.accounts(&query).expect("a list");
    list.accounts
        .into_iter()
        .filter_map(|account| account.username)
        .collect()
}

#[test]
fn r16_a_search_in_an_institution_follows_who_moves() {
    let school = School::new();
    let admin = school
        .ledger
        .domain_admin(&school.caller)
        .expect("an admin");
    admin
        .add_institution("South", Some(InstitutionId(2)), None, None)
        .expect("added");
    let ann = school.import(&[(Column::SisId, "1"), (Column::Username, "ann")]);
    school.import(&[(Column::SisId, "2"), (Column::Username, "anton")]);
    let at = |institution| AccountQuery {
        institution: Some(InstitutionId(institution)),
        ..AccountQuery::default()
    };
    assert_eq!(search(&school, "an", at(1)), ["ann", "anton"]);
    let moved = AccountColumns {
        institution: Some(InstitutionId(2)),
        ..AccountColumns::default()
    };
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let before = operator.account(ann).expect("there").version;
    operator.set_account(ann, &moved, None).expect("moved");
    assert_eq!(search(&school, "an", at(1)), ["anton"]);
    assert_eq!(search(&school, "an", at(2)), ["ann"]);
    let then = AccountQuery {
        as_of: Some(crate::Moment::Position(Position(before))),
        ..at(1)
    };
    assert_eq!(search(&school, "an", then), ["ann"]);
}

#[test]
fn a_page_is_filled_from_behind_many_who_do_not_belong_to_it() {
    let school = School::new();
    for number in 0..300 {
        let (sis_id, username) = (format!("{number}"), format!("pupil{number}"));
        school.import(&[(Column::SisId, &sis_id), (Column::Username, &username)]);
    }
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let last = operator.find("pupil299").expect("there");
    operator.disable(last, None).expect("disabled");
    let disabled = AccountQuery {
        statuses: vec![Status::Disabled],
        ..AccountQuery::default()
    };
    assert_eq!(search(&school, "pupil", disabled), ["pupil299"]);
    let some = AccountQuery {
        limit: 280,
        ..AccountQuery::default()
    };
    assert_eq!(search(&school, "pupil", some).len(), 280);
}

#[test]
fn a_server_has_the_index_ready_before_anybody_searches() {
    let school = School::new();
    school.import(&[(Column::SisId, "1"), (Column::Username, "annabel")]);
    let keeping = school.ledger.keep_searchable().expect("a thread");
    let began = Instant::now();
    while !school.ledger.search.holds("annabel") {
        assert!(began.elapsed() < Duration::from_secs(60), "never");
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(keeping);
}
