//! What is particular to accounts under import control, and to lists that nobody waits for.

use rollbook_domain::{AccountId, Column};

use crate::testing::School;
use crate::{AccountColumns, AccountQuery, Awaited, Error, answers};

fn import_ada(school: &School) -> AccountId {
    school.import(&[(Column::SisId, "S-1"), (Column::Username, "ada")])
}

fn set(
    school: &School,
    account: AccountId,
    columns: &AccountColumns,
) -> Result<answers::AccountChanged, Error> {
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    operator.set_account(account, columns, None)
}

fn codes(changed: &answers::AccountChanged) -> Vec<&str> {
    changed
        .notes
        .iter()
        .map(|note| note.code.as_str())
        .collect()
}

/// What is said of the next full import, after the colon.
fn said(changed: &answers::AccountChanged) -> &str {
    let note = changed.notes.first().expect("a note");
    note.message.split_once(": ").expect("two parts").1
}

#[test]
fn r38_each_change_by_hand_says_what_the_next_full_import_makes_of_it() {
    let school = School::new();
    let ada = import_ada(&school);
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    // Whoever is shut out comes back where still listed (R26) ...
    let disabled = operator.disable(ada, None).expect("disabled");
    assert!(said(&disabled).contains("still lists this person as allowed to log in"));
    // ... and whoever is let in stays, unless blocked (R26) or left out (R28).
    let stays = "this lasts unless its next full import blocks this person or no longer lists them";
    assert_eq!(said(&operator.enable(ada, None).expect("enabled")), stays);
    let deactivated = operator.deactivate(ada, None).expect("deactivated");
    assert!(said(&deactivated).contains("the account is reactivated"));
    assert_eq!(
        said(&operator.reactivate(ada, None).expect("reactivated")),
        stays
    );
}

#[test]
fn r38_a_change_by_hand_says_that_the_next_import_puts_it_back() {
    let school = School::new();
    let ada = import_ada(&school);
    let named = AccountColumns {
        first_name: Some("Ada".to_owned()),
        ..AccountColumns::default()
    };
    assert_eq!(
        codes(&set(&school, ada, &named).expect("changed")),
        ["import-will-restore"]
    );
    assert!(codes(&set(&school, ada, &named).expect("nothing to do")).is_empty());
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let disabled = operator.disable(ada, None).expect("disabled");
    assert_eq!(codes(&disabled), ["import-will-restore"]);
}

#[test]
fn r24_a_username_under_import_control_stays_a_login() {
    let school = School::new();
    let ada = import_ada(&school);
    let named = |username: &str| AccountColumns {
        username: Some(username.to_owned()),
        ..AccountColumns::default()
    };
    for refused in ["a", "ada lovelace", ".ada"] {
        let error = set(&school, ada, &named(refused)).expect_err("no login");
        assert_eq!(error.code(), "login-malformed", "{refused}");
    }
    let changed = set(&school, ada, &named("ada.l+1")).expect("a login");
    assert_eq!(changed.account.username.as_deref(), Some("ada.l+1"));
}

#[test]
fn r49_what_the_import_knows_an_account_by_is_not_cleared() {
    let school = School::new();
    let ada = import_ada(&school);
    let named = |sis_id: &str| AccountColumns {
        sis_id: Some(sis_id.to_owned()),
        ..AccountColumns::default()
    };
    let error = set(&school, ada, &named("")).expect_err("needed");
    assert_eq!(error.code(), "sis-id-needed");
    let changed = set(&school, ada, &named("S-2")).expect("another");
    assert_eq!(changed.account.sis_id.as_deref(), Some("S-2"));
}

#[test]
fn a_list_that_nobody_waits_for_is_given_up() {
    let school = School::new();
    import_ada(&school);
    let reader = school.ledger.reader(&school.caller).expect("a reader");
    let awaited = Awaited::default();
    let searched = AccountQuery {
        search: Some("ada".to_owned()),
        awaited: awaited.clone(),
        ..AccountQuery::default()
    };
    let idle = AccountQuery {
        last_log_in_before: Some(school.ledger.now()),
        awaited: awaited.clone(),
        ..AccountQuery::default()
    };
    for query in [&searched, &idle] {
        assert_eq!(reader.accounts(query).expect("a list").accounts.len(), 1);
    }
    awaited.give_up();
    for query in [&searched, &idle] {
        let error = reader.accounts(query).expect_err("given up");
        assert!(matches!(error, Error::Abandoned), "{error}");
    }
}
