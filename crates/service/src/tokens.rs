//! Tokens: machines that act.

mod authenticate;
mod create;
mod known;
mod list;
mod revoke;

pub(crate) use authenticate::Presented;
pub(crate) use known::KnownTokens;
