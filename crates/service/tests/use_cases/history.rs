//! What the ledger tells of its events.

use rollbook_service::{
    AccountColumns, Caller, Command, Error, GroupId, InstitutionId, Position, Role, SeatScope,
    answers::Event,
};

use crate::district::District;
use crate::packages::{self, WAYS};

/// Every event that exists for a caller, oldest first.
fn events(district: &District, caller: &Caller) -> Vec<Event> {
    let reader = district.ledger.reader(caller).expect("a reader");
    (0..=district.position())
        .filter_map(|position| match reader.event(Position(position)) {
            Ok(event) => Some(event),
            Err(Error::NotFound("event")) => None,
            Err(error) => panic!("{error}"),
        })
        .collect()
}

fn sentences(events: &[Event], from: usize) -> Vec<&str> {
    let behind = events.iter().skip(from);
    behind.map(|event| event.sentence.as_str()).collect()
}

/// The admin of an institution.
pub fn admin_of(institution: u64) -> Caller {
    Caller {
        role: Role::InstitutionAdmin,
        institution: Some(InstitutionId(institution)),
        ..Caller::of_the_machine("olga")
    }
}

pub fn add_group(district: &District, institution: u64, name: &str) -> GroupId {
    let operator = district.ledger.operator(&district.admin).expect("one");
    let added = operator.add_group(InstitutionId(institution), name);
    let group = added.expect("a group").group;
    group.group_id.parse().expect("an id")
}

#[test]
fn events_by_hand_are_told_in_sentences() {
    let district = District::with_accounts(1);
    let before = events(&district, &district.admin).len();
    let admin = district.ledger.domain_admin(&district.admin).expect("one");
    let id = admin.find("person0").expect("found");
    let choir = add_group(&district, 7, "Choir");
    admin.join_group(id, choir, Some("can sing")).expect("in");
    let moved = AccountColumns {
        nickname: Some("Zero".to_owned()),
        first_name: Some("Ann".to_owned()),
        institution: Some(InstitutionId(8)),
        ..AccountColumns::default()
    };
    admin.set_account(id, &moved, None).expect("moved");
    let nickname = |nickname: &str| AccountColumns {
        nickname: Some(nickname.to_owned()),
        ..AccountColumns::default()
    };
    admin.set_account(id, &nickname("Nil"), None).expect("set");
    admin.set_account(id, &nickname(""), None).expect("cleared");
    admin.disable(id, Some("summer")).expect("disabled");
    admin.enable(id, None).expect("enabled");
    admin.deactivate(id, None).expect("deactivated");
    admin.reactivate(id, None).expect("reactivated");
    let oak = SeatScope::Institution(InstitutionId(8));
    admin.set_seat_limit(oak, Some(30)).expect("a limit");
    admin.set_seat_limit(oak, None).expect("no limit");
    admin
        .set_seat_limit(SeatScope::Domain, Some(40))
        .expect("a limit");
    let email = "ola@oak.example";
    let role = Role::InstitutionAdmin;
    admin
        .add_admin(email, role, Some(InstitutionId(8)))
        .expect("an admin");
    admin.remove_admin(email).expect("removed");
    admin
        .create_token("nightly", Role::DomainAdmin, None, None)
        .expect("a token");
    admin.revoke_token("nightly").expect("revoked");

    let events = events(&district, &district.admin);
    assert_eq!(
        sentences(&events, before),
        [
            "amy added the group “Choir” to Lincoln High (institution 7).",
            "amy put person0@school.example into the group “Choir”, giving the reason “can sing”.",
            "amy took person0@school.example out of the group “Choir”.",
            "amy moved person0@school.example from institution 7 to Oak Elementary (institution 8) \
             and changed the first name and nickname of person0@school.example.",
            "amy changed the nickname of person0@school.example from “Zero” to “Nil”.",
            "amy cleared the nickname of person0@school.example.",
            "amy disabled person0@school.example, giving the reason “summer”.",
            "amy enabled person0@school.example.",
            "amy deactivated person0@school.example.",
            "amy reactivated person0@school.example.",
            "amy set the seat limit of Oak Elementary (institution 8) to 30.",
            "amy lifted the seat limit of Oak Elementary (institution 8).",
            "amy set the seat limit of the domain to 40.",
            "amy made ola@oak.example an admin of Oak Elementary (institution 8).",
            "amy removed the admin ola@oak.example.",
            "amy created the token “nightly” of the role domain admin.",
            "amy revoked the token “nightly”.",
        ]
    );
    let first = &events[..before];
    assert_eq!(
        sentences(first, 0),
        [
            "rollbook opened the ledger.",
            "rollbook began to sign checkpoints with a new key.",
            "amy added Lincoln High (institution 7).",
            "amy added Oak Elementary (institution 8).",
            "amy imported people.csv, which created 1 account, giving the reason “end of year”.",
            "amy created person0@school.example in Lincoln High (institution 7) for row 2 of \
             people.csv, giving the reason “end of year”.",
        ]
    );
}

#[test]
fn an_event_says_all_that_the_contract_names() {
    let district = District::with_accounts(1);
    let before = district.position();
    district.change("person0", Command::Disable);
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let disabled = reader.event(Position(before + 1)).expect("an event");
    let json = serde_json::to_value(&disabled).expect("JSON");
    let account = district.account("person0").account_id;
    assert_eq!(json["position"], before + 1);
    assert_eq!(json["type"], "AccountDisabled");
    assert_eq!(json["actor"], "amy");
    assert_eq!(json["channel"], "cli");
    assert_eq!(json["account_id"], account.as_str());
    assert_eq!(json["account_name"], "person0@school.example");
    assert_eq!(json["institution"], 7);
    assert_eq!(json["institution_name"], "Lincoln High");
    assert_eq!(json["data"], serde_json::json!({}));
    for absent in ["reason", "batch", "source"] {
        assert!(json[absent].is_null(), "{absent}");
    }

    let created = reader.event(Position(before)).expect("an event");
    let json = serde_json::to_value(&created).expect("JSON");
    assert_eq!(json["data"]["profile"]["username"], "person0");
    assert_eq!(json["data"]["origin"], "manual");
    assert_eq!(
        json["source"],
        serde_json::json!({"file": "people.csv", "row": 2})
    );
    let batch = reader.event(Position(before - 1)).expect("an event");
    assert_eq!(json["batch"], batch.id.as_str());
    assert_eq!(batch.batch.as_deref(), Some(batch.id.as_str()));
    let json = serde_json::to_value(&batch).expect("JSON");
    assert_eq!(json["data"]["effects"]["create"], 1);
    assert_eq!(json["data"]["files"][0]["name"], "people.csv");
}

#[test]
fn events_of_a_package_are_told_with_their_rows_and_of_the_deleted_nothing_is_left() {
    let way = WAYS[0];
    let district = packages::district(way);
    let before = events(&district, &district.admin).len();
    let classes = "import_id,name,shortname,description,code,year,teacher_id,organization_id\r\n\
                   c1,Art,,,,2026,teacher,N\r\n";
    let files = [
        (
            "users.csv",
            &way.users(&[("active", None), ("teacher", None)])[..],
        ),
        ("classes.csv", classes),
        ("roster.csv", "class_id,user_id,role\r\nc1,active,S\r\n"),
    ];
    way.take(&district, &files);
    let told = events(&district, &district.admin);
    let told = sentences(&told, before);
    let holds = |sentence: &str| {
        let found = told.contains(&sentence);
        assert!(found, "{sentence}\n{told:#?}");
    };
    holds(
        "amy added the class “Art” of teacher@school.example for row 2 of classes.csv, giving the \
         reason “end of year”.",
    );
    holds(
        "amy put active@school.example into the class “Art” as a student for row 2 of roster.csv, \
         giving the reason “end of year”.",
    );
    holds(
        "amy deleted an account because users.csv leaves it out, giving the reason “end of year”.",
    );

    let events = events(&district, &district.admin);
    let deleted = events
        .iter()
        .find(|event| event.kind == "AccountDeleted")
        .expect("a stub was left out");
    let before: Vec<&Event> = events
        .iter()
        .filter(|event| event.account_id == deleted.account_id)
        .collect();
    assert!(before.len() > 1, "it was created before");
    for event in before {
        assert_eq!(event.account_name, None);
        let json = serde_json::to_value(&event.data).expect("JSON");
        assert!(json.get("profile").is_none_or(|profile| profile.is_null()));
        assert!(event.sentence.contains("a deleted account") || event.kind == "AccountDeleted");
    }
}

#[test]
fn r16_an_institution_admin_is_told_of_its_own_accounts_only() {
    let district = District::with_accounts(2);
    district.load("email,username,institution\noak@school.example,oak,8\n");
    let group = add_group(&district, 7, "Staff of Mrs Hill");
    let admin = district.ledger.domain_admin(&district.admin).expect("one");
    let moving = admin.find("person0").expect("found");
    admin.join_group(moving, group, None).expect("in");
    district.change("person1", Command::Disable);
    let olga = admin_of(8);
    let kinds = |events: &[Event]| -> Vec<(String, Option<String>)> {
        let named = events.iter();
        named
            .map(|event| (event.kind.clone(), event.account_name.clone()))
            .collect()
    };
    let oak = Some("oak@school.example".to_owned());
    assert_eq!(
        kinds(&events(&district, &olga)),
        [
            ("InstitutionAdded".to_owned(), None),
            ("AccountCreated".to_owned(), oak),
        ]
    );

    let move_to = AccountColumns {
        institution: Some(InstitutionId(8)),
        ..AccountColumns::default()
    };
    admin.set_account(moving, &move_to, None).expect("moved");
    let seen = events(&district, &olga);
    let moved: Vec<&Event> = seen
        .iter()
        .filter(|event| event.account_name.as_deref() == Some("person0@school.example"))
        .collect();
    let kinds: Vec<&str> = moved.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "AccountCreated",
            "GroupJoined",
            "GroupLeft",
            "ProfileChanged"
        ],
        "it brings its history along"
    );
    let told = serde_json::to_string(&seen).expect("JSON");
    for hidden in ["Lincoln", "Hill", "person1"] {
        assert!(!told.contains(hidden), "{hidden} in {told}");
    }
    let lincoln = admin_of(7);
    let told = serde_json::to_string(&events(&district, &lincoln)).expect("JSON");
    assert!(!told.contains(&moving.to_string()), "{told}");
    assert!(told.contains("person1@school.example"));
}
