//! The rights that routes ask for, as types: a route names its own where it finds out who asks, before it looks
//! at anything else of the request. Whoever has no right learns nothing of what a query or a body should be.

use std::marker::PhantomData;

use rollbook_service::{
    Auditor, Awaited, Caller, DomainAdmin, Error, Gate, Ledger, Operator, Reader, Sight,
};

use crate::{
    blocking::{blocking, blocking_while_awaited},
    failure::Failure,
};

/// What somebody may do, and the capability that does it.
pub(crate) trait Right: Send + 'static {
    type Capability<'a>;

    /// # Errors
    /// [`Error::NotPermitted`] where the caller's role does not have this right.
    fn of<'a>(ledger: &'a Ledger, caller: &'a Caller) -> Result<Self::Capability<'a>, Error>;
}

/// States which capability a right is.
macro_rules! rights {
    ($($(#[$meaning:meta])* $right:ident => $capability:ident by $method:ident;)*) => {$(
        $(#[$meaning])*
        pub(crate) struct $right;

        impl Right for $right {
            type Capability<'a> = $capability<'a>;

            fn of<'a>(ledger: &'a Ledger, caller: &'a Caller) -> Result<$capability<'a>, Error> {
                ledger.$method(caller)
            }
        }
    )*};
}

rights! {
    /// Ask whether somebody may log in.
    Ask => Gate by gate;
    /// See accounts, as a teacher or as an admin does.
    See => Sight by sight;
    /// See what happened, to whom and by whom, in one's own scope.
    Read => Reader by reader;
    /// See the whole domain.
    Audit => Auditor by auditor;
    /// Act on the accounts of one's own scope.
    Operate => Operator by operator;
    /// Act on the whole domain (R15).
    Administer => DomainAdmin by domain_admin;
}

/// Somebody who has a right, with the ledger.
pub(crate) struct Permitted<R> {
    pub ledger: Ledger,
    pub caller: Caller,
    right: PhantomData<R>,
}

impl<R: Right> Permitted<R> {
    /// # Errors
    /// [`Error::NotPermitted`] where the caller's role does not have the right.
    pub fn new(ledger: Ledger, caller: Caller) -> Result<Permitted<R>, Error> {
        R::of(&ledger, &caller)?;
        Ok(Permitted {
            ledger,
            caller,
            right: PhantomData,
        })
    }

    /// Runs a use case on a thread that may block.
    pub async fn run<T: Send + 'static>(
        self,
        use_case: impl FnOnce(R::Capability<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(blocking(move || self.run_here(use_case)).await??)
    }

    /// The same for what passes over many accounts: the use case learns when the client has left.
    pub async fn run_while_awaited<T: Send + 'static>(
        self,
        use_case: impl FnOnce(R::Capability<'_>, Awaited) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        let work = move |awaited| self.run_here(|capability| use_case(capability, awaited));
        Ok(blocking_while_awaited(work).await??)
    }

    /// Runs a use case on this thread, which waits for it.
    pub fn run_here<T>(
        &self,
        use_case: impl FnOnce(R::Capability<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        use_case(R::of(&self.ledger, &self.caller)?)
    }
}

impl<R> Clone for Permitted<R> {
    fn clone(&self) -> Permitted<R> {
        Permitted {
            ledger: self.ledger.clone(),
            caller: self.caller.clone(),
            right: PhantomData,
        }
    }
}
