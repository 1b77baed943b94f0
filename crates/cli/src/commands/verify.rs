//! `rollbook verify` (R64).

use std::path::{Path, PathBuf};

use rollbook_service::{CertificateCheck, VerifyRequest};

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::progress;
use crate::words::{certified, verified};

/// Check that the log is the one that was signed: no event edited, moved, inserted, removed or cut off; or check a certificate
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
  rollbook verify --certificate deleted.txt --key \"$KEY\"    needs no ledger

Exit codes: 0 the log or the certificate is the one that was signed, 2 the checkpoint or the key is none of this log, 4 there
is no ledger, 5 something was changed.")]
pub struct Arguments {
    /// A checkpoint that you kept, as `rollbook log checkpoint` or /tlog/checkpoint gave it
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// A certificate of a deletion, as `rollbook account delete` or `rollbook account certificate` gave it, to be checked by itself
    #[arg(long, value_name = "FILE", conflicts_with = "checkpoint")]
    certificate: Option<PathBuf>,
    /// The public key that you rely on, as `rollbook log key show` prints it [default: that of the signing key's file]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    if let Some(path) = &arguments.certificate {
        return certificate(path, arguments.key.clone(), context);
    }
    let checkpoint = arguments
        .checkpoint
        .as_deref()
        .map(|path| read(path, "checkpoint-unreadable"));
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
    context.answer(exit(verified.ok), &verified, verified::sentences)
}

/// Checks a certificate of a deletion (R42): no ledger needs to be there.
fn certificate(path: &Path, key: Option<String>, context: &Context) -> Result<Answer, Failure> {
    let check = CertificateCheck {
        certificate: read(path, "certificate-unreadable")?,
        key,
        data: context.settings.data.clone(),
        signing_key: context.settings.signing_key.clone(),
    };
    let verified = check.verify()?;
    context.answer(exit(verified.ok), &verified, certified::sentences)
}

fn read(path: &Path, code: &str) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        let detail = format!("{} cannot be read: {error}", path.display());
        Failure::usage(code, detail)
    })
}

fn exit(ok: bool) -> Exit {
    match ok {
        true => Exit::Done,
        false => Exit::Fault,
    }
}
