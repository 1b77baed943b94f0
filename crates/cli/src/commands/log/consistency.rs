//! `rollbook log consistency`.

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::count;

/// Prove that the log has only grown between two sizes: nothing was changed, removed or inserted
#[derive(clap::Args)]
pub struct Arguments {
    /// How many records the log had then, as a checkpoint says
    from: u64,
    /// How many it had later [default: all that there are]
    to: Option<u64>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let proof = context.open()?.consistency(arguments.from, arguments.to)?;
    context.done(&proof, |proof| {
        let mut text = format!(
            "{}, root {}\nare the beginning of\n{}, root {}\n",
            count(proof.from, "record"),
            proof.from_root,
            count(proof.to, "record"),
            proof.to_root,
        );
        text += "by these hashes:\n";
        for hash in &proof.hashes {
            text.extend([hash, "\n"]);
        }
        text
    })
}
