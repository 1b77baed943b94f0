//! The log against whoever can write the file (R64): through the binary, on a real ledger.

mod evidence;
mod keys;
mod laundering;
mod ledger;
mod malformed;
mod tampering;
mod unsigned;
