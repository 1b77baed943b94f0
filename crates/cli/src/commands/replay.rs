//! `rollbook replay`: plan, ask, apply.

use rollbook_service::{Aim, BatchId, ReversalOptions, ReversalTarget};

use super::reverse::{Agreement, carry_out};
use super::values;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Give a batch again: make of accounts as they are now what it once made of them
///
/// Whatever happened since, every aspect that the batch has touched gets the value that the batch
/// gave it. The replay is a batch, and can be taken back.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook replay 0198c0de-0000-7000-8000-000000000001 --plan
  rollbook replay 0198c0de-0000-7000-8000-000000000001 --reason \"taken back by mistake\" --yes

Exit codes: 0 done or nothing to do; 1 done, but something was refused; 3 stopped by a guard or a
changed plan; 4 no such batch. --plan exits as its apply would.")]
pub struct Arguments {
    /// The batch's id, as `rollbook batch list` shows it
    #[arg(value_name = "BATCH", value_parser = values::batch)]
    batch: BatchId,
    #[command(flatten)]
    agreement: Agreement,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let target = ReversalTarget::Batch(arguments.batch);
    let options = ReversalOptions::default();
    carry_out(Aim::Again, &target, options, &arguments.agreement, context)
}
