//! `rollbook account disable`, `enable`, `deactivate` and `reactivate`.

use rollbook_service::answers::{Account, AccountChanged, ChangeOutcome, Note};
use rollbook_service::{AccountId, Command, Error, Operator};

use crate::answer::Answer;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::account::{label, tell};

#[derive(clap::Args)]
pub struct Arguments {
    /// An account id, an email, a username, user_id:… or sis_id:…
    who: String,
    /// Why; it is recorded, sealed
    #[arg(long)]
    reason: Option<String>,
    /// Agree beforehand, without being asked
    #[arg(long)]
    yes: bool,
}

/// One of the four commands.
pub struct Change {
    verb: &'static str,
    command: Command,
    /// What becomes of the account, in the words of the status table.
    meaning: &'static str,
    give: fn(&Operator<'_>, AccountId, Option<&str>) -> Result<AccountChanged, Error>,
}

pub const DISABLE: Change = Change {
    verb: "Disable",
    command: Command::Disable,
    meaning: "it cannot log in, takes no seat and keeps all its data in reach; enable ends the suspension",
    give: |operator, account, reason| operator.disable(account, reason),
};

pub const ENABLE: Change = Change {
    verb: "Enable",
    command: Command::Enable,
    meaning: "it can log in again and takes a seat",
    give: |operator, account, reason| operator.enable(account, reason),
};

pub const DEACTIVATE: Change = Change {
    verb: "Deactivate",
    command: Command::Deactivate,
    meaning: "it cannot log in, takes no seat, is hidden and keeps all its data; reactivate brings it back",
    give: |operator, account, reason| operator.deactivate(account, reason),
};

pub const REACTIVATE: Change = Change {
    verb: "Reactivate",
    command: Command::Reactivate,
    meaning: "it comes back as it was, with all its data; it takes a seat, unless it was disabled before",
    give: |operator, account, reason| operator.reactivate(account, reason),
};

impl Change {
    /// What will happen, and that it may not last (R38).
    fn question(&self, account: &Account) -> String {
        let (verb, meaning) = (self.verb, self.meaning);
        let (label, status) = (label(account), &account.status);
        let mut question = format!("{verb} {label}, which is {status} now: {meaning}.");
        if account.origin.as_deref() == Some("import") {
            question += &format!(
                "\nNote: {}.",
                Note::import_will_restore(Some(self.command)).message
            );
        }
        question
    }
}

/// Says what the command means, asks, and gives it (R40).
pub fn run(change: &Change, arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    ask::somebody_agrees(arguments.yes)?;
    let caller = context.caller()?;
    let ledger = context.open()?;
    let operator = ledger.operator(&caller)?;
    let id = operator.find(&arguments.who)?;
    if !arguments.yes {
        let account = operator.account(id)?;
        ask::confirm(&change.question(&account))?;
    }
    let changed = (change.give)(&operator, id, arguments.reason.as_deref())?;
    // Whoever was asked has read it in the question.
    if arguments.yes {
        tell(&changed.notes, context);
    }
    context.done(&changed, |changed| {
        let (label, status) = (label(&changed.account), &changed.account.status);
        match changed.outcome {
            ChangeOutcome::Recorded => format!("{label} is {status} now"),
            ChangeOutcome::NothingToDo => format!("nothing to do: {label} is {status} already"),
        }
    })
}
