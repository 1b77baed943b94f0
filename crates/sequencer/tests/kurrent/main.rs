//! KurrentDB as the shared log: the real client, and at the other end a double of a cluster, or the
//! cluster at `ROLLBOOK_TEST_KURRENTDB_URL` for the suite that every engine must pass.

mod answers;
mod conformance;
mod heads;
mod layout;
mod leaders;
mod reading;
mod staging;
mod steps;
mod support;
mod tls;
mod turns;
