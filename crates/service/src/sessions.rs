//! Browsers: one-time links, passwords, sessions, and the proof that a write comes from our own page.

mod error;
mod link;
mod lockouts;
mod open;
mod passwords;
mod set_password;
mod sign_in;
mod sign_in_by_password;
mod sign_out;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;

use minicbor::{Decode, Encode};
use rollbook_book::StoredSession;
use rollbook_domain::{AdminId, InstitutionId};
use rollbook_records::{Blind, Channel, Id, Purpose, Role, Sealed, open_bytes, seal_bytes};

use crate::sources::Chance;
use crate::vault::Vault;
use crate::work::Work;
use crate::{Caller, Credential, Error, answers, cursor};

pub use error::SignInError;
pub(crate) use lockouts::Lockouts;
pub(crate) use passwords::Passwords;
pub(crate) use set_password::set as set_password;

/// How long a browser stays signed in: a working day.
const SESSION: TimeDelta = TimeDelta::hours(12);

/// How long it stays so without a request: a screen that somebody has left.
pub(crate) const IDLE: TimeDelta = TimeDelta::hours(2);

/// How long a link waits to be used.
const LINK: TimeDelta = TimeDelta::hours(1);

/// A browser that was just signed in.
pub struct SignedIn {
    /// The secret for the cookie.
    pub cookie: String,
    pub session: answers::Session,
}

/// Whom a link or a session signs in. Sealed at rest: it holds a name.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Subject {
    #[n(0)]
    actor: String,
    /// Absent for whoever started the server on a ledger without admins.
    #[n(1)]
    admin: Option<Id>,
    /// Whether a password opened the session, and not a link.
    #[n(2)]
    #[cbor(default)]
    by_password: bool,
}

impl Subject {
    /// A person in the list of admins; role and institution are looked up at each request.
    pub(crate) fn admin(id: AdminId, email: &str) -> Subject {
        Subject {
            actor: email.trim().to_owned(),
            admin: Some(id.into()),
            by_password: false,
        }
    }

    /// Whoever has the machine.
    pub(crate) fn of_the_machine(actor: &str) -> Subject {
        Subject {
            actor: actor.to_owned(),
            admin: None,
            by_password: false,
        }
    }

    /// Keeps a link that signs this one in.
    pub(crate) fn keep_link(&self, work: &mut Work<'_, '_>, secret: Blind) -> Result<(), Error> {
        self.keep(work, secret, true, LINK)
    }

    fn keep_session(&self, work: &mut Work<'_, '_>, secret: Blind) -> Result<(), Error> {
        self.keep(work, secret, false, SESSION)
    }

    fn keep(
        &self,
        work: &mut Work<'_, '_>,
        secret: Blind,
        one_time: bool,
        lasts: TimeDelta,
    ) -> Result<(), Error> {
        work.transaction.forget_sessions(work.at, work.at - IDLE)?;
        let body = self.seal(work)?;
        work.transaction.keep_session(&StoredSession {
            secret,
            expires: work.at + lasts,
            one_time,
            admin: self.admin.map(AdminId::from),
            last_used: work.at,
            body,
        })?;
        Ok(())
    }

    fn seal(&self, work: &mut Work<'_, '_>) -> Result<Sealed, Error> {
        let plain = minicbor::to_vec(self).unwrap_or_default();
        let nonce = work.random()?;
        let key = &work.vault.root.seal;
        Ok(seal_bytes(key, Purpose::Session, nonce, &plain))
    }

    fn open(vault: &Vault, sealed: &Sealed) -> Result<Subject, Error> {
        let plain = open_bytes(&vault.root.seal, Purpose::Session, sealed)?;
        Ok(minicbor::decode(&plain).map_err(rollbook_records::DecodeError::from)?)
    }

    fn caller(&self, secret: Blind, role: Role, institution: Option<InstitutionId>) -> Caller {
        Caller {
            actor: self.actor.clone(),
            channel: Channel::Web,
            role,
            institution,
            account: None,
            credential: Credential::Session(secret),
            idempotency_key: None,
        }
    }
}

/// What a browser must send with every write besides its cookie.
fn csrf(vault: &Vault, cookie: &str) -> String {
    cursor::encode(&vault.blinding.secret(format!("csrf\0{cookie}").as_bytes()))
}

/// A new secret of a link or a session, and under which hash that is kept.
pub(crate) fn new_secret(vault: &Vault) -> Result<(String, Blind), Error> {
    let secret = cursor::encode(&Chance::new().bytes::<32>()?);
    let kept = hash(vault, &secret);
    Ok((secret, kept))
}

/// Under which a link or a session is kept.
fn hash(vault: &Vault, secret: &str) -> Blind {
    vault
        .blinding
        .secret(format!("session\0{secret}").as_bytes())
}

fn render(
    caller: &Caller,
    password: Option<answers::OwnPassword>,
    csrf: String,
) -> answers::Session {
    answers::Session {
        actor: caller.actor.clone(),
        role: caller.role.as_str().to_owned(),
        institution: caller.institution.map(|institution| institution.0),
        csrf,
        password,
    }
}
