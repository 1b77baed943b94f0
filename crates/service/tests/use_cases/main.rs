//! The rules, proved on the use cases over a real ledger.

mod district;
mod plans;
mod roles;
