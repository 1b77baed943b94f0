//! A school whose accounts a student information system states.

use std::collections::HashSet;

use rollbook_domain::{AccountId, Column, InstitutionId, Origin, Profile};
use rollbook_records::Body;
use tempfile::TempDir;

use crate::work::{NewEvent, Receipt, Work};
use crate::{Caller, Ledger, Settings};

/// Institution 1, `North`, which the student information system calls `N-1`.
pub(crate) struct School {
    pub(crate) ledger: Ledger,
    pub(crate) caller: Caller,
    _directory: TempDir,
}

impl School {
    pub(crate) fn new() -> School {
        let directory = TempDir::new().expect("a directory");
        let ledger = Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger");
        let caller = Caller::of_the_machine("amy");
        ledger
            .domain_admin(&caller)
            .and_then(|admin| {
                admin.add_institution("North", Some(InstitutionId(1)), Some("N-1"), None)
            })
            .expect("an institution");
        School {
            ledger,
            caller,
            _directory: directory,
        }
    }

    /// An account under import control.
    pub(crate) fn import(&self, columns: &[(Column, &str)]) -> AccountId {
        let mut profile = Profile::default();
        for (column, value) in columns {
            profile.set(*column, value);
        }
        let receipt = self.ledger.write(&self.caller, "test", move |work| {
            import(work, profile.clone())
        });
        let subject = receipt.expect("imported").subject;
        AccountId::from(subject.expect("an account"))
    }
}

fn import(work: &mut Work<'_, '_>, mut profile: Profile) -> Result<Receipt, crate::Error> {
    let id = AccountId(work.identifier()?);
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
