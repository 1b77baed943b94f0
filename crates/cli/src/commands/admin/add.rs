//! `rollbook admin add`.

use rollbook_service::{InstitutionId, Role};

use super::sign_in;
use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::{outcome, printable};

/// Add an admin and print what signs this person in for the first time
#[derive(clap::Args)]
pub struct Arguments {
    /// The person's email
    #[arg(long)]
    email: String,
    /// What this person may do
    #[arg(long, value_parser = values::role())]
    role: Role,
    /// The ID of the institution of an institution_admin or a viewer; a gate may have one
    #[arg(long, value_name = "I", value_parser = values::institution, required_if_eq_any([("role", "institution_admin"), ("role", "viewer")]))]
    institution: Option<InstitutionId>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open_or_create()?;
    let admin = ledger.domain_admin(&caller)?;
    let added = admin.add_admin(&arguments.email, arguments.role, arguments.institution)?;
    context.done(&added, |added| {
        let (email, role) = (printable(&added.admin.email), &added.admin.role);
        let done = format!("{email} is {role} now");
        let done = outcome(added.outcome, &done, &format!("{email} is {role} already"));
        match &added.sign_in_secret {
            Some(secret) => format!("{done}\n{}", sign_in(secret, context)),
            None => format!("{done}; `rollbook admin link --email {email}` makes a sign-in link"),
        }
    })
}
