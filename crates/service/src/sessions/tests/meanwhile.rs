//! What ends, or becomes another, while somebody's command is still on its way.

use rollbook_records::Channel;

use super::*;
use crate::TokenExpiry;
use crate::sessions::hash;
use crate::sessions::set_password::set;

const OTHER: &str = "another long phrase";

/// What becomes of a command whose caller was signed in a moment before.
#[track_caller]
fn is_refused(office: &Office, late: &Caller) {
    let admin = office.ledger.domain_admin(late).expect("an admin then");
    let error = admin
        .add_institution("North", Some(InstitutionId(1)), None, None)
        .expect_err("nobody is signed in by it any more");
    assert_eq!(error.code(), "not-signed-in");
    assert_eq!(error.kind().status(), 401);
}

/// How a command with a password ends that looked at it before a turn of the writer, and comes to its
/// own behind that.
fn code_of_late(
    office: &Office,
    turn: LongTurn,
    command: impl FnOnce(Ledger) -> Result<(), Error> + Send + 'static,
) -> &'static str {
    let hashed = office.ledger.passwords.hashed();
    let ledger = office.ledger.clone();
    let late = thread::spawn(move || command(ledger));
    while office.ledger.passwords.hashed() == hashed {
        thread::yield_now();
    }
    turn.let_go();
    let outcome = late.join().expect("it ends");
    outcome.expect_err("it is too late").code()
}

fn caller_of(office: &Office, session: &SignedIn) -> Caller {
    let found = office.ledger.session(&session.cookie).expect("no fault");
    found.expect("a session").0
}

#[test]
fn a_token_that_is_revoked_or_expires_finishes_no_command() {
    let office = Office::open();
    let admin = office.ledger.domain_admin(&office.machine);
    let admin = admin.expect("an admin");
    let soon = office.ledger.now() + TimeDelta::hours(1);
    let signed_in = |name: &str| {
        let expires = TokenExpiry::At(soon);
        let token = admin.create_token_until(name, Role::DomainAdmin, None, None, expires);
        let secret = token.expect("a token").secret.expect("a secret");
        let caller = office.ledger.authenticate(&secret, Channel::Api);
        caller.expect("no fault").expect("signed in")
    };
    let (revoked, mut expired) = (signed_in("revoked"), signed_in("expired"));
    admin.revoke_token("revoked").expect("revoked");
    is_refused(&office, &revoked);

    expired.idempotency_key = Some("pressed".to_owned());
    let late = office.ledger.domain_admin(&expired).expect("an admin");
    let add = || late.add_institution("South", Some(InstitutionId(2)), None, None);
    add().expect("it is in time");
    office.advance(TimeDelta::hours(1));
    // What was done is not told again either.
    assert_eq!(add().expect_err("too late").code(), "not-signed-in");
    is_refused(&office, &expired);
}

#[test]
fn a_session_that_was_ended_finishes_no_command() {
    let office = Office::open();
    let machine = office.ledger.machine_link(&office.machine).expect("a link");
    let machine = office.ledger.sign_in(&machine).expect("no fault");
    for session in [office.link(), machine.expect("signed in")] {
        let caller = caller_of(&office, &session);
        office.ledger.sign_out(&session.cookie).expect("signed out");
        is_refused(&office, &caller);
    }
    let session = office.link();
    let caller = caller_of(&office, &session);
    office.advance(TimeDelta::hours(12));
    is_refused(&office, &caller);
}

#[test]
fn a_password_that_is_set_elsewhere_ends_a_lock_out() {
    let office = Office::with_password();
    for _ in 0..5 {
        office.refused(EMAIL, "wrong");
    }
    assert_eq!(office.refused(EMAIL, PASSWORD), "sign-in-locked");
    // As the command line does beside a server that serves.
    let beside = office.open_beside();
    let admin = beside.domain_admin(&office.machine).expect("an admin");
    admin.set_password_of(EMAIL, Some(OTHER)).expect("set");
    assert_eq!(office.refused(EMAIL, PASSWORD), "password-not-accepted");
    assert!(office.sign_in(EMAIL, OTHER).is_ok());
}

#[test]
fn an_old_password_opens_no_session_once_there_is_a_new_one() {
    let office = Office::with_password();
    let hash = office.ledger.vault.blinding.name(EMAIL);
    let admin = office.ledger.read(|reads| Ok(reads.admin_by_email(&hash)?));
    let id = admin.expect("no fault").expect("Kim").id;
    let new = office.ledger.passwords.hash(OTHER).expect("a hash");
    let turn = office.hold_the_writer(move |work| set(work, id, Some(&new), None));
    // The old one is looked at before the writer goes on, and is right still.
    let late = |ledger: Ledger| ledger.sign_in_by_password(EMAIL, PASSWORD).map(drop);
    assert_eq!(code_of_late(&office, turn, late), "password-not-accepted");
    assert!(office.sign_in(EMAIL, OTHER).is_ok());
}

#[test]
fn a_session_that_was_ended_sets_no_password() {
    let office = Office::with_password();
    let session = office.link();
    let kept = hash(&office.ledger.vault, &session.cookie);
    let turn = office.hold_the_writer(move |work| {
        work.transaction.end_session(&kept)?;
        Ok(Receipt::default())
    });
    let cookie = session.cookie;
    let late = move |ledger: Ledger| ledger.set_password(&cookie, None, OTHER);
    assert_eq!(code_of_late(&office, turn, late), "not-signed-in");
    assert!(office.sign_in(EMAIL, PASSWORD).is_ok());
}
