//! `rollbook verify` (R64).

use std::path::PathBuf;

use rollbook_service::VerifyRequest;

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::progress;
use crate::words::verified;

/// Check that the log is the one that was signed: no event edited, moved, inserted, removed or cut off
///
/// Reads book.db alone, changes nothing, and can be given a copy; a server may run meanwhile. The Merkle tree is computed again
/// from the log's bytes and compared with every signed checkpoint. Against somebody who has the signing key, only a checkpoint
/// that you kept elsewhere helps.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook log checkpoint > checkpoint.txt            keep it somewhere else
  rollbook verify --checkpoint checkpoint.txt
  rollbook --data /mnt/copy verify --checkpoint checkpoint.txt --key \"$KEY\"

Exit codes: 0 the log is the one that was signed, 2 the checkpoint or the key is none of this log, 4 there is no ledger,
5 something was changed.")]
pub struct Arguments {
    /// A checkpoint that you kept, as `rollbook log checkpoint` or /tlog/checkpoint gave it
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The public key that you rely on, as `rollbook log key show` prints it [default: that of the signing key's file]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let checkpoint = arguments.checkpoint.as_ref().map(|path| {
        std::fs::read_to_string(path).map_err(|error| {
            let detail = format!("{} cannot be read: {error}", path.display());
            Failure::usage("checkpoint-unreadable", detail)
        })
    });
    let request = VerifyRequest {
        directory: context.settings.data.clone(),
        signing_key: context.settings.signing_key.clone(),
        checkpoint: checkpoint.transpose()?,
        key: arguments.key.clone(),
    };
    let bar = progress::items(context, 0, "Verifying");
    let verified = request.verify(&mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let verified = verified?;
    let exit = match verified.ok {
        true => Exit::Done,
        false => Exit::Fault,
    };
    context.answer(exit, &verified, verified::sentences)
}
