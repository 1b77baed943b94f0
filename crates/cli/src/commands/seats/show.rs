//! `rollbook seats` without more.

use rollbook_service::Moment;
use rollbook_service::answers::Seats;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::text::{limit, number, time};

pub fn run(as_of: Option<Moment>, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let seats = ledger.reader(&caller)?.seats_at(as_of)?;
    context.done(&seats, words)
}

/// A line an institution, and the domain last.
pub fn words(seats: &Seats) -> String {
    let mut table = Table::new(&[">institution", "name", ">in use", ">limit"]);
    for institution in &seats.seats {
        table.row([
            Some(institution.institution.to_string()),
            Some(institution.name.clone()),
            Some(number(institution.in_use)),
            Some(limit(institution.limit)),
        ]);
    }
    table.row([
        Some("domain".to_owned()),
        None,
        Some(number(seats.domain.in_use)),
        Some(limit(seats.domain.limit)),
    ]);
    format!("Seats at {}\n{}", time(&seats.at), table.render(""))
}
