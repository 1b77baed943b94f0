//! The rules, proved on the use cases over a real ledger.

mod by_hand;
mod district;
mod durability;
mod exports;
mod laws;
mod plans;
mod roles;
mod student_information;
