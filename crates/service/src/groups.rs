//! Groups and who is in them.

mod add;
mod join;
mod leave;
mod list;
mod membership;
#[cfg(test)]
mod tests;

pub(crate) use add::add_group_event;
