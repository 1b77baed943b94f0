//! What is said where no seat is free (R46).

use rollbook_domain::{SeatLimitReached, SeatScope};

use crate::Error;
use crate::caller::Scope;

/// R18: a limit is told with its numbers, but not the domain's to an institution admin, to whom they
/// would tell of accounts elsewhere (R16). `place` is what the limit's scope is called.
pub(crate) fn no_seat(
    scope: Scope,
    reached: SeatLimitReached,
    place: impl FnOnce() -> String,
) -> Error {
    match (scope, reached.scope) {
        (Scope::Domain, _) => Error::NoSeat(reached.sentence(&place())),
        (_, SeatScope::Institution(_)) => {
            Error::NoSeatForInstitutionAdmin(reached.sentence(&place()))
        }
        (_, SeatScope::Domain) => Error::NoSeatInDomain,
    }
}
