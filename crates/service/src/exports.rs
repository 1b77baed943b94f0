//! Files of everyone. They are for machines: values stand as they are, without a guard against
//! formulas, and lines end as those of the templates do.

mod accounts;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod users;

pub use users::UsersVersion;
