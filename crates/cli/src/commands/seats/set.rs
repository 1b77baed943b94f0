//! `rollbook seats set`.

use rollbook_service::SeatScope;

use super::show::words;
use crate::answer::Answer;
use crate::commands::values::{self, SeatLimit};
use crate::context::Context;
use crate::failure::Failure;
use crate::words::account::tell;

/// Set how many accounts may be active at once
///
/// A limit below what is in use ends nobody: it only keeps others out.
#[derive(clap::Args)]
pub struct Arguments {
    /// domain, or an institution's ID
    #[arg(value_name = "SCOPE", value_parser = values::scope)]
    scope: SeatScope,
    /// A number, or unlimited
    #[arg(value_name = "LIMIT", value_parser = values::seat_limit)]
    limit: SeatLimit,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open_or_create()?;
    let SeatLimit(limit) = arguments.limit;
    let seats = ledger
        .domain_admin(&caller)?
        .set_seat_limit(arguments.scope, limit)?;
    tell(&seats.notes, context);
    context.done(&seats, |changed| words(&changed.seats))
}
