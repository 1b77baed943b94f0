//! The rules, proved on the use cases over a real ledger.

mod audit;
mod by_hand;
mod deletions;
mod district;
mod durability;
mod exports;
mod history;
mod laws;
mod laws_of_events;
mod organizations_and_classes;
mod packages;
mod past;
mod plans;
mod random_history;
mod rebuild;
mod reversal_laws;
mod reversal_requests;
mod reversal_stops;
mod reversals;
mod reversals_by_others;
mod reversals_of_classes;
mod reversals_of_steps;
mod roles;
mod student_information;
mod taking_back;
mod void_files;
