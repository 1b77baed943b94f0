//! Commits that fail at the very end, over a sequencer that says so.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rollbook_book::Book;
use rollbook_domain::{InstitutionId, Position};
use rollbook_sequencer::{Local, Stored};
use tempfile::TempDir;

use super::*;
use crate::{Ledger, PlanRequest, Settings};

/// Once told to, its commits fail as they do where the disk fails at the very end: nobody
/// knows whether the records are on it.
struct Failing {
    local: Local,
    is_told: Arc<AtomicBool>,
    writes_anyway: bool,
}

impl Sequencer for Failing {
    fn append(&self, staged: Staged<'_>) -> Outcome {
        if !self.is_told.load(Ordering::SeqCst) {
            return self.local.append(staged);
        }
        if self.writes_anyway {
            self.local.append(staged);
        }
        Outcome::Unknown(BookError::Damaged("on purpose".to_owned()))
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Stored>, BookError> {
        self.local.read(from, limit)
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, BookError> {
        self.local.wait(position, patience)
    }
}

struct Stage {
    ledger: Ledger,
    is_told: Arc<AtomicBool>,
    caller: Caller,
    _directory: TempDir,
}

impl Stage {
    fn set(writes_anyway: bool) -> Stage {
        let directory = TempDir::new().expect("a directory");
        let is_told = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&is_told);
        let engine = |book: Arc<Book>| -> Box<dyn Sequencer> {
            Box::new(Failing {
                local: Local::new(book),
                is_told: told,
                writes_anyway,
            })
        };
        let settings = Settings::new(directory.path());
        Stage {
            ledger: Ledger::open_or_create_on(settings, engine).expect("a ledger"),
            is_told,
            caller: Caller::of_the_machine("amy"),
            _directory: directory,
        }
    }

    fn add_admin(&self, email: &str) -> Result<(), Error> {
        let admin = self.ledger.domain_admin(&self.caller).expect("an admin");
        admin
            .add_admin(email, crate::Role::DomainAdmin, None)
            .map(|_| ())
    }

    fn upload(&self) -> Result<crate::answers::Plan, Error> {
        let operator = self.ledger.operator(&self.caller).expect("an operator");
        let mut upload = operator.begin_upload(PlanRequest::default())?;
        upload.begin_file("people.csv")?;
        upload.push(b"email\nann@school.example\n")?;
        upload.finish()
    }

    fn codes(&self) -> Vec<String> {
        let diagnosis = self.ledger.doctor().expect("a diagnosis");
        assert!(diagnosis.ok, "{:?}", diagnosis.findings);
        let findings = diagnosis.findings.into_iter();
        findings.map(|finding| finding.code).collect()
    }
}

fn tell(stage: &Stage, is_told: bool) {
    stage.is_told.store(is_told, Ordering::SeqCst);
}

#[test]
fn a_commit_that_failed_after_all_keeps_the_keys_and_files_of_what_it_wrote() {
    let stage = Stage::set(true);
    tell(&stage, true);
    let error = stage.add_admin("ann@school.example").expect_err("failed");
    assert_eq!(error.code(), "maybe-recorded");
    assert!(error.to_string().contains("look before you try again"));
    assert!(error.stranger().contains("may have been recorded"));
    stage.upload().expect_err("failed");
    tell(&stage, false);

    // The records are there, so their keys and files must be.
    let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
    let admins = admin.admins().expect("readable");
    assert_eq!(admins.admins[0].email, "ann@school.example");
    let plans = stage.ledger.read(|reads| Ok(reads.plan_ids()?));
    let plan = uuid::Uuid::from_bytes(plans.expect("plans")[0]).to_string();
    let operator = stage.ledger.operator(&stage.caller).expect("an operator");
    operator.plan(&plan).expect("a plan that can be opened");
    assert!(stage.codes().is_empty());
}

#[test]
fn a_commit_that_failed_leaves_keys_that_the_doctor_removes() {
    let stage = Stage::set(false);
    tell(&stage, true);
    stage.add_admin("ann@school.example").expect_err("failed");
    tell(&stage, false);
    assert_eq!(stage.codes(), ["key-left-over"]);
    assert!(stage.codes().is_empty());
    stage.add_admin("ann@school.example").expect("added");
    assert!(stage.codes().is_empty());
}

#[test]
fn whoever_was_refused_is_not_told_to_look() {
    let stage = Stage::set(false);
    let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
    let add = || admin.add_institution("North", Some(InstitutionId(1)), None, None);
    add().expect("added");
    tell(&stage, true);
    assert_eq!(add().expect_err("taken").code(), "institution-taken");
}
