//! What a password, a link or a session brings about, also what no door shows.

mod links;
mod meanwhile;

use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_domain::InstitutionId;
use tempfile::TempDir;

use super::IDLE;
use crate::sources::Clock;
use crate::work::{Receipt, Work};
use crate::{Caller, Error, EventSearch, Ledger, Page, Role, Settings, SignedIn};

const EMAIL: &str = "Kim.Novak@head.example";
const PASSWORD: &str = "a long enough phrase";

struct Standing(Mutex<DateTime<Utc>>);

impl Clock for Standing {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("a time")
    }
}

/// A turn of the writer that lasts.
struct LongTurn {
    end: mpsc::Sender<()>,
    turn: thread::JoinHandle<Result<Receipt, Error>>,
}

impl LongTurn {
    fn let_go(self) {
        self.end.send(()).expect("the turn goes on");
        self.turn.join().expect("it ends").expect("no fault");
    }
}

/// A ledger with one admin, Kim, and a clock that stands.
struct Office {
    ledger: Ledger,
    clock: Arc<Standing>,
    machine: Caller,
    directory: TempDir,
}

impl Office {
    fn open() -> Office {
        let directory = tempfile::tempdir().expect("a directory");
        let start = DateTime::from_timestamp(1_788_163_200, 0).expect("a time");
        let clock = Arc::new(Standing(Mutex::new(start)));
        let mut settings = Settings::new(directory.path());
        settings.clock = clock.clone();
        let ledger = Ledger::open_or_create(settings).expect("a ledger");
        let machine = Caller::of_the_machine("amy");
        let office = Office {
            ledger,
            clock,
            machine,
            directory,
        };
        office.add(EMAIL);
        office
    }

    /// The same ledger as another process has it.
    fn open_beside(&self) -> Ledger {
        let mut settings = Settings::new(self.directory.path());
        settings.clock = self.clock.clone();
        Ledger::open(settings).expect("a ledger")
    }

    /// Adds a domain admin and tells the secret of a link.
    fn add(&self, email: &str) -> String {
        let admin = self.ledger.domain_admin(&self.machine).expect("an admin");
        let added = admin.add_admin(email, Role::DomainAdmin, None);
        let added = added.expect("added");
        added.sign_in_secret.expect("a link")
    }

    fn link(&self) -> SignedIn {
        let admin = self.ledger.domain_admin(&self.machine).expect("an admin");
        let link = admin.admin_link(EMAIL).expect("a link").sign_in_secret;
        let signed_in = self.ledger.sign_in(&link.expect("a secret"));
        signed_in.expect("no fault").expect("signed in")
    }

    fn with_password() -> Office {
        let office = Office::open();
        let session = office.link();
        office
            .ledger
            .set_password(&session.cookie, None, PASSWORD)
            .expect("set");
        office
    }

    fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, Error> {
        self.ledger.sign_in_by_password(email, password)
    }

    /// Keeps everybody from the writer, and decides at the end.
    fn hold_the_writer(
        &self,
        mut decide: impl FnMut(&mut Work<'_, '_>) -> Result<Receipt, Error> + Send + 'static,
    ) -> LongTurn {
        let (begin, begun) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let (ledger, machine) = (self.ledger.clone(), self.machine.clone());
        let turn = thread::spawn(move || {
            ledger.write(&machine, "a long turn", move |work| {
                let _ = begin.send(());
                let _ = ended.recv();
                decide(work)
            })
        });
        begun.recv().expect("the turn begins");
        LongTurn { end, turn }
    }

    #[track_caller]
    fn refused(&self, email: &str, password: &str) -> &'static str {
        match self.sign_in(email, password) {
            Ok(_) => panic!("{email} was signed in"),
            Err(error) => error.code(),
        }
    }

    fn is_open(&self, session: &SignedIn) -> bool {
        let found = self.ledger.session(&session.cookie);
        found.expect("no fault").is_some()
    }

    fn advance(&self, span: TimeDelta) {
        *self.clock.0.lock().expect("a time") += span;
    }

    fn sentences(&self, query: &str) -> Vec<String> {
        let search = EventSearch {
            query: query.parse().expect("a query"),
            ..EventSearch::default()
        };
        let admin = self.ledger.domain_admin(&self.machine).expect("an admin");
        let events = admin.events(&search, &Page::default()).expect("events");
        let events = events.events.into_iter();
        events.map(|event| event.sentence).collect()
    }
}

#[test]
fn a_password_signs_in_by_the_email_in_any_case() {
    let office = Office::with_password();
    let signed_in = office.sign_in("KIM.novak@head.example", PASSWORD);
    let signed_in = signed_in.expect("signed in");
    // One person has one name in the history, however the email is typed.
    assert_eq!(signed_in.session.actor, EMAIL);
    assert_eq!(signed_in.session.role, "domain_admin");
    assert!(office.is_open(&signed_in));
}

#[test]
fn whoever_is_unknown_gets_the_same_answer_for_the_same_work() {
    let office = Office::with_password();
    office.add("no.password@head.example");
    let commits = || {
        office
            .ledger
            .book
            .read(|reads| reads.size())
            .expect("a size")
    };
    for email in [EMAIL, "nobody@head.example", "no.password@head.example", ""] {
        let before = (office.ledger.passwords.hashed(), commits());
        assert_eq!(office.refused(email, "wrong"), "password-not-accepted");
        let after = (office.ledger.passwords.hashed(), commits());
        assert_eq!(after, (before.0 + 1, before.1), "{email}");
    }
}

#[test]
fn five_wrong_passwords_lock_an_email_whoever_it_is() {
    let office = Office::with_password();
    for email in [EMAIL, "nobody@head.example"] {
        for _ in 0..5 {
            assert_eq!(office.refused(email, "wrong"), "password-not-accepted");
        }
        let hashed = office.ledger.passwords.hashed();
        assert_eq!(office.refused(email, PASSWORD), "sign-in-locked");
        assert_eq!(office.ledger.passwords.hashed(), hashed, "nothing is tried");
    }
    // A link still works.
    assert!(office.is_open(&office.link()));
    assert_eq!(
        office.sentences("type:SignInLocked"),
        [format!(
            "somebody gave too many wrong passwords for {EMAIL}, so none is accepted for a while."
        )]
    );
    office.advance(TimeDelta::minutes(15));
    assert!(office.sign_in(EMAIL, PASSWORD).is_ok());
}

#[test]
fn whoever_has_the_machine_sets_a_password_and_takes_it_away() {
    let office = Office::with_password();
    let session = office.link();
    let admin = office.ledger.domain_admin(&office.machine);
    let admin = admin.expect("an admin");
    admin
        .set_password_of(EMAIL, Some("another long phrase"))
        .expect("set");
    assert!(!office.is_open(&session));
    assert!(office.sign_in(EMAIL, "another long phrase").is_ok());
    assert_eq!(office.refused(EMAIL, PASSWORD), "password-not-accepted");
    admin.set_password_of(EMAIL, None).expect("taken away");
    assert_eq!(
        office.refused(EMAIL, "another long phrase"),
        "password-not-accepted"
    );
}

#[test]
fn a_new_password_ends_the_other_sessions_of_this_person_only() {
    let office = Office::with_password();
    let other = office.ledger.sign_in(&office.add("ann@head.example"));
    let other = other.expect("no fault").expect("signed in");
    let (first, second) = (office.link(), office.sign_in(EMAIL, PASSWORD));
    let second = second.expect("signed in");
    let set = |current| {
        let new = "another long phrase";
        office.ledger.set_password(&second.cookie, current, new)
    };
    for wrong in [None, Some("wrong")] {
        let error = set(wrong).expect_err("the current password is needed");
        assert_eq!(error.code(), "current-password-not-accepted");
    }
    assert!(office.is_open(&first));
    set(Some(PASSWORD)).expect("set");
    assert!(office.is_open(&second) && office.is_open(&other));
    assert!(!office.is_open(&first));
    assert_eq!(office.refused(EMAIL, PASSWORD), "password-not-accepted");
    assert_eq!(office.sentences("type:PasswordSet").len(), 2);
}

#[test]
fn whoever_forgot_the_password_sets_another_by_a_link() {
    let office = Office::with_password();
    let session = office.link();
    let set = |new| office.ledger.set_password(&session.cookie, None, new);
    assert_eq!(set("too short").expect_err("refused").code(), "invalid");
    set("another long phrase").expect("set");
    assert!(office.sign_in(EMAIL, "another long phrase").is_ok());
    // A session of the machine is nobody's.
    let machine = office.ledger.machine_link(&office.machine).expect("a link");
    let machine = office.ledger.sign_in(&machine).expect("no fault");
    let cookie = machine.expect("signed in").cookie;
    let error = office.ledger.set_password(&cookie, None, PASSWORD);
    assert_eq!(error.expect_err("refused").code(), "no-admin");
}

#[test]
fn a_wrong_current_password_counts_as_a_failed_sign_in() {
    let office = Office::with_password();
    let session = office.sign_in(EMAIL, PASSWORD).expect("signed in");
    let guess = || {
        let set = office
            .ledger
            .set_password(&session.cookie, Some("wrong"), PASSWORD);
        set.expect_err("refused").code()
    };
    for _ in 0..5 {
        assert_eq!(guess(), "current-password-not-accepted");
    }
    assert_eq!(guess(), "sign-in-locked");
}

#[test]
fn a_session_ends_after_twelve_hours_and_after_two_without_a_request() {
    let office = Office::open();
    let (used, left) = (office.link(), office.link());
    for _ in 0..11 {
        office.advance(TimeDelta::hours(1));
        assert!(office.is_open(&used));
        office.ledger.write_uses().expect("written");
    }
    assert!(!office.is_open(&left));
    office.advance(TimeDelta::hours(1));
    assert!(!office.is_open(&used));

    let feed = office.link();
    office.advance(IDLE - TimeDelta::seconds(1));
    let still = office.ledger.session_still(&feed.cookie);
    assert!(still.expect("no fault").is_some());
    office.advance(TimeDelta::seconds(1));
    assert!(!office.is_open(&feed), "what goes on by itself is no use");
}

#[test]
fn a_link_is_used_once_however_many_try_at_once() {
    let office = Office::open();
    let link = office.add("ann@head.example");
    let signed_in: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| office.ledger.sign_in(&link).expect("no fault")))
            .collect();
        let outcomes = tries.into_iter().map(|one| one.join().expect("it ends"));
        outcomes.flatten().count()
    });
    assert_eq!(signed_in, 1);
}

#[test]
fn a_removed_admin_is_out_at_once_in_the_middle_of_a_command_too() {
    let office = Office::with_password();
    let session = office.sign_in(EMAIL, PASSWORD).expect("signed in");
    let (kim, _) = office
        .ledger
        .session(&session.cookie)
        .expect("no fault")
        .expect("a session");
    let admin = office.ledger.domain_admin(&office.machine);
    admin.expect("an admin").erase_admin(EMAIL).expect("erased");
    assert!(!office.is_open(&session));
    assert_eq!(office.refused(EMAIL, PASSWORD), "password-not-accepted");
    // Signed in a moment before, the command comes to its turn only now.
    let late = office.ledger.domain_admin(&kim).expect("an admin");
    let error = late
        .add_institution("North", Some(InstitutionId(1)), None, None)
        .expect_err("refused");
    assert_eq!(error.code(), "not-signed-in");
}

#[test]
fn an_unknown_link_takes_no_turn_of_the_writer() {
    let office = Office::open();
    let turn = office.hold_the_writer(|_| Ok(Receipt::default()));
    let (answer, answered) = mpsc::channel();
    let ledger = office.ledger.clone();
    let stranger = thread::spawn(move || {
        let signed_in = ledger.sign_in("x").expect("no fault");
        let _ = answer.send(signed_in.is_some());
    });
    let in_time = answered.recv_timeout(Duration::from_secs(20));
    turn.let_go();
    stranger.join().expect("it ends");
    assert_eq!(in_time, Ok(false), "it waited for the writer");
}
