//! The command line, driven as a person or a script drives it: the built binary, a real ledger in a
//! directory of its own, exit codes, stdout and stderr.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod audit;
mod check;
mod consent;
mod deletion;
mod every_exit;
mod export;
mod guards;
mod import;
mod manual;
mod office;
mod past;
mod people_who_administer;
mod rebuild;
mod refused_rows;
mod reverse;
mod schedule;
mod serve;
mod settings;
mod status;
mod template;
