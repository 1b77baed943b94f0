//! Commits that fail at the very end, over a sequencer that says so.

mod write_ahead_log;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rollbook_book::Book;
use rollbook_domain::{AccountId, InstitutionId, Position};
use rollbook_sequencer::{Entry, Local, Turn};
use tempfile::TempDir;

use super::*;
use crate::{AccountColumns, AccountQuery, DeletionOrder, Ledger, PlanRequest, Settings};

/// Once told to, its commits fail at the very end.
struct Failing {
    local: Local,
    is_told: Arc<AtomicBool>,
    fault: Fault,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// As where the disk fails: nobody knows whether the records are on it. They are not.
    Lost,
    /// The same, but they are.
    Written,
    /// They are, and the process ends before it can do anything else.
    Crash,
}

impl Sequencer for Failing {
    fn append(&self, staged: Staged<'_>) -> Outcome {
        if !self.is_told.load(Ordering::SeqCst) {
            return self.local.append(staged);
        }
        if self.fault != Fault::Lost {
            self.local.append(staged);
        }
        assert!(self.fault != Fault::Crash, "a crash, on purpose");
        Outcome::Unknown(EngineError::Damaged("on purpose".to_owned()))
    }

    fn take_turn(&self) -> Result<Option<Box<dyn Turn + '_>>, EngineError> {
        self.local.take_turn()
    }

    fn is_shared(&self) -> bool {
        self.local.is_shared()
    }

    fn head(&self) -> Result<Option<Position>, EngineError> {
        self.local.head()
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError> {
        self.local.read(from, limit)
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError> {
        self.local.wait(position, patience)
    }
}

struct Stage {
    ledger: Ledger,
    is_told: Arc<AtomicBool>,
    caller: Caller,
    directory: TempDir,
}

impl Stage {
    fn set(fault: Fault) -> Stage {
        let directory = TempDir::new().expect("a directory");
        let is_told = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&is_told);
        let engine = |book: Arc<Book>| -> Arc<dyn Sequencer> {
            Arc::new(Failing {
                local: Local::new(book),
                is_told: Arc::clone(&told),
                fault,
            })
        };
        let settings = Settings::new(directory.path());
        Stage {
            ledger: Ledger::open_or_create_on(settings, Some(&engine)).expect("a ledger"),
            is_told,
            caller: Caller::of_the_machine("amy"),
            directory,
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
        upload.push(b"email,username\nann@school.example,ann\n")?;
        upload.finish()
    }

    /// As after a restart, once the writer has found what there was to be done.
    fn again(self) -> Stage {
        self.ledger.close();
        let settings = Settings::new(self.directory.path());
        let ledger = Ledger::open(settings).expect("a ledger");
        ledger.close();
        Stage { ledger, ..self }
    }

    /// A person of this username in a ledger with one school.
    fn add_person(&self, username: &str) -> AccountId {
        let admin = self.ledger.domain_admin(&self.caller).expect("an admin");
        let _ = admin.add_institution("North", Some(InstitutionId(1)), None, None);
        let operator = self.ledger.operator(&self.caller).expect("an operator");
        let new = AccountColumns {
            username: Some(username.to_owned()),
            ..AccountColumns::default()
        };
        let added = operator.add_account(&new, None).expect("added");
        added.account.account_id.parse().expect("an id")
    }

    /// By hand, with both steps.
    fn delete(&self, account: AccountId) -> Result<(), Error> {
        let admin = self.ledger.domain_admin(&self.caller)?;
        let seen = admin.deletion(account)?;
        let order = DeletionOrder {
            confirmation: seen.confirmation,
            identity: seen.account.username.unwrap_or_default(),
            reason: None,
        };
        admin.delete_account(account, &order).map(|_| ())
    }

    fn has_key(&self, account: AccountId) -> bool {
        let keyring = &self.ledger.vault.keyring;
        let key = keyring.key(KeyId(*account.as_bytes()));
        key.expect("no fault").is_some()
    }

    fn pending(&self) -> Vec<KeyId> {
        let pending = self.ledger.read(|reads| Ok(reads.pending_destructions()?));
        pending.expect("readable")
    }

    fn search(&self, words: &str) -> usize {
        let reader = self.ledger.reader(&self.caller).expect("a reader");
        let query = AccountQuery {
            search: Some(words.to_owned()),
            ..AccountQuery::default()
        };
        reader.accounts(&query).expect("a list").accounts.len()
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
    let stage = Stage::set(Fault::Written);
    tell(&stage, true);
    let error = stage.add_admin("ann@school.example").expect_err("failed");
    assert_eq!(error.code(), "maybe-recorded");
    assert!(error.to_string().contains("look before you try again"));
    assert!(error.stranger().contains("may have been recorded"));
    stage.upload().expect_err("failed");
    tell(&stage, false);

    // The records are there, so their keys and files must be.
    let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
    let admins = admin.auditor().admins().expect("readable");
    assert_eq!(admins.admins[0].email, "ann@school.example");
    let plans = stage.ledger.read(|reads| Ok(reads.plan_ids()?));
    let plan = uuid::Uuid::from_bytes(plans.expect("plans")[0]).to_string();
    let operator = stage.ledger.operator(&stage.caller).expect("an operator");
    operator.plan(&plan).expect("a plan that can be opened");
    assert!(stage.codes().is_empty());
}

#[test]
fn a_commit_that_failed_leaves_keys_that_the_doctor_removes() {
    let stage = Stage::set(Fault::Lost);
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
    let stage = Stage::set(Fault::Lost);
    let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
    let add = || admin.add_institution("North", Some(InstitutionId(1)), None, None);
    add().expect("added");
    tell(&stage, true);
    assert_eq!(add().expect_err("taken").code(), "institution-taken");
}

#[test]
fn r42_the_key_of_a_deleted_account_is_gone_when_the_deletion_is_answered() {
    let stage = Stage::set(Fault::Lost);
    let (ann, bob) = (stage.add_person("ann"), stage.add_person("bob"));
    assert!(stage.has_key(ann) && stage.has_key(bob));
    stage.delete(ann).expect("deleted");
    assert!(!stage.has_key(ann) && stage.has_key(bob));
    assert_eq!(stage.pending(), []);
    assert!(stage.codes().is_empty());
}

#[test]
fn r42_what_a_search_held_of_a_deleted_person_is_overwritten_at_once() {
    let stage = Stage::set(Fault::Lost);
    let ann = stage.add_person("annabel");
    stage.add_person("bob");
    assert_eq!((stage.search("annabel"), stage.search("bob")), (1, 1));
    assert!(stage.ledger.search.holds("annabel"));
    stage.delete(ann).expect("deleted");
    assert!(!stage.ledger.search.holds("annabel"));
    assert_eq!((stage.search("annabel"), stage.search("bob")), (0, 1));
    assert!(!stage.ledger.search.holds("annabel"));
}

#[test]
fn r42_what_another_process_deleted_is_overwritten_at_the_next_search() {
    let stage = Stage::set(Fault::Lost);
    let ann = stage.add_person("annabel");
    assert_eq!(stage.search("annabel"), 1);
    let other = Stage {
        ledger: Ledger::open(Settings::new(stage.directory.path())).expect("a ledger"),
        is_told: Arc::new(AtomicBool::new(false)),
        caller: stage.caller.clone(),
        directory: TempDir::new().expect("a directory"),
    };
    other.delete(ann).expect("deleted");
    assert_eq!(stage.search("nobody"), 0);
    assert!(!stage.ledger.search.holds("annabel"));
}

#[test]
fn r43_the_next_start_destroys_keys_that_outlived_a_crash() {
    let stage = Stage::set(Fault::Crash);
    let (ann, bob) = (stage.add_person("ann"), stage.add_person("bob"));
    let plan = stage.upload().expect("a plan that names ann").plan_id;
    let plan_key = KeyId(*plan.parse::<uuid::Uuid>().expect("an id").as_bytes());
    tell(&stage, true);
    let answer = stage.delete(ann).expect_err("nobody answers");
    assert_eq!(answer.code(), "maybe-recorded");
    assert!(stage.has_key(ann));
    let pending = HashSet::from_iter(stage.pending());
    assert_eq!(pending, HashSet::from([KeyId(*ann.as_bytes()), plan_key]));

    let stage = stage.again();
    assert!(!stage.has_key(ann) && stage.has_key(bob));
    assert_eq!(stage.pending(), []);
    let key = stage.ledger.vault.keyring.key(plan_key);
    assert!(key.expect("no fault").is_none());
    let operator = stage.ledger.operator(&stage.caller).expect("an operator");
    let void = operator.plan(&plan).expect_err("void");
    assert_eq!(void.code(), "plan-void");
    stage.ledger.sweep_plans();
    let files = stage.ledger.plan_files().plans().expect("a list");
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn r43_a_key_that_cannot_be_destroyed_is_tried_again_and_told_by_the_doctor() {
    let stage = Stage::set(Fault::Lost);
    let ann = stage.add_person("ann");
    let keys = rusqlite::Connection::open(stage.directory.path().join("keys.db")).expect("keys");
    keys.execute_batch(
        "CREATE TRIGGER stuck BEFORE DELETE ON keys BEGIN SELECT RAISE(ABORT, 'on purpose'); END",
    )
    .expect("a trigger");
    stage.delete(ann).expect("deleted all the same");
    assert!(stage.has_key(ann));
    let diagnosis = stage.ledger.doctor().expect("a diagnosis");
    assert!(!diagnosis.ok);
    assert_eq!(diagnosis.findings[0].code, "key-not-destroyed");
    assert_eq!(diagnosis.findings.len(), 1, "{:?}", diagnosis.findings);

    keys.execute_batch("DROP TRIGGER stuck").expect("dropped");
    assert!(stage.codes().is_empty());
    assert!(!stage.has_key(ann));
    assert_eq!(stage.pending(), []);
}

/// Schedules that somebody is disabled at once, and lets that moment come.
fn schedule_at_once(stage: &Stage, username: &str) {
    let operator = stage.ledger.operator(&stage.caller).expect("an operator");
    let due = stage.ledger.now() + chrono::TimeDelta::milliseconds(200);
    let request = crate::ScheduleRequest {
        action: crate::Command::Disable,
        from: due.to_rfc3339(),
        until: None,
        whom: crate::Whom::Accounts(vec![username.to_owned()]),
        reason: None,
        override_guards: None,
        plan_id: None,
    };
    operator.schedule(&request).expect("scheduled");
    std::thread::sleep(Duration::from_millis(300));
}

#[test]
fn a_step_that_was_cut_off_has_run_or_runs_again_and_never_twice() {
    for (fault, runs_again) in [
        (Fault::Lost, true),
        (Fault::Written, false),
        (Fault::Crash, false),
    ] {
        let stage = Stage::set(fault);
        let ada = stage.add_person("ada");
        schedule_at_once(&stage, "ada");
        tell(&stage, true);
        stage
            .ledger
            .run_due_steps(&|| true)
            .expect_err("it was cut off on purpose");
        stage.ledger.close();

        let ledger = Ledger::open(Settings::new(stage.directory.path())).expect("a ledger");
        let ran = ledger
            .run_due_steps(&|| true)
            .expect("nothing is in the way");
        assert_eq!(ran.len(), usize::from(runs_again));
        assert!(
            ledger
                .run_due_steps(&|| true)
                .expect("nothing is due")
                .is_empty()
        );
        let (row, positions) = ledger
            .read(|reads| {
                let row = reads.account(ada)?.expect("there");
                Ok((row, reads.positions(row.number)?))
            })
            .expect("readable");
        assert_eq!(row.account.status(), crate::Status::Disabled);
        assert_eq!(positions.len(), 3, "created, scheduled, disabled");
    }
}

/// A share of a ledger that goes when all others are gone.
struct LastShare {
    ledger: Option<Ledger>,
    others_are_gone: Receiver<()>,
    went: SyncSender<()>,
}

impl Drop for LastShare {
    fn drop(&mut self) {
        let _ = self.others_are_gone.recv();
        self.ledger.take();
        let _ = self.went.send(());
    }
}

#[test]
fn a_command_that_holds_the_last_share_of_its_ledger_lets_it_go() {
    let directory = TempDir::new().expect("a directory");
    let ledger = Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger");
    let (gone, others_are_gone) = sync_channel(1);
    let (went, has_gone) = sync_channel(1);
    let share = LastShare {
        ledger: Some(ledger.clone()),
        others_are_gone,
        went,
    };
    let caller = Caller::of_the_machine("amy");
    let command = ledger.write(&caller, "last", move |_| {
        let _ = &share;
        Ok(Receipt::default())
    });
    command.expect("nothing to do");
    drop(ledger);
    gone.send(()).expect("the thread waits");
    let patience = Duration::from_secs(60);
    has_gone.recv_timeout(patience).expect("the thread ends");
}
