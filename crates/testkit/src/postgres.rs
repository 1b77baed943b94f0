//! Real servers of PostgreSQL: one, or a primary with a synchronous standby.

mod pair;
mod processes;
mod programs;
mod server;

pub use pair::PostgresPair;
pub use server::PostgresServer;
