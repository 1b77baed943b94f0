//! `rollbook backup`: the book and its keys as of one moment.

use std::path::PathBuf;

use rollbook_service::answers::BackedUp;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::progress;
use crate::words::text::{count, printable, time};

/// Copy the ledger as it is at one moment, while it is in use
///
/// Writes the book into DIR, which is new or empty, and the keys into DIR/keys or the directory that --keys-directory names. Keep the two
/// in different places: together they hold everybody's data, each alone holds nobody's. Whoever is deleted later stays in the
/// backup until it is thrown away; `rollbook restore` deletes them again.
#[derive(clap::Args)]
pub struct Arguments {
    /// A directory that is new or empty
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Put the keys into another directory, best on another machine
    #[arg(long, value_name = "DIR")]
    keys_directory: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let admin = ledger.domain_admin(&caller)?;
    let bar = progress::items(context, 0, "Copying");
    let backed_up = admin.back_up(
        &arguments.directory,
        arguments.keys_directory.as_deref(),
        &mut |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        },
    );
    bar.finish_and_clear();
    context.done(&backed_up?, words)
}

fn words(done: &BackedUp) -> String {
    format!(
        "the ledger as of {}: {}, root {}\nbook in {}\nkeys in {}: keep them in another place",
        time(&done.backup.at),
        count(done.backup.size, "record"),
        done.backup.root,
        printable(&done.directory),
        printable(&done.keys),
    )
}
