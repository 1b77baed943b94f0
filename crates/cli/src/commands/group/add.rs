//! `rollbook group add`.

use rollbook_service::InstitutionId;

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::{outcome, printable};

/// Add a group to an institution
#[derive(clap::Args)]
pub struct Arguments {
    /// Its name, unique in the institution
    name: String,
    /// The institution's ID
    #[arg(long, value_name = "I", value_parser = values::institution)]
    institution: InstitutionId,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let added = ledger
        .operator(&caller)?
        .add_group(arguments.institution, &arguments.name)?;
    context.done(&added, |added| {
        let (name, institution) = (printable(&added.group.name), added.group.institution);
        outcome(
            added.outcome,
            &format!("group {name} was added to institution {institution}"),
            &format!("institution {institution} has the group {name} already"),
        )
    })
}
