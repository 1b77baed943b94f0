//! `rollbook restore`: the ledger goes on from a backup.

use std::fs;
use std::path::PathBuf;

use rollbook_service::answers::Restored;
use rollbook_service::{AccountId, Restore, RestoreRequest};

use crate::answer::Answer;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::{count, number, printable, time};

/// Go on from a backup, and delete again whoever was deleted since
///
/// The backup is copied beside the present ledger, examined, and put in its place at once; where anything is wrong with it, the
/// present ledger stays as it is. Every account that the present ledger knows as deleted is deleted again before that, so nobody
/// comes back. What was recorded behind the backup is not there any more; the first new event says so. Nothing else may use the
/// ledger meanwhile: stop `rollbook serve`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook restore /backup/monday
  rollbook restore /backup/monday --keys-directory /vault/monday --yes
  rollbook restore /backup/monday --deletions deleted.txt      the present ledger is lost, but not who was deleted

Exit codes: 0 done, 2 there is no complete backup or nobody to ask, 5 the ledger is in use or cannot be read.")]
pub struct Arguments {
    /// The directory that `rollbook backup` wrote
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Where the keys are, if not in DIR/keys
    #[arg(long, value_name = "DIR")]
    keys_directory: Option<PathBuf>,
    /// Delete these accounts too: a file with one account id in each line
    #[arg(long, value_name = "FILE")]
    deletions: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    ask::somebody_agrees(arguments.yes)?;
    let caller = context.caller()?;
    let restore = Restore::prepare(
        context.ledger_settings()?,
        RestoreRequest {
            directory: arguments.directory.clone(),
            keys: arguments.keys_directory.clone(),
            deleted: deletions(arguments)?,
        },
    )?;
    if !arguments.yes {
        ask::confirm(&consequences(&restore))?;
    }
    context.done(&restore.carry_out(&caller)?, words)
}

/// The ids in the file, whatever else stands behind each.
fn deletions(arguments: &Arguments) -> Result<Vec<AccountId>, Failure> {
    let Some(path) = &arguments.deletions else {
        return Ok(Vec::new());
    };
    let unreadable = |why: String| {
        let detail = format!("{} cannot be read: {why}", path.display());
        Failure::usage("unreadable", detail)
    };
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let lines = (1..).zip(text.lines().map(str::trim));
    lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| {
            line.parse()
                .map_err(|_| unreadable(format!("line {number} is no account id")))
        })
        .collect()
}

fn consequences(restore: &Restore) -> String {
    let backup = restore.backup();
    let from = format!(
        "The backup is of {}, with {}.",
        time(&backup.at),
        count(backup.size, "record")
    );
    match restore.replaced() {
        None => format!(
            "{from} There is no ledger in its place, so nobody knows who was deleted since: {} named.",
            count(restore.known_deletions() as u64, "account")
        ),
        Some(present) => format!(
            "{from}\nThe present ledger has {} and is replaced: what was recorded since the backup is lost.\n\
             It knows {} as deleted, which are deleted again where the backup has them.",
            count(present.size, "record"),
            count(restore.known_deletions() as u64, "account")
        ),
    }
}

fn words(done: &Restored) -> String {
    let position = done
        .position
        .map_or_else(String::new, |position| format!(" {}", number(position)));
    let key = match done.endorsed {
        true => "it signs with a new key, which the one before endorsed",
        false => "it signs with a new key that nobody endorsed: tell everybody who checks the log",
    };
    format!(
        "the ledger goes on from the backup of {}, at position{position}\nroot {}\ndeleted again: {}; rights taken again: {}\n{key}",
        time(&done.backup.at),
        printable(&done.root),
        count(done.deleted_again, "account"),
        done.rights_taken_again + done.erased_again,
    )
}
