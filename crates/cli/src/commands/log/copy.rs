//! `rollbook log copy`: a ledger from one machine into a shared log, out of it again, or into another.

use rollbook_service::answers::LogCopied;
use rollbook_service::{CopyPlace, copy_log};

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::count;
use crate::{progress, shared_ledger};

/// Copy a ledger with its keys from one place to another, and compare the two at the end
///
/// A place is a directory, for a ledger on one machine, or the URL of a log that several nodes share, which needs the URL
/// of its keys too. The place to copy to is empty, or a copy of the same ledger that is gone on with: so copy while the
/// ledger is in use, then stop everybody and copy the rest. Keys are kept under the master key that the setting master_key
/// names, or else master.key in the directory that --data names. Where a shared log is lost, --from names the directory of the
/// node that has most of it, and --from-keys the keys. URLs that hold passwords are better given by the environment.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook log copy --from /srv/rollbook --to postgres://log.example/rollbook --to-keys postgres://keys.example/rollbook
  rollbook log copy --from postgres://log.example/rollbook --from-keys postgres://keys.example/rollbook --to /srv/alone
  ROLLBOOK_COPY_TO=postgres://… ROLLBOOK_COPY_TO_KEYS=postgres://… rollbook log copy --from /srv/rollbook")]
pub struct Arguments {
    /// Where the ledger is
    #[arg(
        long,
        env = "ROLLBOOK_COPY_FROM",
        hide_env_values = true,
        value_name = "DIR_OR_URL"
    )]
    from: String,
    /// Where its keys are, if it is a shared one, or a node's
    #[arg(
        long,
        env = "ROLLBOOK_COPY_FROM_KEYS",
        hide_env_values = true,
        value_name = "URL"
    )]
    from_keys: Option<String>,
    /// Where it shall be
    #[arg(
        long,
        env = "ROLLBOOK_COPY_TO",
        hide_env_values = true,
        value_name = "DIR_OR_URL"
    )]
    to: String,
    /// Where its keys shall be, if it shall be shared
    #[arg(
        long,
        env = "ROLLBOOK_COPY_TO_KEYS",
        hide_env_values = true,
        value_name = "URL"
    )]
    to_keys: Option<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let from = place(
        "--from",
        &arguments.from,
        arguments.from_keys.as_deref(),
        context,
    )?;
    let to = place("--to", &arguments.to, arguments.to_keys.as_deref(), context)?;
    let bar = progress::items(context, 0, "Copying");
    let copied = copy_log(&from, &to, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    context.done(&copied?, words)
}

fn place(
    flag: &str,
    place: &str,
    keys: Option<&str>,
    context: &Context,
) -> Result<CopyPlace, Failure> {
    let settings = &context.settings;
    match (place.contains("://"), keys) {
        (true, Some(keys)) => Ok(CopyPlace::Shared(shared_ledger::open(
            place, keys, settings,
        )?)),
        (true, None) => Err(Failure::usage(
            "keys-not-there",
            format!("{flag} names a shared log: name its keys with {flag}-keys"),
        )),
        (false, Some(keys)) => Ok(CopyPlace::Node(
            rollbook_service::Settings::new(place),
            shared_ledger::open_keys(keys, settings)?,
        )),
        (false, None) => Ok(CopyPlace::OneMachine(rollbook_service::Settings::new(
            place,
        ))),
    }
}

fn words(done: &LogCopied) -> String {
    format!(
        "{} copied; the copy has {} now, and is equal\nroot {}\ndigest {}",
        count(done.copied, "record"),
        done.size,
        done.root,
        done.digest,
    )
}
