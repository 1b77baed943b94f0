//! Deleting an account by hand, in two steps: what would be destroyed, and the deed (R41, R42).

mod again;
mod confirmation;
mod deed;
mod look;
mod record;

pub use deed::DeletionOrder;
