//! A school whose accounts a student information system states.

use std::collections::HashSet;

use rollbook_domain::{AccountId, ClassId, Column, InstitutionId, Origin, Profile};
use rollbook_records::{Body, ClassAdded, ClassDetails, KeyId, seal_class_details};
use tempfile::TempDir;

use crate::work::{NewEvent, Receipt, Work};
use crate::{Caller, Ledger, Settings};

/// Institution 1, `North`, which the student information system calls `N-1`.
pub(crate) struct School {
    pub(crate) ledger: Ledger,
    pub(crate) caller: Caller,
    directory: TempDir,
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
            directory,
        }
    }

    /// The same ledger as another process has it.
    pub(crate) fn elsewhere(&self) -> Ledger {
        Ledger::open(Settings::new(self.directory.path())).expect("the ledger")
    }

    /// A class that an account owns.
    pub(crate) fn class(&self, owner: AccountId, name: &str) {
        let details = ClassDetails {
            import_id: Some(format!("C-{name}")),
            name: Some(name.to_owned()),
            ..ClassDetails::default()
        };
        self.ledger
            .write(&self.caller, "test", move |work| {
                state_class(work, owner, &details)
            })
            .expect("a class");
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

fn state_class(
    work: &mut Work<'_, '_>,
    owner: AccountId,
    details: &ClassDetails,
) -> Result<Receipt, crate::Error> {
    let class = ClassId(work.identifier()?);
    let key = work.new_key(KeyId(*class.as_bytes()))?;
    let event = NewEvent {
        account: Some(owner),
        institution: Some(InstitutionId(1)),
        source: None,
        body: Body::ClassAdded(ClassAdded {
            class: class.into(),
            details: seal_class_details(&key, work.random()?, details),
        }),
        opened: rollbook_book::Opened::Class(details),
    };
    let position = work.record(event, None)?;
    Ok(Receipt::of(class).at(position))
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
