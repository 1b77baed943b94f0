//! What is particular to accounts under import control.

use std::collections::HashSet;

use rollbook_domain::{AccountId, Column, InstitutionId, Origin, Profile};
use rollbook_records::Body;
use tempfile::TempDir;

use crate::work::{NewEvent, Receipt, Work};
use crate::{AccountColumns, Caller, Error, Ledger, Settings, answers};

struct School {
    ledger: Ledger,
    caller: Caller,
    /// Stated by a student information system.
    ada: AccountId,
    _directory: TempDir,
}

impl School {
    fn new() -> School {
        let directory = TempDir::new().expect("a directory");
        let ledger = Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger");
        let caller = Caller::of_the_machine("amy");
        ledger
            .domain_admin(&caller)
            .and_then(|admin| admin.add_institution("North", Some(InstitutionId(1)), None, None))
            .expect("an institution");
        let receipt = ledger.write(&caller, "test", import_ada).expect("imported");
        let ada = AccountId::from(receipt.subject.expect("an account"));
        School {
            ledger,
            caller,
            ada,
            _directory: directory,
        }
    }

    fn set(&self, columns: &AccountColumns) -> Result<answers::AccountChanged, Error> {
        let operator = self.ledger.operator(&self.caller).expect("an operator");
        operator.set_account(self.ada, columns, None)
    }
}

fn import_ada(work: &mut Work<'_, '_>) -> Result<Receipt, Error> {
    let id = AccountId(work.identifier()?);
    let mut profile = Profile::default();
    profile.set(Column::SisId, "S-1");
    profile.set(Column::Username, "ada");
    let body =
        Body::AccountCreated(work.creation(id, &mut profile, Origin::Import, &HashSet::new())?);
    let event = NewEvent {
        account: Some(id),
        institution: Some(InstitutionId(1)),
        source: None,
        body,
        opened: rollbook_book::Opened::Profile(&profile),
    };
    let position = work.record(event, None)?;
    Ok(Receipt::of(id).at(position))
}

fn codes(changed: &answers::AccountChanged) -> Vec<&str> {
    changed
        .notes
        .iter()
        .map(|note| note.code.as_str())
        .collect()
}

#[test]
fn r38_a_change_by_hand_says_that_the_next_import_puts_it_back() {
    let school = School::new();
    let named = AccountColumns {
        first_name: Some("Ada".to_owned()),
        ..AccountColumns::default()
    };
    assert_eq!(
        codes(&school.set(&named).expect("changed")),
        ["import-will-restore"]
    );
    assert!(codes(&school.set(&named).expect("nothing to do")).is_empty());
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let disabled = operator.disable(school.ada, None).expect("disabled");
    assert_eq!(codes(&disabled), ["import-will-restore"]);
}

#[test]
fn r24_a_username_under_import_control_stays_a_login() {
    let school = School::new();
    let named = |username: &str| AccountColumns {
        username: Some(username.to_owned()),
        ..AccountColumns::default()
    };
    for refused in ["a", "ada lovelace", ".ada"] {
        let error = school.set(&named(refused)).expect_err("no login");
        assert_eq!(error.code(), "login-malformed", "{refused}");
    }
    let changed = school.set(&named("ada.l+1")).expect("a login");
    assert_eq!(changed.account.username.as_deref(), Some("ada.l+1"));
}

#[test]
fn r49_what_the_import_knows_an_account_by_is_not_cleared() {
    let school = School::new();
    let named = |sis_id: &str| AccountColumns {
        sis_id: Some(sis_id.to_owned()),
        ..AccountColumns::default()
    };
    let error = school.set(&named("")).expect_err("needed");
    assert_eq!(error.code(), "sis-id-needed");
    let changed = school.set(&named("S-2")).expect("another");
    assert_eq!(changed.account.sis_id.as_deref(), Some("S-2"));
}
