//! `rollbook group join` and `rollbook group leave`.

use rollbook_service::answers::AccountChanged;
use rollbook_service::{AccountId, GroupId, InstitutionId, Operator};

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::account::{label, tell};
use crate::words::text::{outcome, printable};

#[derive(clap::Args)]
pub struct Arguments {
    /// An account id, an email, a username, user_id:… or sis_id:…
    who: String,
    /// The group's name or group id
    group: String,
    /// Why; it is recorded, sealed
    #[arg(long)]
    reason: Option<String>,
}

pub fn join(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let give = |operator: &Operator<'_>, account, group| {
        operator.join_group(account, group, arguments.reason.as_deref())
    };
    change(arguments, context, give, ["joined", "is already in"])
}

pub fn leave(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let give = |operator: &Operator<'_>, account, group| {
        operator.leave_group(account, group, arguments.reason.as_deref())
    };
    change(arguments, context, give, ["left", "is not in"])
}

/// Groups of one name can be in several institutions; the account's own is meant.
fn change(
    arguments: &Arguments,
    context: &Context,
    give: impl FnOnce(
        &Operator<'_>,
        AccountId,
        GroupId,
    ) -> Result<AccountChanged, rollbook_service::Error>,
    [done, already]: [&str; 2],
) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let operator = ledger.operator(&caller)?;
    let account = operator.find(&arguments.who)?;
    let institution = InstitutionId(operator.account(account)?.institution);
    let group = operator.group_named(Some(institution), &arguments.group)?;
    let changed = give(&operator, account, group)?;
    tell(&changed.notes, context);
    context.done(&changed, |changed| {
        let (label, group) = (label(&changed.account), printable(&arguments.group));
        outcome(
            changed.outcome,
            &format!("{label} {done} {group}"),
            &format!("{label} {already} {group}"),
        )
    })
}
