//! What is told of the past is what was told then (R50).

use std::collections::BTreeSet;

use proptest::prelude::*;
use rollbook_service::{
    AccountColumns, AccountQuery, Caller, Command, InstitutionId, Moment, Reader, Role, SeatQuery,
    SeatScope, Status, UsersVersion, answers,
};

use crate::district::District;
use crate::random_history::{self, PEOPLE, Step};

const WORDS: [&str; 3] = ["ada", "login", "s1 a"];

/// Everything that is told at a moment.
#[derive(Debug)]
struct Told {
    position: u64,
    accounts: Vec<answers::Account>,
    /// The lines of each export with the account of each.
    exports: Vec<Vec<(String, String)>>,
    found: Vec<Vec<String>>,
    seats: String,
}

fn everyone(as_of: Option<Moment>) -> AccountQuery {
    AccountQuery {
        statuses: vec![Status::Active, Status::Disabled, Status::Deactivated],
        as_of,
        ..AccountQuery::default()
    }
}

fn tell(district: &District, position: u64, as_of: Option<Moment>) -> Told {
    let admin = random_history::admin(district);
    let accounts = admin.accounts(&everyone(as_of)).expect("a list").accounts;
    let found = WORDS.map(|words| {
        let search = AccountQuery {
            search: Some(words.to_owned()),
            ..everyone(as_of)
        };
        let ids = found(&admin, &search);
        assert_eq!(page_by_page(&admin, search), ids, "{words} at {position}");
        ids
    });
    let seats = admin.seats_at(as_of).expect("seats");
    let mut exports = vec![Vec::new()];
    admin
        .auditor()
        .export_accounts(as_of, &mut exports[0])
        .expect("exported");
    for version in [UsersVersion::V1, UsersVersion::V2] {
        let mut csv = Vec::new();
        admin
            .auditor()
            .export_users(version, true, as_of, &mut csv)
            .expect("exported");
        exports.push(csv);
    }
    let exports = exports.into_iter().enumerate().map(|(number, csv)| {
        let imported = accounts
            .iter()
            .filter(|account| number == 0 || account.origin.as_deref() == Some("import"));
        let ids: Vec<&str> = imported
            .map(|account| account.account_id.as_str())
            .collect();
        lines(&ids, &csv)
    });
    Told {
        position,
        exports: exports.collect(),
        found: found.into(),
        seats: format!("{:?} {:?}", seats.seats, seats.domain),
        accounts,
    }
}

fn found(reader: &Reader<'_>, search: &AccountQuery) -> Vec<String> {
    let list = reader.accounts(search).expect("a list");
    let ids = list.accounts.into_iter().map(|account| account.account_id);
    ids.collect()
}

/// The same where each page holds one account.
fn page_by_page(reader: &Reader<'_>, mut search: AccountQuery) -> Vec<String> {
    search.limit = 1;
    let mut found = Vec::new();
    loop {
        let list = reader.accounts(&search).expect("a page");
        assert!(list.accounts.len() <= 1);
        found.extend(list.accounts.into_iter().map(|account| account.account_id));
        search.cursor = list.next;
        if search.cursor.is_none() {
            return found;
        }
    }
}

/// The rows of an export, which are in the order of the accounts' ids.
fn lines(ids: &[&str], csv: &[u8]) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(csv);
    let rows: Vec<String> = reader
        .records()
        .map(|row| format!("{:?}", row.expect("a row")))
        .collect();
    assert_eq!(rows.len(), ids.len());
    ids.iter().map(|id| (*id).to_owned()).zip(rows).collect()
}

impl Told {
    /// Without whoever is deleted by now (R42).
    fn without(mut self, deleted: &BTreeSet<String>) -> Told {
        self.accounts
            .retain(|account| !deleted.contains(&account.account_id));
        for lines in &mut self.exports {
            lines.retain(|(id, _)| !deleted.contains(id));
        }
        for found in &mut self.found {
            found.retain(|id| !deleted.contains(id));
        }
        self
    }
}

/// Whom a word names among accounts: first by email, then by username.
fn named(accounts: &[answers::Account], word: &str) -> Result<String, &'static str> {
    let same = |value: &Option<String>| {
        value
            .as_ref()
            .is_some_and(|value| value.eq_ignore_ascii_case(word))
    };
    for column in [
        |account: &answers::Account| account.email.clone(),
        |account: &answers::Account| account.username.clone(),
    ] {
        let mut found = accounts.iter().filter(|account| same(&column(account)));
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => return Err("ambiguous-account"),
            (Some(account), None) => return Ok(account.account_id.clone()),
            _ => {}
        }
    }
    Err("unknown-account")
}

fn check_names(reader: &Reader<'_>, told: &Told, at: Moment) {
    let words = (0..PEOPLE).flat_map(|who| {
        let email = format!("{who}@school.example");
        [format!("login{who}"), format!("m {who}"), email]
    });
    for word in words.chain(["Ada".to_owned(), "@home".to_owned()]) {
        let found = reader.find_at(&word, Some(at));
        let found = found.map(|id| id.to_string()).map_err(|error| error.code());
        assert_eq!(found, named(&told.accounts, &word), "{word} at {at:?}");
    }
    for account in &told.accounts {
        let who = format!("user_id:{}", account.user_id.expect("a user_id"));
        let id = reader.find_at(&who, Some(at)).expect("found");
        let shown = reader.account_at(id, Some(at)).expect("shown");
        assert_eq!(format!("{shown:?}"), format!("{account:?}"));
    }
}

fn position(number: u64) -> Moment {
    Moment::parse(&number.to_string()).expect("a position")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn r36_r50_what_is_told_of_the_past_is_what_was_told_then(
        steps in random_history::steps()
    ) {
        let district = random_history::district();
        let mut told = vec![tell(&district, district.position(), None)];
        for step in &steps {
            random_history::take(&district, step);
            told.push(tell(&district, district.position(), None));
        }
        let reader = district.ledger.reader(&district.admin).expect("a reader");
        let now: BTreeSet<String> = reader
            .accounts(&everyone(None))
            .expect("a list")
            .accounts
            .into_iter()
            .map(|account| account.account_id)
            .collect();
        let ever = told.iter().flat_map(|told| &told.accounts);
        let deleted: BTreeSet<String> = ever
            .map(|account| account.account_id.clone())
            .filter(|id| !now.contains(id))
            .collect();
        for told in told {
            let at = position(told.position);
            let told = told.without(&deleted);
            let again = tell(&district, told.position, Some(at));
            prop_assert_eq!(&again.seats, &told.seats);
            prop_assert_eq!(format!("{again:?}"), format!("{told:?}"));
            check_names(&reader, &told, at);
        }
    }
}

fn institution_admin(institution: u64) -> Caller {
    Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(institution)),
        ..Caller::of_the_machine("iris")
    }
}

#[test]
fn r16_an_institution_admin_sees_the_past_only_of_accounts_that_are_its_own_now() {
    let district = District::with_accounts(3);
    let before = district.position();
    let operator = random_history::operator(&district);
    let moved = operator.find("person1").expect("found");
    let columns = AccountColumns {
        institution: Some(InstitutionId(8)),
        username: Some("mover".to_owned()),
        ..AccountColumns::default()
    };
    operator.set_account(moved, &columns, None).expect("moved");
    let at = Some(position(before));
    let ids = |institution, asked: Option<u64>| {
        let caller = institution_admin(institution);
        let reader = district.ledger.reader(&caller).expect("a reader");
        let query = AccountQuery {
            institution: asked.map(InstitutionId),
            ..everyone(at)
        };
        let list = reader.accounts(&query).expect("a list");
        list.accounts.len()
    };
    assert_eq!((ids(7, None), ids(8, None)), (2, 1));
    // It was in institution 7 then; that it asks for another is nobody's business (R16).
    assert_eq!((ids(8, Some(8)), ids(8, Some(7))), (0, 0));
    let seven = institution_admin(7);
    let reader = district.ledger.reader(&seven).expect("a reader");
    for who in ["person1", "mover", &moved.to_string(), "nobody"] {
        let error = reader.find_at(who, at).expect_err("hidden");
        assert_eq!(error.to_string(), "there is no such account", "{who}");
    }
    assert!(reader.account_at(moved, at).is_err());
    let eight = institution_admin(8);
    let reader = district.ledger.reader(&eight).expect("a reader");
    assert_eq!(reader.find_at("person1", at).expect("its own now"), moved);
    assert_eq!(
        reader.find_at("mover", at).expect_err("later").code(),
        "unknown-account"
    );
    assert_eq!(reader.account_at(moved, at).expect("shown").institution, 7);
    assert_eq!(reader.seats_at(at).expect("seats").domain.in_use, 0);
}

#[test]
fn r50_before_the_ledger_was_opened_there_was_nothing() {
    let district = District::with_accounts(2);
    let at = Some(Moment::parse("2020-01-01").expect("a day"));
    let admin = random_history::admin(&district);
    assert!(
        admin
            .accounts(&everyone(at))
            .expect("a list")
            .accounts
            .is_empty()
    );
    assert_eq!(
        admin.find_at("person1", at).expect_err("nobody").code(),
        "unknown-account"
    );
    let seats = admin.seats_at(at).expect("seats");
    assert_eq!((seats.seats.len(), seats.domain.in_use), (0, 0));
    let mut csv = Vec::new();
    assert_eq!(
        admin
            .auditor()
            .export_accounts(at, &mut csv)
            .expect("exported"),
        0
    );
    assert!(csv.starts_with(b"email,"));
    let history = SeatQuery {
        until: at,
        ..SeatQuery::default()
    };
    assert!(
        admin
            .seat_history(&history)
            .expect("steps")
            .steps
            .is_empty()
    );
    let later = Some(Moment::parse("9999-01-01").expect("a day"));
    for error in [
        admin.accounts(&everyone(later)).map(drop),
        admin.find_at("person1", later).map(drop),
        admin.seats_at(later).map(drop),
        admin
            .auditor()
            .export_accounts(later, &mut Vec::new())
            .map(drop),
    ] {
        assert_eq!(error.expect_err("later").code(), "in-the-future");
    }
}

#[test]
fn r47_every_step_names_the_events_that_it_sums_up() {
    let district = District::with_accounts(3);
    let loaded = district.position();
    district.change("person0", Command::Disable);
    district.change("person0", Command::Deactivate);
    let operator = random_history::operator(&district);
    let moved = operator.find("person1").expect("found");
    let columns = AccountColumns {
        institution: Some(InstitutionId(8)),
        ..AccountColumns::default()
    };
    operator.set_account(moved, &columns, None).expect("moved");
    let admin = random_history::admin(&district);
    let steps = |query: &SeatQuery| {
        let history = admin.seat_history(query).expect("steps");
        let steps = history.steps.into_iter();
        steps
            .map(|step| {
                (
                    step.first_position,
                    step.position,
                    step.institution,
                    step.in_use,
                )
            })
            .collect::<Vec<_>>()
    };
    // Deactivating a disabled account frees no seat: it took none.
    let batch = (loaded - 3, loaded, Some(7), 3);
    let all = SeatQuery::default();
    let expected = [
        batch,
        (loaded + 1, loaded + 1, Some(7), 2),
        (loaded + 3, loaded + 3, Some(7), 1),
        (loaded + 3, loaded + 3, Some(8), 1),
    ];
    assert_eq!(steps(&all), expected);
    let first = &admin.seat_history(&all).expect("steps").steps[0];
    let named = first.batch.as_deref().expect("a batch");
    assert_eq!(district.batch(named).first_position, loaded - 3);
    let of = |scope| SeatQuery {
        scope: Some(scope),
        ..SeatQuery::default()
    };
    let eight = of(SeatScope::Institution(InstitutionId(8)));
    assert_eq!(steps(&eight), expected[3..]);
    // A move changes nothing in the domain.
    let domain = [
        (loaded - 3, loaded, None, 3),
        (loaded + 1, loaded + 1, None, 2),
    ];
    assert_eq!(steps(&of(SeatScope::Domain)), domain);
    let range = SeatQuery {
        since: Some(position(loaded + 1)),
        until: Some(position(loaded + 2)),
        ..SeatQuery::default()
    };
    assert_eq!(steps(&range), expected[1..2]);
    let mut pages = Vec::new();
    let mut page = SeatQuery {
        limit: 1,
        ..SeatQuery::default()
    };
    loop {
        let history = admin.seat_history(&page).expect("a page");
        pages.extend(history.steps);
        page.cursor = history.next;
        if page.cursor.is_none() {
            break;
        }
    }
    assert_eq!(pages, admin.seat_history(&all).expect("steps").steps);
    let unknown = of(SeatScope::Institution(InstitutionId(99)));
    assert_eq!(
        admin.seat_history(&unknown).expect_err("unknown").code(),
        "unknown-institution"
    );
}

#[test]
fn r16_an_institution_admin_sees_the_steps_of_its_own_institution() {
    let district = District::with_accounts(2);
    let caller = institution_admin(8);
    let reader = district.ledger.reader(&caller).expect("a reader");
    let of = |scope| {
        reader.seat_history(&SeatQuery {
            scope,
            ..SeatQuery::default()
        })
    };
    assert!(of(None).expect("its own").steps.is_empty());
    assert!(
        of(Some(SeatScope::Domain))
            .expect("its own")
            .steps
            .is_empty()
    );
    let hidden = of(Some(SeatScope::Institution(InstitutionId(7)))).expect_err("hidden");
    let unknown = of(Some(SeatScope::Institution(InstitutionId(99)))).expect_err("unknown");
    assert_eq!(hidden.code(), unknown.code());
    let caller = institution_admin(7);
    let reader = district.ledger.reader(&caller).expect("a reader");
    let domain = SeatQuery {
        scope: Some(SeatScope::Domain),
        ..SeatQuery::default()
    };
    let steps = reader.seat_history(&domain).expect("its own").steps;
    assert_eq!(
        (steps.len(), steps[0].institution, steps[0].in_use),
        (1, None, 2)
    );
}

#[test]
fn r51_the_event_behind_a_status_is_told_with_its_row_and_reason() {
    let district = District::with_accounts(2);
    let loaded = district.position();
    let plan = district.plan("email\nnobody@school.example\nperson1@school.example\n");
    district.apply(&plan);
    let deactivated = district.position();
    let operator = random_history::operator(&district);
    let id = operator.find("person1").expect("found");
    operator
        .reactivate(id, Some("came back"))
        .expect("reactivated");
    // What is not about the status is not why it has it.
    let named = AccountColumns {
        username: Some("somebody".to_owned()),
        ..AccountColumns::default()
    };
    operator.set_account(id, &named, None).expect("changed");

    let now = operator.why(id, None).expect("why");
    let when = now.event.at.format("on %-d %B %Y at %H:%M UTC").to_string();
    assert_eq!(
        now.sentence,
        format!("amy reactivated this account {when}: came back")
    );
    assert_eq!((now.status.as_str(), now.batch), ("active", None));
    assert_eq!(now.event.position, deactivated + 1);

    let then = operator.why(id, Some(position(deactivated))).expect("why");
    let batch = then.batch.expect("a batch");
    let when = then.event.at.format("on %-d %B %Y at %H:%M UTC");
    assert_eq!(
        then.sentence,
        format!(
            "amy deactivated this account {when} by row 3 of people.csv (batch {batch}): end of year"
        )
    );
    assert_eq!(
        (then.status.as_str(), then.event.position),
        ("deactivated", deactivated)
    );
    assert_eq!(then.event.batch, Some(batch));

    let first = operator.why(id, Some(position(loaded))).expect("why");
    assert!(
        first.sentence.starts_with("amy created this account on "),
        "{}",
        first.sentence
    );
    assert_eq!(
        (first.status.as_str(), first.account_id),
        ("active", id.to_string())
    );
}

#[test]
fn r51_an_account_that_a_full_import_left_out_says_so() {
    let district = random_history::district();
    let stated = |people: &[usize]| random_history::take(&district, &Step::Stated(people.to_vec()));
    stated(&[0, 1]);
    random_history::take(&district, &Step::Reported(1));
    stated(&[0]);
    let operator = random_history::operator(&district);
    let id = operator.find("sis_id:s1").expect("found");
    let why = operator.why(id, None).expect("why");
    assert_eq!(why.status, "deactivated");
    assert!(
        why.sentence
            .contains(" because users.csv leaves it out (batch "),
        "{}",
        why.sentence
    );
}
