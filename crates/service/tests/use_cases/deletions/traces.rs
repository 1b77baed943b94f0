//! What could still find, name or tell the person (R42, R43, R55, R56).

use rollbook_service::{
    AccountQuery, Aim, Channel, Ledger, Moment, Page, Position, Restore, RestoreRequest,
    ReversalOptions, ReversalTarget, Role, Settings,
};
use tempfile::TempDir;

use super::{delete_at_once, find};
use crate::district::District;
use crate::packages::{WAYS, district as with_packages};
use crate::random_history::admin;
use crate::rebuild::{change, check, count, digest_at, open_again};
use crate::taking_back::told;

/// `active` owns a class with two members, and is in another.
fn teaching() -> District {
    let way = WAYS[2];
    let district = with_packages(way);
    let classes = "import_id,name,teacher_id,organization_id\nc1,Biology,active,N\nc2,Art,stub,N\n";
    let roster = "class_id,user_id,role\nc1,stub,S\nc1,touched,S\nc2,active,S\n";
    way.take(
        &district,
        &[
            ("update_classes.csv", classes),
            ("update_roster.csv", roster),
        ],
    );
    district
}

#[test]
fn r41_why_and_history_tell_the_reason_that_the_account_no_longer_can() {
    let district = teaching();
    let id = find(&district, "sis_id:active");
    let deleted = delete_at_once(&district, "sis_id:active", "active");
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let why = reader.why(id, None).expect("told");
    let sentence = why.sentence.as_str();
    assert!(
        sentence.starts_with("amy deleted this account on "),
        "{sentence}"
    );
    assert!(sentence.ends_with(": added by mistake"), "{sentence}");
    let history = reader
        .account_history(id, None, &Page::default())
        .expect("a history");
    let told: Vec<_> = history
        .events
        .iter()
        .take(2)
        .map(|event| (event.kind.as_str(), event.reason.as_deref()))
        .collect();
    let reason = Some("added by mistake");
    assert_eq!(told, [("AccountDeleted", reason), ("ClassRemoved", reason)]);
    assert!(
        history
            .events
            .iter()
            .all(|event| event.account_name.is_none())
    );
    let member = reader
        .account_history(find(&district, "sis_id:stub"), None, &Page::default())
        .expect("a history");
    assert_eq!(member.events[0].kind, "ClassRemoved");

    let position = deleted.position.expect("a position");
    for before in [position - 1, position] {
        let moment = Moment::Position(Position(before));
        let then = reader.account_at(id, Some(moment)).expect("a shell");
        assert_eq!((then.email, then.groups.len()), (None, 0), "{before}");
    }
}

#[test]
fn r56_a_deletion_and_the_end_of_its_classes_cannot_be_taken_back() {
    let district = teaching();
    let deleted = delete_at_once(&district, "sis_id:active", "active");
    let last = deleted.position.expect("a position");
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    for position in [last, last - 1] {
        let target = ReversalTarget::Event(position);
        let plan = operator.plan_reversal(Aim::Back, &target, &ReversalOptions::default());
        let plan = plan.expect("a plan");
        let told = told(&plan);
        assert!(!told.is_empty(), "{position}");
        for (_, _, outcome, _) in &told {
            assert_ne!(*outcome, "reversed", "{position}: {told:?}");
        }
    }
}

#[test]
fn r55_views_are_rebuilt_as_they_are_also_as_of_before_a_deletion_by_hand() {
    let district = teaching();
    let before = district.position();
    let digest = digest_at(&district, before);
    let elsewhere = TempDir::new().expect("a directory");
    let backup = elsewhere.path().join("backup");
    let backed_up = admin(&district).back_up(&backup, None, &mut |_, _| {});
    backed_up.expect("backed up");
    let id = find(&district, "sis_id:active");
    delete_at_once(&district, "sis_id:active", "active");
    assert!(check(&district).equal);
    // Of an account that is deleted now, the views of before hold no identity either.
    let without = digest_at(&district, before);
    assert_ne!(without, digest);

    // So it is in another directory, with the same log until then and the same person deleted.
    let settings = Settings::new(elsewhere.path().join("restored"));
    let request = RestoreRequest {
        directory: backup,
        keys: None,
        deleted: vec![id],
    };
    let restore = Restore::prepare(settings.clone(), request).expect("prepared");
    restore.carry_out(&district.admin).expect("restored");
    let restored = Ledger::open(settings).expect("opened");
    let moment = Moment::Position(Position(before));
    let rebuilt = restored
        .domain_admin(&district.admin)
        .and_then(|admin| admin.rebuild_until(&moment, &mut |_| {}));
    assert_eq!(rebuilt.expect("rebuilt").digest, without);
}

#[test]
fn r42_an_import_that_deletes_an_account_revokes_the_tokens_that_act_as_it() {
    let way = WAYS[2];
    let district = with_packages(way);
    let stub = find(&district, "sis_id:stub");
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    let token = admin
        .create_token("robot", Role::DomainAdmin, None, Some(stub))
        .expect("a token");
    let plan = way.plan(&district, &[("delete_users.csv", "import_id\r\nstub\r\n")]);
    district.apply(&plan);
    let secret = token.secret.expect("a secret");
    let caller = district.ledger.authenticate(&secret, Channel::Api);
    assert!(caller.expect("readable").is_none(), "it is out at once");
    let last = admin
        .event(Position(district.position()))
        .expect("an event");
    assert_eq!(last.kind, "TokenRevoked");
    assert!(check(&district).equal);
}

#[test]
fn r43_tables_that_a_rebuild_left_go_with_the_next_deletion() {
    let district = District::with_accounts(2);
    change(
        &district,
        "CREATE TABLE retired_identities (hash BLOB NOT NULL, account INTEGER NOT NULL, \
         PRIMARY KEY (hash, account)) WITHOUT ROWID; \
         INSERT INTO retired_identities SELECT hash, account FROM identities",
    );
    std::fs::write(district.path().join("rebuild.db"), b"half of the views").expect("written");
    let left = "SELECT count(*) FROM sqlite_schema WHERE name = 'retired_identities'";
    assert_eq!(count(&district, left), 1);
    delete_at_once(&district, "person0", "person0");
    assert_eq!(count(&district, left), 0);
    assert!(!district.path().join("rebuild.db").exists());
}

#[test]
fn r42_another_process_neither_finds_nor_tells_the_person() {
    let district = District::with_accounts(2);
    let other = open_again(&district);
    let reader = other.reader(&district.admin).expect("a reader");
    let query = AccountQuery {
        search: Some("person0".to_owned()),
        ..AccountQuery::default()
    };
    assert_eq!(reader.accounts(&query).expect("a list").accounts.len(), 1);
    delete_at_once(&district, "person0", "person0");
    assert!(reader.accounts(&query).expect("a list").accounts.is_empty());
    assert!(reader.find("person0").is_err());
}
