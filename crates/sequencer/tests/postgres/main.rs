//! PostgreSQL as the shared log and as the keyring, on real servers.

mod conformance;
mod failover;
mod fixture;
mod keys;
mod lost_answers;
mod order;
mod proxy;
mod refusals;
mod steps;
