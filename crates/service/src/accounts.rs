//! Accounts: show, find and list them, add one, and change one's status by hand.

mod add;
mod deactivate;
mod disable;
mod enable;
mod find;
mod list;
mod reactivate;
mod show;
mod status;

pub use add::NewAccount;
pub use list::AccountQuery;
pub(crate) use show::{label, visible};
pub(crate) use status::status_body;
