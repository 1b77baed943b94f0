//! Permission as a type: whoever was given a [`Reader`] has no method that writes (R15).

use std::ops::Deref;

use crate::{Caller, Error, Ledger, Role, caller::Scope};

/// May see what its scope covers.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) caller: &'a Caller,
}

/// May also act on the accounts that it sees.
#[derive(Clone, Copy)]
pub struct Operator<'a>(Reader<'a>);

/// May do everything.
#[derive(Clone, Copy)]
pub struct DomainAdmin<'a>(Operator<'a>);

impl Ledger {
    /// For admins of the domain or of an institution.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn reader<'a>(&'a self, caller: &'a Caller) -> Result<Reader<'a>, Error> {
        match caller.role {
            Role::DomainAdmin | Role::InstitutionAdmin => Ok(Reader {
                ledger: self,
                caller,
            }),
            Role::Auditor | Role::Viewer | Role::Gate => Err(Error::NotPermitted),
        }
    }

    /// For admins of the domain or of an institution.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn operator<'a>(&'a self, caller: &'a Caller) -> Result<Operator<'a>, Error> {
        self.reader(caller).map(Operator)
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

impl<'a> Reader<'a> {
    pub(crate) fn scope(&self) -> Scope {
        self.caller.scope()
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
