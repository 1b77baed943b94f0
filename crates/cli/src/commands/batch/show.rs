//! `rollbook batch show`.

use rollbook_service::BatchId;
use rollbook_service::answers::Batch;

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::text::{count, printable, time};
use crate::words::{effects, reversal};

/// Show what one batch did, with the first rows that changed something, and what a reversal kept
#[derive(clap::Args)]
pub struct Arguments {
    /// The batch's id, as `rollbook batch list` shows it
    #[arg(value_name = "ID", value_parser = values::batch)]
    batch: BatchId,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let batch = ledger.reader(&caller)?.batch(arguments.batch)?;
    context.done(&batch, words)
}

fn words(batch: &Batch) -> String {
    let files: Vec<String> = batch
        .files
        .iter()
        .map(|file| format!("{} ({})", file.name, count(file.rows, "row")))
        .collect();
    let actor = batch.actor.as_deref().unwrap_or("somebody who was erased");
    let positions = format!("{} to {}", batch.first_position, batch.last_position);
    let facts = [
        ("batch", Some(batch.batch_id.clone())),
        ("at", Some(time(&batch.at))),
        ("by", Some(format!("{actor}, by {}", batch.channel))),
        ("kind", Some(batch.kind.clone())),
        ("of", subject(batch)),
        (
            "taken back",
            batch.reversed_by.clone().map(|by| format!("by batch {by}")),
        ),
        ("files", (!files.is_empty()).then(|| files.join(", "))),
        ("profile", batch.profile.clone()),
        ("action", batch.action.clone()),
        ("reason", batch.reason.clone()),
        (
            "guards",
            batch
                .override_reason
                .as_ref()
                .map(|reason| format!("overridden: {reason}")),
        ),
        ("positions", Some(positions)),
    ];
    let mut text = String::new();
    for (name, value) in facts {
        if let Some(value) = value {
            text += &format!("{name:<10} {}\n", printable(&value));
        }
    }
    text += &effects::effects_of_batch(&batch.effects);
    let exceptions = reversal::exceptions_of_batch(batch);
    if !exceptions.is_empty() {
        text += &format!("\n{exceptions}");
    }
    if !batch.changes.is_empty() {
        text += &changes(batch);
    }
    text
}

/// What the batch is about, where it is about something that was recorded before.
pub(super) fn subject(batch: &Batch) -> Option<String> {
    let of_batch = batch.of_batch.as_ref().map(|id| format!("batch {id}"));
    let of_event = batch.of_event.map(|position| format!("event {position}"));
    let of_query = batch
        .of_query
        .as_ref()
        .map(|query| format!("query {query}"));
    let of_step = batch.of_step.as_ref().map(|id| format!("step {id}"));
    of_batch.or(of_event).or(of_query).or(of_step)
}

fn changes(batch: &Batch) -> String {
    let mut table = Table::new(&[">row", "account", "events", "account id"]);
    for change in &batch.changes {
        table.row([
            (change.row > 0).then(|| change.row.to_string()),
            Some(change.label.clone()),
            Some(change.effects.join(", ")),
            change.account_id.clone(),
        ]);
    }
    format!("\n{}", table.render(""))
}
