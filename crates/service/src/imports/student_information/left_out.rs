//! Ends accounts: those that a full users.csv leaves out (R28), and those that delete_users.csv
//! names (R29).

use rollbook_book::Reads;
use rollbook_domain::{Column, Event, LeftOut, left_out, named_in_deletions};

use super::super::draft::{Draft, RowVerdict};
use super::super::intents::LEFT_OUT;
use super::super::kept_row::KeptRow;
use super::super::plan::Terms;
use super::super::planned::{DecidedRow, Note, PlannedEvent, known_target};
use super::listed::own_account;
use super::organizations::refused;
use super::users::Users;
use crate::Error;
use crate::vault::Vault;

/// Ends every imported account that no row lists. `file` is users.csv.
pub(super) fn end_left_out(
    reads: &Reads<'_>,
    terms: Terms,
    users: &Users,
    listed: &[bool],
    file: u32,
    draft: &mut Draft,
) -> Result<(), Error> {
    if let Some((_, row)) = users.unreadable {
        draft.note_nobody_ended(file, row);
        return Ok(());
    }
    let entries = users.roll.entries().iter().zip(listed);
    for (entry, _) in entries.filter(|(_, is_listed)| !**is_listed) {
        let (event, note) = match event_of(left_out(&entry.account)) {
            Some(end) => end,
            None => continue,
        };
        let Some(account) = reads.account_by_number(entry.number)? else {
            continue;
        };
        let place = (file, LEFT_OUT);
        if terms.acting_as == Some(account.id) {
            draft.refuse(own_account(place), Some(entry.number));
            continue;
        }
        let row = DecidedRow {
            place,
            target: known_target(&account),
            events: vec![PlannedEvent::Status(event)],
            note,
        };
        draft.take(place, Some(entry.number), RowVerdict::Does(row));
    }
    Ok(())
}

/// Ends every account that a row names.
pub(super) fn end_named(
    reads: &Reads<'_>,
    vault: &Vault,
    terms: Terms,
    rows: &[KeptRow],
    draft: &mut Draft,
) -> Result<(), Error> {
    for row in rows {
        let import_id = row.cell(0).unwrap_or_default();
        let identity = vault.blinding.identity(Column::SisId, import_id);
        let Some(account) = reads.identified(&identity)?.pop() else {
            let message = "no account has this import_id".to_owned();
            draft.refuse(refused(row, "import_id", "unknown-account", message), None);
            continue;
        };
        let verdict = match named_in_deletions(&account.account) {
            Err(refusal) => RowVerdict::Refused(refused(
                row,
                "import_id",
                refusal.code(),
                refusal.to_string(),
            )),
            Ok(_) if terms.acting_as == Some(account.id) => {
                RowVerdict::Refused(own_account(row.place))
            }
            Ok(end) => {
                let (events, note) = match event_of(end) {
                    Some((event, note)) => (vec![PlannedEvent::Status(event)], note),
                    None => (Vec::new(), None),
                };
                RowVerdict::Does(DecidedRow {
                    place: row.place,
                    target: known_target(&account),
                    events,
                    note,
                })
            }
        };
        draft.take(row.place, Some(account.number), verdict);
    }
    Ok(())
}

/// The event, and why it is no deletion (R30).
fn event_of(end: LeftOut) -> Option<(Event, Option<Note>)> {
    let note = match end {
        LeftOut::Deactivated { protected_by } => Some(Note {
            code: "protected-by-data",
            message: protected_by.to_string(),
        }),
        _ => None,
    };
    end.event().map(|event| (event, note))
}
