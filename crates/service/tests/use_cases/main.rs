//! The rules, proved on the use cases over a real ledger.

mod district;
mod laws;
mod plans;
mod roles;
