//! `--demo`: something to look at.

use rollbook_service::{Caller, Ledger};

use crate::context::Context;
use crate::failure::Failure;
use crate::progress;
use crate::stderr::say;

/// Fills an empty ledger; leaves one that is not empty alone and says so.
pub fn fill(ledger: &Ledger, caller: &Caller, context: &Context) -> Result<(), Failure> {
    if !ledger.is_empty()? {
        say("this ledger is not empty, so it is served as it is, without the demo");
        return Ok(());
    }
    let spinner = progress::spinner(context, "Making a school district");
    let told = &mut |message: &str| match spinner.is_hidden() {
        true if !context.quiet => say(message),
        _ => spinner.set_message(message.to_owned()),
    };
    let filled = rollbook_service::demo::fill(ledger, caller, told);
    spinner.finish_and_clear();
    Ok(filled?)
}
