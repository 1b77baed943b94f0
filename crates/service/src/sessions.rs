//! Browsers: one-time links, sessions, and the proof that a write comes from our own page.

mod link;
mod open;
mod sign_in;
mod sign_out;

use minicbor::{Decode, Encode};
use rollbook_domain::{AdminId, InstitutionId};
use rollbook_records::{Blind, Channel, Id, Purpose, Role, Sealed, open_bytes, seal_bytes};

use crate::vault::Vault;
use crate::work::Work;
use crate::{Caller, Error, answers, cursor};

pub use sign_in::SignedIn;

/// Whom a link or a session signs in. Sealed at rest: it holds a name.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Subject {
    #[n(0)]
    actor: String,
    /// Absent for whoever started the server on a ledger without admins.
    #[n(1)]
    admin: Option<Id>,
}

impl Subject {
    /// A person in the list of admins; role and institution are looked up at each request.
    pub(crate) fn admin(id: AdminId, email: &str) -> Subject {
        Subject {
            actor: email.trim().to_owned(),
            admin: Some(id.into()),
        }
    }

    /// Whoever has the machine.
    pub(crate) fn of_the_machine(actor: &str) -> Subject {
        Subject {
            actor: actor.to_owned(),
            admin: None,
        }
    }

    fn seal(&self, work: &mut Work<'_, '_>) -> Result<Sealed, Error> {
        let plain = minicbor::to_vec(self).unwrap_or_default();
        let nonce = work.random()?;
        Ok(seal_bytes(
            &work.vault.root.seal,
            Purpose::Session,
            nonce,
            &plain,
        ))
    }

    fn open(vault: &Vault, sealed: &Sealed) -> Result<Subject, Error> {
        let plain = open_bytes(&vault.root.seal, Purpose::Session, sealed)?;
        Ok(minicbor::decode(&plain).map_err(rollbook_records::DecodeError::from)?)
    }

    fn caller(self, role: Role, institution: Option<InstitutionId>) -> Caller {
        Caller {
            actor: self.actor,
            channel: Channel::Web,
            role,
            institution,
            account: None,
            idempotency_key: None,
        }
    }
}

/// What a browser must send with every write besides its cookie.
fn csrf(vault: &Vault, cookie: &str) -> String {
    cursor::encode(&vault.blinding.secret(format!("csrf\0{cookie}").as_bytes()))
}

/// Under which a link or a session is kept.
fn hash(vault: &Vault, secret: &str) -> Blind {
    vault
        .blinding
        .secret(format!("session\0{secret}").as_bytes())
}

fn render(caller: &Caller, csrf: String) -> answers::Session {
    answers::Session {
        actor: caller.actor.clone(),
        role: caller.role.as_str().to_owned(),
        institution: caller.institution.map(|institution| institution.0),
        csrf,
    }
}
