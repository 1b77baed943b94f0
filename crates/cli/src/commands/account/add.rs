//! `rollbook account add`.

use clap::ArgGroup;
use rollbook_service::{InstitutionId, NewAccount};

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Add an account, active at once
#[derive(clap::Args)]
#[command(group(ArgGroup::new("identity").required(true).multiple(true).args(["email", "username"])))]
pub struct Arguments {
    /// May be shared, as families do
    #[arg(long)]
    email: Option<String>,
    /// Unique, without regard to upper and lower case
    #[arg(long)]
    username: Option<String>,
    /// A whole number; without it the ledger assigns one
    #[arg(long, value_name = "N")]
    user_id: Option<u64>,
    /// The id in the student information system
    #[arg(long)]
    sis_id: Option<String>,
    /// The institution's ID; without it the one that was added first
    #[arg(long, value_name = "I", value_parser = values::institution)]
    institution: Option<InstitutionId>,
    #[arg(long, help = "The first name")]
    first_name: Option<String>,
    #[arg(long, help = "The last name")]
    last_name: Option<String>,
    /// T for a teacher, S for a student, P for a parent
    #[arg(long, value_parser = ["T", "S", "P"], ignore_case = true)]
    user_type: Option<String>,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let new = NewAccount {
        email: arguments.email,
        username: arguments.username,
        user_id: arguments.user_id,
        sis_id: arguments.sis_id,
        institution: arguments.institution,
        first_name: arguments.first_name,
        last_name: arguments.last_name,
        user_type: arguments.user_type,
    };
    let caller = context.caller()?;
    let ledger = context.open_or_create()?;
    let added = ledger.operator(&caller)?.add_account(&new)?;
    words::account::warn(&added.warnings, context);
    context.done(&added, |added| words::account::details(&added.account))
}
