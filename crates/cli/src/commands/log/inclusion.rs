//! `rollbook log inclusion`.

use rollbook_service::Position;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Prove that an event stands in the log: a C2SP tlog-proof, with JSON the record as well
#[derive(clap::Args)]
pub struct Arguments {
    /// The event's position
    position: u64,
    /// In the log of so many records [default: all that there are]
    #[arg(long, value_name = "RECORDS")]
    size: Option<u64>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let ledger = context.open()?;
    let proof = ledger.inclusion(Position(arguments.position), arguments.size)?;
    context.done(&proof, |proof| proof.tlog_proof.clone())
}
