//! Decides the rows of a bulk action (R03–R12, R57).

use rollbook_book::{KnownAccount, Reads};
use rollbook_domain::{AccountId, Command, Decision, Event, Origin, decide};

use super::candidates::Candidates;
use super::decided::RefusedRow;
use super::draft::{Draft, RowVerdict};
use super::intents::BulkRow;
use super::planned::{DecidedRow, Note, PlannedEvent, Target};
use super::resolve::resolve;
use crate::caller::Scope;
use crate::{Error, answers};

/// Decides every row against the ledger as it is.
pub(crate) fn decide_rows(
    reads: &Reads<'_>,
    scope: Scope,
    acting_as: Option<AccountId>,
    command: Command,
    rows: &[BulkRow],
    draft: &mut Draft,
) -> Result<(), Error> {
    let mut candidates = Candidates::of(reads, rows)?;
    for row in rows {
        let found = resolve(&candidates.of_next(row), scope, row);
        let Some(account) = draft.claim(row.place, found, |account| Some(account.number)) else {
            continue;
        };
        let verdict = decide_row(reads, acting_as, command, row, &account)?;
        draft.take(row.place, Some(account.number), verdict);
    }
    Ok(())
}

fn decide_row(
    reads: &Reads<'_>,
    acting_as: Option<AccountId>,
    command: Command,
    row: &BulkRow,
    account: &KnownAccount,
) -> Result<RowVerdict, Error> {
    let decision = command
        .permit_on(account.id, acting_as)
        .and_then(|()| decide(account.account, command));
    let mut events = match decision {
        Ok(Decision::Record(event)) => vec![PlannedEvent::Status(event)],
        Ok(Decision::NothingToDo) => Vec::new(),
        Err(refusal) => {
            return Ok(RowVerdict::Refused(RefusedRow {
                place: row.place,
                column: None,
                code: refusal.code(),
                message: refusal.to_string(),
            }));
        }
    };
    if row.remove_from_group {
        let groups = reads.groups_of(account.number)?;
        events.extend(groups.iter().map(|group| PlannedEvent::Leave(group.id)));
    }
    Ok(RowVerdict::Does(DecidedRow {
        place: row.place,
        target: Target::Known {
            number: account.number,
            id: account.id,
            account: account.account,
        },
        note: is_restored(account, &events).then(|| Note {
            code: IMPORT_WILL_RESTORE,
            message: answers::Note::import_will_restore(Some(command)).message,
        }),
        events,
    }))
}

/// The command that a change of status is recorded for.
pub(crate) fn status_command(event: &Event) -> Option<Command> {
    match event {
        Event::AccountDisabled => Some(Command::Disable),
        Event::AccountEnabled => Some(Command::Enable),
        Event::AccountDeactivated => Some(Command::Deactivate),
        Event::AccountReactivated => Some(Command::Reactivate),
        _ => None,
    }
}

/// R38.
pub(crate) const IMPORT_WILL_RESTORE: &str = "import-will-restore";

/// Whether the next full import puts back what is done here.
fn is_restored(account: &KnownAccount, events: &[PlannedEvent]) -> bool {
    let living = account.account.living();
    let is_imported = living.is_some_and(|living| living.origin == Origin::Import);
    is_imported
        && events
            .iter()
            .any(|event| matches!(event, PlannedEvent::Status(_)))
}
