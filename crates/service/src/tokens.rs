//! Tokens: machines that act.

mod authenticate;
mod create;
mod expiry;
mod known;
mod list;
mod revoke;

pub(crate) use authenticate::Presented;
pub use expiry::TokenExpiry;
pub(crate) use known::KnownTokens;
