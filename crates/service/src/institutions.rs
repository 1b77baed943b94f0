//! Institutions.

mod add;
mod list;
