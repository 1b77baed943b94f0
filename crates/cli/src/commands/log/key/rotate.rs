//! `rollbook log key rotate`.

use super::words;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Make a new signing key; the one before endorses it and is gone then
///
/// A running server goes on with the new key by itself. Give the new public key to whoever checks the log.
#[derive(clap::Args)]
pub struct Arguments {
    /// The key is lost for good, so it can endorse none: whoever relies on it has to be told of the new one by you
    #[arg(long)]
    lost: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let keys = ledger
        .domain_admin(&caller)?
        .rotate_signing_key(arguments.lost)?;
    context.done(&keys, words)
}
