//! Permission as a type: whoever was given a [`Reader`] has no method that writes (R15). Each role is
//! given one of these, and what it may do is what that type and those it stands on can do. Only this
//! module makes them, and only from a role.

use std::ops::Deref;

use crate::{Caller, Error, Ledger, Role, caller::Scope};

/// Who asks, and of which ledger: what every capability stands on, and no permission by itself.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) caller: &'a Caller,
}

/// May ask whether somebody may log in, and nothing else.
#[derive(Clone, Copy)]
pub struct Gate<'a>(Asked<'a>);

/// May see the accounts of one institution as a teacher does: hidden ones only when asked for,
/// deleted ones never.
#[derive(Clone, Copy)]
pub struct Viewer<'a>(Asked<'a>);

/// May see everything that its scope covers.
#[derive(Clone, Copy)]
pub struct Reader<'a>(Asked<'a>);

/// May see accounts, as either of two kinds does.
#[derive(Clone, Copy)]
pub enum Sight<'a> {
    Viewer(Viewer<'a>),
    Reader(Reader<'a>),
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
            Role::DomainAdmin | Role::InstitutionAdmin | Role::Auditor | Role::Gate => {
                Ok(Gate(self.asked(caller)))
            }
            Role::Viewer => Err(Error::NotPermitted),
        }
    }

    /// For viewers alone: everybody else who sees accounts sees them as a [`Reader`] does.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn viewer<'a>(&'a self, caller: &'a Caller) -> Result<Viewer<'a>, Error> {
        match caller.role {
            Role::Viewer => Ok(Viewer(self.asked(caller))),
            _ => Err(Error::NotPermitted),
        }
    }

    /// For everybody who sees accounts, each in its own way.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for gates.
    pub fn sight<'a>(&'a self, caller: &'a Caller) -> Result<Sight<'a>, Error> {
        match caller.role {
            Role::Viewer => self.viewer(caller).map(Sight::Viewer),
            _ => self.reader(caller).map(Sight::Reader),
        }
    }

    /// For auditors, and for admins of the domain or of an institution.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for every other role.
    pub fn reader<'a>(&'a self, caller: &'a Caller) -> Result<Reader<'a>, Error> {
        match caller.role {
            Role::DomainAdmin | Role::InstitutionAdmin | Role::Auditor => {
                Ok(Reader(self.asked(caller)))
            }
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

    fn asked<'a>(&'a self, caller: &'a Caller) -> Asked<'a> {
        Asked {
            ledger: self,
            caller,
        }
    }
}

impl Asked<'_> {
    pub(crate) fn scope(&self) -> Scope {
        self.caller.scope()
    }
}

impl<'a> Operator<'a> {
    /// The same person as a domain admin, for what an operator may do only as one.
    ///
    /// # Errors
    /// [`Error::DomainAdminNeeded`], with this reason.
    pub(crate) fn as_domain_admin(&self, why: &'static str) -> Result<DomainAdmin<'a>, Error> {
        let asked: Asked<'a> = ***self;
        let admin = asked.ledger.domain_admin(asked.caller);
        admin.map_err(|_| Error::DomainAdminNeeded(why))
    }
}

impl<'a> DomainAdmin<'a> {
    /// A domain admin sees all that an auditor sees.
    pub fn auditor(&self) -> Auditor<'a> {
        let reader: Reader<'a> = ***self;
        Auditor(reader)
    }
}

impl<'a> Deref for Gate<'a> {
    type Target = Asked<'a>;

    fn deref(&self) -> &Asked<'a> {
        &self.0
    }
}

impl<'a> Deref for Viewer<'a> {
    type Target = Asked<'a>;

    fn deref(&self) -> &Asked<'a> {
        &self.0
    }
}

impl<'a> Deref for Reader<'a> {
    type Target = Asked<'a>;

    fn deref(&self) -> &Asked<'a> {
        &self.0
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
