//! A school district that does not exist, to try the product on, and files that fit it.

mod chance;
mod district;
mod files;
mod fill;
mod groups;
mod names;
mod people;
mod samples;
mod schools;

pub use fill::fill;
pub use samples::{Sample, samples};

/// The file from which [`fill`] loads the district: everybody, with profile `accounts`.
pub fn accounts() -> String {
    files::accounts_file(&district::District::draw().people, true)
}
