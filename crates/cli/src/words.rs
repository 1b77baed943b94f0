//! Answers in plain sentences and tables.

pub mod account;
pub mod certified;
pub mod deletion;
pub mod effects;
pub mod event;
pub mod import;
pub mod report;
pub mod reversal;
pub mod schedule;
pub mod text;
pub mod verified;
