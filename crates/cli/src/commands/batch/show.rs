//! `rollbook batch show`.

use rollbook_service::BatchId;
use rollbook_service::answers::Batch;

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::import;
use crate::words::text::{count, printable, time};

/// Show what one batch did, with the first rows that changed something
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
    let positions = format!("{} to {}", batch.first_position, batch.last_position);
    let facts = [
        ("batch", Some(batch.batch_id.clone())),
        ("at", Some(time(&batch.at))),
        ("by", Some(format!("{}, by {}", batch.actor, batch.channel))),
        ("files", Some(files.join(", "))),
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
    text += &import::effects_of_batch(&batch.effects);
    if !batch.changes.is_empty() {
        text += &changes(batch);
    }
    text
}

fn changes(batch: &Batch) -> String {
    let mut table = Table::new(&[">row", "account", "events", "account id"]);
    for change in &batch.changes {
        table.row([
            Some(change.row.to_string()),
            Some(change.label.clone()),
            Some(change.effects.join(", ")),
            change.account_id.clone(),
        ]);
    }
    format!("\n{}", table.render(""))
}
