//! `rollbook institution add`.

use rollbook_service::InstitutionId;

use crate::answer::Answer;
use crate::commands::values::{self, SeatLimit};
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Add an institution
#[derive(clap::Args)]
pub struct Arguments {
    /// What people call it
    #[arg(long)]
    name: String,
    /// Its ID, a whole number; without it the next free one
    #[arg(long, value_name = "I", value_parser = values::institution)]
    id: Option<InstitutionId>,
    /// Its id in the student information system
    #[arg(long, value_name = "X")]
    import_id: Option<String>,
    /// How many accounts may be active at once, a number or unlimited [default: unlimited]
    #[arg(long, value_name = "N", value_parser = values::seat_limit)]
    seats: Option<SeatLimit>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open_or_create()?;
    let added = ledger.domain_admin(&caller)?.add_institution(
        &arguments.name,
        arguments.id,
        arguments.import_id.as_deref(),
        arguments.seats.map(|SeatLimit(limit)| limit),
    )?;
    context.done(&added, |added| {
        format!(
            "{} was added as institution {}",
            printable(&added.name),
            added.institution
        )
    })
}
