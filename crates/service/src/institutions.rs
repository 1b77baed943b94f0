//! Institutions.

mod add;
mod list;
mod place;

pub(crate) use place::place_name;
