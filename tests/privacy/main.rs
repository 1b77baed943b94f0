//! R43: a byte search over everything that stands on disk, while it is written and afterwards.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod after_deletion;
mod command_line;
mod erased;
mod in_process;
mod keyring;
mod logs;
mod restored_backup;
