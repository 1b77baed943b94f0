//! The search of the log, and an account's history.

use rollbook_service::{
    AccountColumns, ApplyOptions, Caller, Command, Direction, Error, EventFormat, EventSearch,
    InstitutionId, Moment, Page, Position, Query, answers,
};

use crate::district::District;
use crate::history::{add_group, admin_of};
use crate::packages::{self, WAYS};

fn search(district: &District, caller: &Caller, query: &str) -> answers::EventList {
    let search = EventSearch {
        query: query
            .parse()
            .unwrap_or_else(|error| panic!("{query}: {error}")),
        ..EventSearch::default()
    };
    let reader = district.ledger.reader(caller).expect("a reader");
    let page = Page {
        direction: Direction::OldestFirst,
        limit: 1000,
        count: true,
        ..Page::default()
    };
    let list = reader.events(&search, &page).expect("a page");
    assert_eq!(list.count, Some(list.events.len() as u64), "{query}");
    list
}

fn kinds(list: &answers::EventList) -> Vec<&str> {
    list.events
        .iter()
        .map(|event| event.kind.as_str())
        .collect()
}

fn positions(list: &answers::EventList) -> Vec<u64> {
    list.events.iter().map(|event| event.position).collect()
}

/// Three persons of whom one was disabled, and one deactivated by a batch and brought back.
fn eventful() -> (District, String) {
    let district = District::with_accounts(3);
    let bob = Caller::of_the_machine("Bob Hill");
    let operator = district.ledger.operator(&bob).expect("an operator");
    let id = operator.find("person0").expect("found");
    operator.disable(id, Some("Summer break")).expect("done");
    let plan = district.plan("email\nperson1@school.example\n");
    district.apply(&plan);
    district.change("person1", Command::Reactivate);
    let batches = district.ledger.reader(&district.admin).expect("a reader");
    let batch = batches.batches(1, None).expect("a list").batches.remove(0);
    (district, batch.batch_id)
}

#[test]
fn events_are_found_by_every_key() {
    let (district, batch) = eventful();
    let found = |query: &str| {
        let list = search(&district, &district.admin, query);
        kinds(&list).join(" ")
    };
    assert_eq!(found("type:disabled"), "AccountDisabled");
    assert_eq!(found("actor:\"bob hill\""), "AccountDisabled");
    assert_eq!(
        found("type:deactivated type:reactivated"),
        "AccountDeactivated AccountReactivated"
    );
    assert_eq!(
        found(&format!("batch:{batch}")),
        "BatchRecorded AccountDeactivated"
    );
    assert_eq!(
        found(&format!("batch:{batch} account:person1")),
        "AccountDeactivated"
    );
    assert_eq!(
        found("account:sis_id:sis0"),
        "AccountCreated AccountDisabled"
    );
    assert_eq!(
        found("account:person0 account:person1 -type:created"),
        "AccountDisabled AccountDeactivated AccountReactivated"
    );
    assert_eq!(found("summer BREAK"), "AccountDisabled");
    assert_eq!(found("\"break summer\""), "");
    assert_eq!(
        found("\"end of year\" type:deactivated"),
        "AccountDeactivated",
        "a batch's reason is that of its events"
    );
    assert_eq!(
        found("channel:import -account:person1 type:created"),
        "AccountCreated AccountCreated"
    );
    assert_eq!(found("institution:8"), "InstitutionAdded");
    assert_eq!(found("position:0..1"), "LedgerOpened SigningKeyAdopted");
    assert_eq!(
        found("position:0 position:2"),
        "LedgerOpened InstitutionAdded"
    );
    assert_eq!(found("position:0..3 -position:1..3"), "LedgerOpened");
    assert_eq!(
        found("-channel:import -type:InstitutionAdded -actor:amy"),
        "LedgerOpened SigningKeyAdopted AccountDisabled"
    );
    assert_eq!(
        found("batch:00000000-0000-0000-0000-000000000000"),
        "",
        "an unknown batch has no events"
    );
}

#[test]
fn a_move_is_an_event_of_both_institutions_and_a_former_name_still_finds() {
    let (district, _) = eventful();
    let admin = district.ledger.domain_admin(&district.admin).expect("one");
    let id = admin.find("person2").expect("found");
    let moved = AccountColumns {
        username: Some("renamed".to_owned()),
        institution: Some(InstitutionId(8)),
        ..AccountColumns::default()
    };
    admin.set_account(id, &moved, None).expect("moved");
    let found = |query: &str| positions(&search(&district, &district.admin, query));
    let change = district.position();
    assert!(found("institution:8").contains(&change));
    assert!(found("institution:7").contains(&change));
    assert_eq!(found("account:person2"), found("account:renamed"));
    assert_eq!(found("account:person2").len(), 2);
}

#[test]
fn both_directions_and_every_page_give_the_same_events() {
    let (district, batch) = eventful();
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let in_batch = format!("batch:{batch}");
    for query in [
        "",
        "type:created",
        "actor:amy",
        "channel:cli",
        "year",
        &in_batch,
        "account:person1",
    ] {
        let whole = positions(&search(&district, &district.admin, query));
        let search = EventSearch {
            query: query.parse().expect("a query"),
            ..EventSearch::default()
        };
        for direction in [Direction::OldestFirst, Direction::NewestFirst] {
            let mut expected = whole.clone();
            if direction == Direction::NewestFirst {
                expected.reverse();
            }
            let mut page = Page {
                direction,
                limit: 2,
                ..Page::default()
            };
            let (mut forwards, mut pages) = (Vec::new(), Vec::new());
            loop {
                let list = reader.events(&search, &page).expect("a page");
                assert_eq!(list.previous.is_some(), !pages.is_empty(), "{query}");
                forwards.extend(positions(&list));
                pages.push(positions(&list));
                page.cursor = list.next;
                if page.cursor.is_none() {
                    page.cursor = list.previous;
                    break;
                }
            }
            assert_eq!(forwards, expected, "{query} {direction:?}");
            pages.pop();
            while page.cursor.is_some() {
                let list = reader.events(&search, &page).expect("a page");
                assert!(list.next.is_some());
                assert_eq!(Some(positions(&list)), pages.pop(), "{query} {direction:?}");
                page.cursor = list.previous;
            }
            assert!(pages.is_empty(), "{query} {direction:?}");
        }
    }
}

#[test]
fn a_range_of_time_begins_and_ends_where_it_says() {
    let (district, _) = eventful();
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let head = district.position();
    let range = |since: Option<&str>, until: Option<&str>| {
        let moment = |text: &str| Moment::parse(text).expect("a moment");
        let search = EventSearch {
            since: since.map(moment),
            until: until.map(moment),
            ..EventSearch::default()
        };
        reader
            .events(&search, &Page::default())
            .map(|list| positions(&list))
    };
    assert_eq!(range(Some("2"), Some("4")).expect("a page"), [4, 3, 2]);
    assert_eq!(range(Some("4"), Some("2")).expect("a page"), [0_u64; 0]);
    let opened = reader.event(Position(0)).expect("an event").at.to_rfc3339();
    let all = range(Some(&opened), None).expect("a page").len() as u64;
    assert_eq!(all, head + 1, "a time is in its range");
    assert!(range(None, Some("2001-01-01")).expect("a page").is_empty());
    assert!(matches!(
        range(None, Some("2999-01-01")),
        Err(Error::InTheFuture { .. })
    ));
}

#[test]
fn r16_a_search_finds_nothing_of_accounts_elsewhere() {
    let (district, batch) = eventful();
    district.load("email,username,institution\noak@school.example,oak,8\n");
    let olga = admin_of(8);
    for query in ["", "type:created", "actor:amy", "year", "channel:import"] {
        let list = search(&district, &olga, query);
        let elsewhere = list
            .events
            .iter()
            .any(|event| event.institution != Some(8) || event.kind == "BatchRecorded");
        assert!(!elsewhere, "{query}: {list:?}");
    }
    assert_eq!(
        kinds(&search(&district, &olga, "")),
        ["InstitutionAdded", "AccountCreated"]
    );
    assert!(
        search(&district, &olga, &format!("batch:{batch}"))
            .events
            .is_empty()
    );
    let reader = district.ledger.reader(&olga).expect("a reader");
    for who in ["person1", "nobody", "person1@school.example"] {
        let search = EventSearch {
            query: format!("account:{who}").parse().expect("a query"),
            ..EventSearch::default()
        };
        let error = reader
            .events(&search, &Page::default())
            .expect_err("hidden");
        assert_eq!(error.code(), "unknown-account");
    }
    assert_eq!(
        kinds(&search(&district, &admin_of(7), "summer")),
        ["AccountDisabled"]
    );
}

#[test]
fn an_institution_admin_finds_its_own_batches() {
    let (district, _) = eventful();
    let lincoln = admin_of(7);
    let operator = district.ledger.operator(&lincoln).expect("an operator");
    let plan = district.plan_by(
        &lincoln,
        "email\nperson2@school.example\n",
        Default::default(),
    );
    operator
        .apply(&plan.plan_id, &ApplyOptions::default())
        .expect("applied");
    let found = search(&district, &lincoln, "type:BatchRecorded");
    assert_eq!(found.events.len(), 1);
    assert_eq!(found.events[0].actor.as_deref(), Some("olga"));
}

#[test]
fn the_history_of_an_account_is_complete_and_in_order() {
    let way = WAYS[0];
    let district = packages::district(way);
    let classes = "import_id,name,shortname,description,code,year,teacher_id,organization_id\r\n\
                   c1,Art,,,,2026,teacher,N\r\n";
    let users = way.users(&[("active", None), ("teacher", None)]);
    let roster = "class_id,user_id,role\r\nc1,active,S\r\n";
    let package = |roster: &str| {
        let files = [
            ("users.csv", &users[..]),
            ("classes.csv", classes),
            ("roster.csv", roster),
        ];
        way.take(&district, &files);
    };
    package(roster);
    let admin = district.ledger.domain_admin(&district.admin).expect("one");
    let id = admin.find("sis_id:active").expect("found");
    let institution = district.account("sis_id:active").institution;
    let choir = add_group(&district, institution, "Choir");
    admin.join_group(id, choir, None).expect("in");
    let report = rollbook_service::ActivityReport {
        grades: Some(3),
        ..Default::default()
    };
    admin.record_activity(id, report).expect("recorded");
    let before_disabling = district.position();
    district.change("sis_id:active", Command::Disable);
    district.change("sis_id:active", Command::Enable);
    package("class_id,user_id,role\r\nc1,teacher,T\r\n");

    let history = |as_of: Option<Moment>| {
        let page = Page {
            direction: Direction::OldestFirst,
            ..Page::default()
        };
        admin.account_history(id, as_of, &page).expect("a history")
    };
    let told = history(None);
    let told_kinds = kinds(&told);
    let of_interest: Vec<&str> = told_kinds
        .iter()
        .copied()
        .filter(|kind| *kind != "ProfileChanged")
        .collect();
    assert_eq!(
        of_interest,
        [
            "AccountCreated",
            "ActivityRecorded",
            "GroupJoined",
            "GroupJoined",
            "ActivityRecorded",
            "AccountDisabled",
            "AccountEnabled",
            "GroupLeft",
        ]
    );
    assert!(told.events.is_sorted_by_key(|event| event.position));
    let class = told.events.iter().find(|event| event.kind == "GroupLeft");
    let source = class
        .and_then(|event| event.source.as_ref())
        .expect("a row");
    assert_eq!((source.file.as_str(), source.row), ("roster.csv", None));

    let at = Moment::parse(&before_disabling.to_string()).expect("a position");
    let then = history(Some(at));
    assert_eq!(kinds(&then).last(), Some(&"ActivityRecorded"));
    assert_eq!(positions(&then), positions(&told)[..then.events.len()]);
    let by_query = search(&district, &district.admin, "account:sis_id:active");
    assert_eq!(positions(&by_query), positions(&told));
}

#[test]
fn an_account_has_no_history_before_it_was_there() {
    let (district, _) = eventful();
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let id = reader.find("person0").expect("found");
    let early = Moment::parse("1").expect("a position");
    let error = reader.account_history(id, Some(early), &Page::default());
    assert_eq!(error.expect_err("not there yet").code(), "unknown-account");
}

#[test]
fn a_query_can_be_put_together_term_by_term() {
    let mut query = Query::default();
    query.narrow("type", "deactivated").expect("a type");
    query.narrow("institution", "7").expect("an id");
    assert_eq!(
        query,
        "type:deactivated institution:7".parse().expect("a query")
    );
    assert_eq!(
        query.narrow("type", "gone").expect_err("no type").code(),
        "invalid"
    );
}

fn written(district: &District, query: &str, format: EventFormat, limit: Option<u64>) -> String {
    let search = EventSearch {
        query: query.parse().expect("a query"),
        ..EventSearch::default()
    };
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let mut out = Vec::new();
    let count = reader
        .write_events(&search, Direction::OldestFirst, limit, format, &mut out)
        .expect("written");
    let text = String::from_utf8(out).expect("text");
    let header = u64::from(format == EventFormat::Csv);
    assert_eq!(text.lines().count() as u64, count + header);
    text
}

#[test]
fn events_are_written_as_lines_of_json() {
    let (district, _) = eventful();
    let text = written(&district, "type:created", EventFormat::Ndjson, None);
    let listed = search(&district, &district.admin, "type:created").events;
    for (line, event) in text.lines().zip(&listed) {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(line, serde_json::to_value(event).expect("JSON"));
    }
    assert_eq!(text.lines().count(), 3);
    let first = written(&district, "type:created", EventFormat::Ndjson, Some(1));
    assert!(text.starts_with(&first) && !first.is_empty());
    assert_eq!(written(&district, "", EventFormat::Ndjson, Some(0)), "");
}

#[test]
fn events_are_written_for_spreadsheets_which_run_none_of_their_cells() {
    let (district, _) = eventful();
    let id = district.account("person2").account_id;
    let operator = district.ledger.operator(&district.admin).expect("one");
    operator
        .disable(id.parse().expect("an id"), Some("=1+1, \"all\" gone"))
        .expect("disabled");
    let text = written(&district, "type:disabled", EventFormat::Csv, None);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let cell = |row: usize, column: &str| {
        let index = header.iter().position(|name| name == column);
        rows[row]
            .get(index.expect("a column"))
            .expect("a cell")
            .to_owned()
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(cell(0, "reason"), "Summer break");
    assert_eq!(cell(0, "row"), "");
    assert_eq!(cell(1, "reason"), "'=1+1, \"all\" gone");
    assert_eq!(cell(1, "account_name"), "person2@school.example");
    assert_eq!(cell(1, "data"), "{}");
    assert!(cell(1, "at").ends_with('Z'));
}
