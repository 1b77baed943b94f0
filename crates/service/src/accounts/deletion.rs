//! Deleting an account by hand, in two steps: what would be destroyed, and the deed (R41, R42).

mod again;
mod confirmation;
mod deed;
mod error;
mod look;
mod record;

pub use deed::DeletionOrder;
pub use error::DeletionError;
pub(crate) use record::{last_profile, opened, revocation, tokens_acting_as};
