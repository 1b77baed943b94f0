//! Files for the jobs, made from a seed: the same on every machine.

mod accounts;
mod chance;
mod leavers;
mod people;
mod school_users;

pub use accounts::accounts_file;
pub use chance::Chance;
pub use leavers::{LeaversFile, Mistakes};
pub use people::{INSTITUTIONS, email, institution_name, organization};
pub use school_users::{SchoolUsersFile, organizations_file};

/// Stands in docs/reference/benchmarks.md, so that anybody can make the same files.
pub const SEED: u64 = 0x0105_1988;
