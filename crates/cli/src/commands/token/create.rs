//! `rollbook token create`.

use rollbook_service::{InstitutionId, Role, TokenExpiry};

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::stderr::say;

/// Create a token and print its secret, this once
#[derive(clap::Args)]
pub struct Arguments {
    /// What to call it; it stands in the record as the actor
    #[arg(long)]
    name: String,
    /// What it may do
    #[arg(long, value_parser = values::role())]
    role: Role,
    /// The ID of the institution of an institution_admin or a viewer; a gate may have one
    #[arg(long, value_name = "I", value_parser = values::institution, required_if_eq_any([("role", "institution_admin"), ("role", "viewer")]))]
    institution: Option<InstitutionId>,
    /// The account that it acts as, which it then cannot disable or deactivate
    #[arg(long, value_name = "WHO")]
    account: Option<String>,
    /// Until when it is accepted: a date (its end, UTC), an RFC 3339 time, or never [default: for a
    /// year]
    #[arg(long, value_name = "T")]
    expires: Option<TokenExpiry>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open_or_create()?;
    let admin = ledger.domain_admin(&caller)?;
    let account = arguments
        .account
        .as_deref()
        .map(|who| admin.find(who))
        .transpose()?;
    let created = admin.create_token_until(
        &arguments.name,
        arguments.role,
        arguments.institution,
        account,
        arguments.expires.unwrap_or_default(),
    )?;
    if !context.is_json() && !context.quiet {
        say("this is shown once; send it as `Authorization: Bearer …`");
    }
    context.done(&created, |created| {
        created.secret.clone().unwrap_or_default()
    })
}
