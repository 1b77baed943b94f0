//! Admins: people who sign in to the console.

mod add;
mod erase;
mod link;
mod list;
mod remove;

pub(crate) use add::check_role;
pub(crate) use list::email_of;
pub(crate) use remove::remove as remove_admin;
