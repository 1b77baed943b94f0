//! `rollbook rebuild`: all views, made anew of the log (R55).

use indicatif::ProgressBar;
use rollbook_service::answers::{CheckedViews, Rebuilt};
use rollbook_service::{Moment, RebuildProgress, RebuildStage};

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::progress;

/// Make all views anew from the log, and mend those that differ
///
/// Reads the log from its first record on, into a file of its own, and compares what comes out with the live views. Those are
/// replaced where they differ. A running server may go on meanwhile: nobody waits for longer than a moment.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook rebuild --check                    do the live views say what the log says? changes nothing
  rollbook rebuild --until 2026-06-30         the digest of that moment; changes nothing

Exit codes: 0 done, 2 the moment is not understood or has not come, 4 there is no ledger, 5 --check found a difference, or the
log or the keys cannot be read.")]
pub struct Arguments {
    /// Stop at a time, at the end of a date (UTC) or at a position in the log, and tell the digest of that moment
    #[arg(long, value_name = "T")]
    until: Option<Moment>,
    /// Compare only; with --until the moment must be the log's end, because the live views are of that one
    #[arg(long)]
    check: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let admin = ledger.domain_admin(&caller)?;
    let bar = progress::items(context, 0, "Reading");
    let mut on_progress = |progress: RebuildProgress| show(&bar, progress);
    if arguments.check {
        let checked = admin.check_views(arguments.until.as_ref(), &mut on_progress);
        bar.finish_and_clear();
        let checked = checked?;
        let exit = match checked.equal {
            true => Exit::Done,
            false => Exit::Fault,
        };
        return context.answer(exit, &checked, compared);
    }
    let rebuilt = match &arguments.until {
        Some(moment) => admin.rebuild_until(moment, &mut on_progress),
        None => admin.rebuild(&mut on_progress),
    };
    bar.finish_and_clear();
    context.done(&rebuilt?, |rebuilt| {
        made(rebuilt, arguments.until.is_some())
    })
}

fn show(bar: &ProgressBar, progress: RebuildProgress) {
    bar.set_message(match progress.stage {
        RebuildStage::Reading => "Reading",
        RebuildStage::Copying => "Copying",
        RebuildStage::Removing => "Removing",
    });
    bar.set_length(progress.total);
    bar.set_position(progress.done);
}

fn made(rebuilt: &Rebuilt, is_past: bool) -> String {
    let outcome = match (is_past, &rebuilt.replaced[..]) {
        (true, _) => String::new(),
        (false, []) => "\nthe live views are the same".to_owned(),
        (false, tables) => format!("\nreplaced, because they differed: {}", tables.join(", ")),
    };
    format!(
        "{}\ndigest {}{outcome}",
        place(rebuilt.position),
        rebuilt.digest
    )
}

fn compared(checked: &CheckedViews) -> String {
    let verdict = match &checked.differences[..] {
        [] => "the live views are what the log makes".to_owned(),
        tables if checked.is_tree_different() => format!(
            "the log is not that of the stored tree, so one of the two was changed: see `rollbook doctor` (differing: {})",
            tables.join(", ")
        ),
        tables => format!(
            "these differ: {}\n`rollbook rebuild` replaces them",
            tables.join(", ")
        ),
    };
    format!(
        "{}\ndigest of the log        {}\ndigest of the live views {}\n{verdict}",
        place(checked.position),
        checked.digest,
        checked.live_digest
    )
}

fn place(position: Option<u64>) -> String {
    match position {
        Some(position) => format!("views at position {position}"),
        None => "before the ledger was opened there is nothing".to_owned(),
    }
}
