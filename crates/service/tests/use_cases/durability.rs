//! What a full disk, a crash or a lost key leaves, and what the ledger makes of it.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_book::KeyFile;
use rollbook_records::{KeyId, Keyring};
use rollbook_service::sources::Clock;
use rollbook_service::{
    AccountColumns, Caller, Channel, Finding, Ledger, PlanRequest, Role, Settings,
};
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

/// Far less than a writer's patience, far more than anything here takes.
const AT_ONCE: Duration = Duration::from_secs(20);

/// Stands until it is moved.
struct SetClock(Mutex<DateTime<Utc>>);

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("a time")
    }
}

struct Stage {
    ledger: Ledger,
    clock: Arc<SetClock>,
    caller: Caller,
    directory: TempDir,
}

impl Stage {
    /// A ledger with one school, one admin and one person.
    fn set() -> Stage {
        let directory = TempDir::new().expect("a directory");
        let start = DateTime::from_timestamp(1_788_163_200, 0).expect("a time");
        let clock = Arc::new(SetClock(Mutex::new(start)));
        let mut settings = Settings::new(directory.path());
        settings.clock = clock.clone();
        let stage = Stage {
            ledger: Ledger::open_or_create(settings).expect("a ledger"),
            clock,
            caller: Caller::of_the_machine("amy"),
            directory,
        };
        let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
        admin
            .add_institution("North", None, None, None)
            .expect("added");
        admin
            .add_admin("ann@school.example", Role::DomainAdmin, None)
            .expect("added");
        stage.add("first").expect("added");
        stage
    }

    /// As after a restart.
    fn again(self) -> Stage {
        self.ledger.close();
        let mut settings = Settings::new(self.directory.path());
        settings.clock = self.clock.clone();
        Stage {
            ledger: Ledger::open_or_create(settings).expect("a ledger"),
            ..self
        }
    }

    fn add(&self, username: &str) -> Result<(), rollbook_service::Error> {
        let operator = self.ledger.operator(&self.caller)?;
        let account = AccountColumns {
            username: Some(username.to_owned()),
            ..AccountColumns::default()
        };
        operator.add_account(&account, None).map(|_| ())
    }

    fn plan(&self) -> Uuid {
        let operator = self.ledger.operator(&self.caller).expect("an operator");
        let mut upload = operator
            .begin_upload(PlanRequest::default())
            .expect("an upload");
        upload.begin_file("people.csv").expect("a file");
        upload.push(b"username\nfirst\n").expect("bytes");
        let plan = upload.finish().expect("a plan");
        Uuid::parse_str(&plan.plan_id).expect("an id")
    }

    fn book(&self) -> Connection {
        Connection::open(self.directory.path().join("book.db")).expect("the book")
    }

    fn keys(&self) -> KeyFile {
        KeyFile::open(self.directory.path()).expect("the keys")
    }

    fn has_key(&self, plan: Uuid) -> bool {
        let key = self.keys().key(KeyId(*plan.as_bytes()));
        key.expect("no fault").is_some()
    }

    fn files(&self, plan: Uuid) -> Vec<PathBuf> {
        fs::read_dir(self.directory.path().join("plans"))
            .expect("plans")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.to_string_lossy().contains(&plan.to_string()))
            .collect()
    }

    fn has_row(&self, plan: Uuid) -> bool {
        let query = "SELECT count(*) FROM plans WHERE plan_id = ?";
        let count: u64 = self
            .book()
            .query_row(query, [plan.as_bytes()], |row| row.get(0))
            .expect("a count");
        count == 1
    }

    fn findings(&self) -> Vec<Finding> {
        let diagnosis = self.ledger.doctor().expect("a diagnosis");
        let has_fault = |finding: &Finding| finding.severity == "fault";
        assert_eq!(diagnosis.ok, !diagnosis.findings.iter().any(has_fault));
        diagnosis.findings
    }
}

#[test]
fn when_a_token_was_used_last_is_written_down_before_the_end() {
    let stage = Stage::set();
    let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
    let token = admin.create_token("sync", Role::Auditor, None, None);
    let secret = token.expect("a token").secret.expect("a secret");
    let caller = stage.ledger.authenticate(&secret, Channel::Api);
    assert!(caller.expect("no fault").is_some());
    let stage = stage.again();
    let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
    let tokens = admin.auditor().tokens().expect("listed").tokens;
    assert_eq!(tokens[0].last_used.as_deref(), Some("2026-08-31T08:00:00Z"));
}

#[test]
fn a_group_that_the_store_took_back_is_recorded_not_at_all_and_leaves_no_gap() {
    let stage = Stage::set();
    let before = stage.ledger.doctor().expect("a diagnosis").position;
    let book = stage.book();
    // What SQLite does by itself where the disk is full, at the third command of a group.
    book.execute_batch(
        "CREATE TRIGGER full AFTER INSERT ON accounts \
         WHEN (SELECT count(*) FROM accounts) = 4 \
         BEGIN SELECT RAISE(ROLLBACK, 'on purpose'); END",
    )
    .expect("a trigger");
    let errors = add_six_together(&stage, &book);
    assert_eq!(
        errors,
        [Some("fault"); 6].map(|code| code.map(str::to_owned))
    );
    let diagnosis = stage.ledger.doctor().expect("a diagnosis");
    assert!(diagnosis.findings.is_empty(), "{:?}", diagnosis.findings);
    assert_eq!(diagnosis.position, before);

    book.execute_batch("DROP TRIGGER full").expect("dropped");
    assert_eq!(
        add_six_together(&stage, &book),
        [const { None::<String> }; 6]
    );
    let diagnosis = stage.ledger.doctor().expect("a diagnosis");
    assert!(diagnosis.findings.is_empty(), "{:?}", diagnosis.findings);
    assert_eq!(diagnosis.position, before.map(|position| position + 6));
}

/// Adds six accounts in one group: while another connection holds the book, they queue up. One
/// command that changes nothing goes ahead and waits alone.
fn add_six_together(stage: &Stage, book: &Connection) -> Vec<Option<String>> {
    book.execute_batch("BEGIN IMMEDIATE").expect("held");
    std::thread::scope(|scope| {
        let ahead = scope.spawn(|| {
            let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
            admin
                .remove_admin("nobody@school.example")
                .expect_err("unknown");
        });
        std::thread::sleep(Duration::from_millis(300));
        let added: Vec<_> = (0..6)
            .map(|number| {
                scope.spawn(move || {
                    let outcome = stage.add(&format!("person{number}"));
                    outcome.err().map(|error| error.code().to_owned())
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        book.execute_batch("ROLLBACK").expect("released");
        ahead.join().expect("answered");
        let codes = added.into_iter().map(|one| one.join().expect("answered"));
        codes.collect()
    })
}

#[test]
fn a_ledger_opens_and_is_read_at_once_while_another_process_writes() {
    let stage = Stage::set();
    let book = stage.book();
    book.execute_batch("BEGIN IMMEDIATE").expect("held");
    let keys = Connection::open(stage.directory.path().join(KeyFile::FILE)).expect("the keys");
    keys.execute_batch("BEGIN IMMEDIATE").expect("held");
    let (answer, found) = channel();
    let settings = Settings::new(stage.directory.path());
    let caller = stage.caller.clone();
    std::thread::spawn(move || {
        let found = Ledger::open(settings).and_then(|ledger| {
            let operator = ledger.operator(&caller)?;
            operator.find("first")
        });
        // Nobody listens any more where the test has failed.
        let _ = answer.send(found.is_ok());
    });
    assert_eq!(found.recv_timeout(AT_ONCE), Ok(true));
}

#[test]
fn r43_the_doctor_removes_keys_that_belong_to_nothing_and_no_other() {
    let stage = Stage::set();
    stage.plan();
    let admin = stage.ledger.domain_admin(&stage.caller).expect("an admin");
    admin.remove_admin("ann@school.example").expect("removed");
    let ids = |stage: &Stage| -> HashSet<KeyId> {
        stage.keys().ids().expect("ids").into_iter().collect()
    };
    let before = ids(&stage);
    let left_over = (KeyId([9; 16]), zeroize::Zeroizing::new([9; 32]));
    stage.keys().create(&[left_over]).expect("kept");
    let length = || {
        let path = stage.directory.path().join("book.db-wal");
        path.metadata().expect("a log").len()
    };
    let length_before = length();

    let findings = stage.findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].code, "key-left-over");
    assert_eq!(findings[0].severity, "warning");
    assert_eq!(ids(&stage), before);
    // Pages of a commit that failed would have been overwritten before the keys went.
    assert!(length() > length_before);
    assert!(stage.findings().is_empty());
}

#[test]
fn the_doctor_tells_whose_keys_are_missing_and_destroys_none_then() {
    let stage = Stage::set();
    let book = stage.book();
    let mut statement = book
        .prepare("SELECT admin_id FROM admins UNION ALL SELECT actor_id FROM actors")
        .expect("a statement");
    let ids: Vec<KeyId> = statement
        .query_map([], |row| row.get(0).map(KeyId))
        .and_then(Iterator::collect)
        .expect("ids");
    stage.keys().destroy(&ids).expect("destroyed");
    // As where keys.db is another ledger's: its keys are not to be destroyed for that.
    let foreign = Uuid::from_bytes([9; 16]);
    let key = (KeyId([9; 16]), zeroize::Zeroizing::new([9; 32]));
    stage.keys().create(&[key]).expect("kept");
    let findings = stage.findings();
    assert!(findings.iter().all(|one| one.code == "key-missing"));
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings[0].message.contains("1 admins"));
    assert!(findings[1].message.contains("gave commands"));
    assert!(stage.has_key(foreign));
}

#[test]
fn r30_r42_the_doctor_tells_where_the_views_contradict_each_other() {
    let stage = Stage::set();
    let codes = |stage: &Stage| -> Vec<String> {
        let findings = stage.findings().into_iter();
        findings.map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&stage), [""; 0]);
    stage
        .book()
        .execute_batch("UPDATE accounts SET state = state | 64")
        .expect("an owner without a class");
    assert_eq!(codes(&stage), ["ownership-differs"]);
    stage
        .book()
        .execute_batch(
            "INSERT INTO classes (number, class_id, institution, owner, details_position) \
             SELECT 900, account_id, institution, number, 900 FROM accounts; \
             INSERT INTO memberships (account, group_number, joined) \
             SELECT number, 900, 901 FROM accounts; \
             UPDATE accounts SET state = 4",
        )
        .expect("a deletion that left all behind");
    assert_eq!(
        codes(&stage),
        [
            "seats-differ",
            "class-of-deleted-account",
            "deleted-account-found",
            "membership-left-over",
        ]
    );
}

#[test]
fn r43_the_next_start_destroys_a_plan_whose_key_outlived_a_crash() {
    let stage = Stage::set();
    let (kept, lost) = (stage.plan(), stage.plan());
    // As if the process had ended between the key and the row.
    stage
        .book()
        .execute("DELETE FROM plans WHERE plan_id = ?", [lost.as_bytes()])
        .expect("deleted");
    assert!(stage.has_key(lost) && !stage.files(lost).is_empty());
    let stage = stage.again();
    assert!(!stage.has_key(lost) && stage.files(lost).is_empty());
    assert!(stage.has_key(kept) && stage.files(kept).len() == 2);
}

#[test]
fn r61_an_expired_plan_goes_key_first_and_what_fails_is_tried_again() {
    let stage = Stage::set();
    let old = stage.plan();
    // A directory cannot be removed as a file.
    let obstacle = stage.directory.path().join(format!("plans/{old}.obstacle"));
    fs::create_dir(&obstacle).expect("made");
    *stage.clock.0.lock().expect("a time") += TimeDelta::days(31);

    let new = stage.plan();
    assert!(stage.has_key(new) && stage.has_row(new));
    assert!(!stage.has_key(old), "the key goes first");
    assert!(stage.has_row(old), "the row goes last");
    let operator = stage.ledger.operator(&stage.caller).expect("an operator");
    let expired = operator.plan(&old.to_string()).expect_err("expired");
    assert_eq!(expired.code(), "plan-expired");

    fs::remove_dir(&obstacle).expect("removed");
    stage.plan();
    assert!(!stage.has_row(old) && stage.files(old).is_empty());
}
