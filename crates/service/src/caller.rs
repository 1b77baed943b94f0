//! Who asks, and what that person or machine may do.

use rollbook_domain::{AccountId, AdminId, InstitutionId};
use rollbook_records::Channel;
pub use rollbook_records::Role;

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
    /// Who is signed in, where it is an admin's session: out at once when the admin is removed.
    pub admin: Option<AdminId>,
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
            admin: None,
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
