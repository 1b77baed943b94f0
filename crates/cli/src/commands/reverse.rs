//! `rollbook reverse`: plan, ask, apply.

mod carry_out;

use rollbook_service::{Aim, BatchId, ReversalOptions, ReversalTarget};

use super::values;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
pub(super) use carry_out::{Agreement, carry_out};

/// Take back a batch, one event, or what a search of the log finds
///
/// Nothing is erased: events that compensate are recorded, account by account. Status, block, each
/// group and each column of a profile are put back by themselves, unless something else has changed
/// them since: then they are kept, and you are told what changed them and who. Accounts that were
/// created are deactivated. The reversal is a batch, and can be taken back itself.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook reverse 0198c0de-0000-7000-8000-000000000001 --plan
  rollbook reverse 0198c0de-0000-7000-8000-000000000001 --reason \"wrong list\"
  rollbook reverse 0198c0de-0000-7000-8000-000000000001 --force ada@school.example --yes
  rollbook reverse --event 1204 --yes
  rollbook reverse --query \"type:deactivated actor:alice\" --plan

Exit codes: 0 done or nothing to do, also where something was kept; 1 done, but something was
refused; 3 stopped by a guard, a seat limit or a changed plan; 4 no such batch, event or account.
--plan exits as its apply would.")]
pub struct Arguments {
    #[command(flatten)]
    target: Target,
    /// Put these accounts back although something else has changed them since
    #[arg(long, value_name = "WHO", num_args = 1..)]
    force: Vec<String>,
    #[command(flatten)]
    agreement: Agreement,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Target {
    /// The batch's id, as `rollbook batch list` shows it
    #[arg(value_name = "BATCH", value_parser = values::batch)]
    batch: Option<BatchId>,
    /// A single event, by its position in the log
    #[arg(long, value_name = "POSITION")]
    event: Option<u64>,
    /// Every event that this finds, as `rollbook audit` would
    #[arg(long, value_name = "Q")]
    query: Option<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let options = ReversalOptions {
        force: arguments.force.clone(),
        ..ReversalOptions::default()
    };
    let target = arguments.target.read()?;
    carry_out(Aim::Back, &target, options, &arguments.agreement, context)
}

impl Target {
    fn read(&self) -> Result<ReversalTarget, Failure> {
        match (self.batch, self.event, &self.query) {
            (Some(batch), None, None) => Ok(ReversalTarget::Batch(batch)),
            (None, Some(event), None) => Ok(ReversalTarget::Event(event)),
            (None, None, Some(query)) => Ok(ReversalTarget::Query(query.clone())),
            _ => Err(Failure::usage(
                "usage",
                "name exactly one of BATCH, --event and --query",
            )),
        }
    }
}
