//! `rollbook group list`.

use rollbook_service::InstitutionId;

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::text::number;

/// List groups and classes, and how many members they have
///
/// A class is inactive while its owner is deactivated.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only of the institution with this ID
    #[arg(long, value_name = "I", value_parser = values::institution)]
    institution: Option<InstitutionId>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger.reader(&caller)?.groups(arguments.institution)?;
    context.done(&list, |list| {
        if list.groups.is_empty() {
            return "there are no groups".to_owned();
        }
        let mut table = Table::new(&["name", "kind", "institution", ">members", "group id"]);
        for group in &list.groups {
            table.row([
                Some(group.name.clone()),
                Some(match group.active {
                    true => group.kind.clone(),
                    false => format!("{}, inactive", group.kind),
                }),
                Some(group.institution.to_string()),
                Some(number(group.members)),
                Some(group.group_id.clone()),
            ]);
        }
        table.render("")
    })
}
