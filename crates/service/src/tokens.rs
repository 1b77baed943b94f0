//! Tokens: machines that act.

mod authenticate;
mod create;
mod list;
mod revoke;
