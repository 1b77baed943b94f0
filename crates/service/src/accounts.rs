//! Accounts: show, find and list them, add one, and change one's columns or status by hand.

pub(crate) mod activity;
mod add;
mod columns;
mod deactivate;
mod deletion;
mod details;
mod disable;
mod enable;
mod find;
mod list;
mod page;
mod reactivate;
mod record_activity;
mod set;
mod show;
mod status;
#[cfg(test)]
mod tests;
mod view;
mod why;

pub use columns::AccountColumns;
pub use deletion::{DeletionError, DeletionOrder};
pub(crate) use deletion::{last_profile, opened, revocation, tokens_acting_as};
pub(crate) use find::named_ever;
pub use list::AccountQuery;
pub(crate) use show::{exists_for, label, label_now, visible};
pub(crate) use status::status_body;
