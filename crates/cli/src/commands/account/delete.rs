//! `rollbook account delete`: for good, in two steps (R41).

use std::path::{Path, PathBuf};

use rollbook_service::DeletionOrder;
use rollbook_service::answers::{AccountDeleted, ChangeOutcome, Deletion};

use crate::answer::Answer;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::deletion::warning;

#[derive(clap::Args)]
pub struct Arguments {
    /// An account id, an email, a username, user_id:… or sis_id:…
    who: String,
    /// The account's email, username or sis_id once more, typed by hand
    #[arg(long, value_name = "EMAIL_OR_USERNAME_OR_SIS_ID")]
    confirm: String,
    /// Why; it stays when everything else goes, so name nobody
    #[arg(long)]
    reason: Option<String>,
    /// Where to write the certificate of what was destroyed [default: on stdout]
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Agree beforehand, without being asked
    #[arg(long)]
    yes: bool,
}

/// Says what is destroyed, asks, and deletes.
pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    ask::somebody_agrees(arguments.yes)?;
    let caller = context.caller()?;
    let ledger = context.open()?;
    let admin = ledger.domain_admin(&caller)?;
    let id = admin.find(&arguments.who)?;
    // A deleted account is nothing to do, and needs no look.
    let confirmation = match admin.account(id)?.status.as_str() {
        "deleted" => String::new(),
        _ => {
            let deletion: Deletion = admin.deletion(id)?;
            if !arguments.yes {
                ask::confirm(&warning(&deletion))?;
            }
            deletion.confirmation
        }
    };
    let order = DeletionOrder {
        confirmation,
        identity: arguments.confirm.clone(),
        reason: arguments.reason.clone(),
    };
    let deleted = admin.delete_account(id, &order)?;
    let is_written = write(arguments.certificate.as_deref(), &deleted)?;
    context.done(&deleted, |deleted| told(deleted, is_written))
}

/// Whether there was a file to write the certificate to.
///
/// # Errors
/// Exit 2 where it cannot be written. The account is deleted all the same, and the certificate can be
/// asked for again.
fn write(file: Option<&Path>, deleted: &AccountDeleted) -> Result<bool, Failure> {
    let (Some(file), Some(certificate)) = (file, &deleted.certificate) else {
        return Ok(false);
    };
    std::fs::write(file, certificate).map_err(|error| {
        let (file, id) = (file.display(), &deleted.account.account_id);
        let detail = format!(
            "the account is deleted, but {file} cannot be written: {error}; `rollbook account certificate {id}` gives the certificate again"
        );
        Failure::usage("output-unwritable", detail)
    })?;
    Ok(true)
}

fn told(deleted: &AccountDeleted, is_written: bool) -> String {
    let id = &deleted.account.account_id;
    let mut told = match deleted.outcome {
        ChangeOutcome::Recorded => format!("the account {id} is deleted for good"),
        ChangeOutcome::NothingToDo => format!("nothing to do: {id} is deleted already"),
    };
    if let Some(certificate) = deleted.certificate.as_ref().filter(|_| !is_written) {
        told += &format!("\n\n{certificate}");
    }
    told
}
