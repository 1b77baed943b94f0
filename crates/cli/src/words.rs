//! Answers in plain sentences and tables.

pub mod account;
pub mod event;
pub mod import;
pub mod report;
pub mod schedule;
pub mod text;
