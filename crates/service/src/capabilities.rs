//! Permission as a type: whoever was given a [`Reader`] has no method that writes (R15). Each role is
//! given one of these, and what it may do is what that type and those it stands on can do.

use std::ops::Deref;

use crate::{Caller, Error, Ledger, Role, caller::Scope};

/// May ask whether somebody may log in, and nothing else.
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) caller: &'a Caller,
}

/// May see the accounts of one institution as a teacher does: hidden ones only when asked for,
/// deleted ones never.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) caller: &'a Caller,
}

/// May see everything that its scope covers.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) caller: &'a Caller,
}

/// May see everything there is, and writes nothing.
#[derive(Clone, Copy)]
pub struct Auditor<'a>(Reader<'a>);

/// May also act on the accounts that it sees.
#[derive(Clone, Copy)]
pub struct Operator<'a>(Reader<'a>);

/// May do everything.
#[derive(Clone, Copy)]
pub struct DomainAdmin<'a>(Operator<'a>);

impl Ledger {
    /// For whoever may ask at the door.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for viewers.
    pub fn gate<'a>(&'a self, caller: &'a Caller) -> Result<Gate<'a>, Error> {
        match caller.role {
            Role::DomainAdmin | Role::InstitutionAdmin | Role::Auditor | Role::Gate => Ok(Gate {
                ledger: self,
                caller,
            }),
            Role::Viewer => Err(Error::NotPermitted),
        }
    }

    /// For viewers alone: everybody else who sees accounts sees them as a [`Reader`] does.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn viewer<'a>(&'a self, caller: &'a Caller) -> Result<Viewer<'a>, Error> {
        match caller.role {
            Role::Viewer => Ok(Viewer {
                ledger: self,
                caller,
            }),
            _ => Err(Error::NotPermitted),
        }
    }

    /// For auditors, and for admins of the domain or of an institution.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn reader<'a>(&'a self, caller: &'a Caller) -> Result<Reader<'a>, Error> {
        match caller.role {
            Role::DomainAdmin | Role::InstitutionAdmin | Role::Auditor => Ok(Reader {
                ledger: self,
                caller,
            }),
            Role::Viewer | Role::Gate => Err(Error::NotPermitted),
        }
    }

    /// For auditors and domain admins, who see the whole domain.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn auditor<'a>(&'a self, caller: &'a Caller) -> Result<Auditor<'a>, Error> {
        match caller.role {
            Role::DomainAdmin | Role::Auditor => self.reader(caller).map(Auditor),
            _ => Err(Error::NotPermitted),
        }
    }

    /// For admins of the domain or of an institution.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn operator<'a>(&'a self, caller: &'a Caller) -> Result<Operator<'a>, Error> {
        match caller.role {
            Role::DomainAdmin | Role::InstitutionAdmin => self.reader(caller).map(Operator),
            _ => Err(Error::NotPermitted),
        }
    }

    /// For domain admins.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn domain_admin<'a>(&'a self, caller: &'a Caller) -> Result<DomainAdmin<'a>, Error> {
        match caller.role {
            Role::DomainAdmin => self.operator(caller).map(DomainAdmin),
            _ => Err(Error::NotPermitted),
        }
    }
}

impl Reader<'_> {
    pub(crate) fn scope(&self) -> Scope {
        self.caller.scope()
    }
}

impl<'a> Deref for Auditor<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.0
    }
}

impl<'a> Deref for Operator<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.0
    }
}

impl<'a> Deref for DomainAdmin<'a> {
    type Target = Operator<'a>;

    fn deref(&self) -> &Operator<'a> {
        &self.0
    }
}
