//! Who asks, and what that person or machine may do.

use chrono::{DateTime, Utc};
use rollbook_book::Reads;
use rollbook_domain::{AccountId, InstitutionId, TokenId};
pub use rollbook_records::Role;
use rollbook_records::{Blind, Channel};

use crate::Error;

/// Whoever gives a command.
#[derive(Clone, Debug)]
pub struct Caller {
    /// A name for the record: the OS user, an admin's email, a token's name.
    pub actor: String,
    pub channel: Channel,
    pub role: Role,
    /// Of whoever sees one institution only.
    pub institution: Option<InstitutionId>,
    /// The account that it acts as, which it cannot end (R63).
    pub account: Option<AccountId>,
    /// By what the caller is signed in: out at once when it ends.
    pub credential: Credential,
    /// A write with the same key by the same actor is done once, and answered again.
    pub idempotency_key: Option<String>,
}

impl Caller {
    /// Whoever can write the data directory acts as domain admin; the name only says who it was.
    pub fn of_the_machine(actor: &str) -> Caller {
        Caller {
            actor: actor.to_owned(),
            channel: Channel::Cli,
            role: Role::DomainAdmin,
            institution: None,
            account: None,
            credential: Credential::Machine,
            idempotency_key: None,
        }
    }

    /// What the caller can see.
    pub(crate) fn scope(&self) -> Scope {
        match (self.role, self.institution) {
            (Role::DomainAdmin | Role::Auditor, _) | (Role::Gate, None) => Scope::Domain,
            (_, Some(institution)) => Scope::Institution(institution),
            (_, None) => Scope::Nothing,
        }
    }
}

/// By what somebody is signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Credential {
    /// The data directory, which whoever has it has for good.
    Machine,
    Token(TokenId),
    /// Of a browser, by the hash of its cookie.
    Session(Blind),
}

impl Credential {
    /// Whether it still signs somebody in. What it allows never changes: another role is another
    /// admin's or another token's.
    pub(crate) fn is_accepted(&self, reads: &Reads<'_>, at: DateTime<Utc>) -> Result<bool, Error> {
        Ok(match self {
            Credential::Machine => true,
            Credential::Token(id) => reads.token(*id)?.is_some_and(|token| token.is_valid(at)),
            Credential::Session(secret) => match reads.session(secret)? {
                Some(session) if session.is_valid(at) => match session.admin {
                    Some(admin) => reads.admin(admin)?.is_some(),
                    None => true,
                },
                _ => false,
            },
        })
    }
}

/// The accounts that exist for a caller (R16).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    Domain,
    Institution(InstitutionId),
    Nothing,
}

impl Scope {
    /// Whether something of this institution exists for the caller.
    pub fn covers(self, institution: InstitutionId) -> bool {
        match self {
            Scope::Domain => true,
            Scope::Institution(own) => own == institution,
            Scope::Nothing => false,
        }
    }

    /// The one institution that the caller sees, if it does not see all.
    pub fn institution(self) -> Option<InstitutionId> {
        match self {
            Scope::Institution(own) => Some(own),
            Scope::Domain | Scope::Nothing => None,
        }
    }
}
