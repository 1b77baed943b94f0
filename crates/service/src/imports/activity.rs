//! Decides the rows of profile `activity`: what makes an account one with data (R48).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rollbook_book::{AccountRow, Reads};
use rollbook_domain::Column;
use rollbook_records::{ActivityReport, Blind, Blinding};
use rollbook_rows::{AcceptedRow, Field};

use super::decided::RefusedRow;
use super::draft::{Draft, RowVerdict};
use super::intents::Place;
use super::planned::{DecidedRow, PlannedEvent, known_target};
use crate::Error;
use crate::accounts::activity;
use crate::vault::Vault;

/// What a row reports, and of whom.
pub(crate) struct ActivityRow {
    pub(crate) place: Place,
    /// The filled columns that find the account; the first is looked up, the others must agree.
    ids: Vec<(Column, Blind)>,
    report: ActivityReport,
}

/// From the column that singles out to the one that families share.
const IDS: [(Field, Column); 4] = [
    (Field::UserId, Column::UserId),
    (Field::Username, Column::Username),
    (Field::SisId, Column::SisId),
    (Field::Email, Column::Email),
];

impl ActivityRow {
    pub(crate) fn new(place: Place, row: &AcceptedRow<'_>, blinding: &Blinding) -> ActivityRow {
        let id = |(field, column): &(Field, Column)| {
            Some((*column, blinding.identity(*column, row.cell(*field)?)))
        };
        ActivityRow {
            place,
            ids: IDS.iter().filter_map(id).collect(),
            report: ActivityReport {
                last_login: row.cell(Field::LastLogin).and_then(time),
                grades: row.number(Field::Grades),
            },
        }
    }
}

/// A date means its first moment, UTC: the day is what is known.
fn time(cell: &str) -> Option<DateTime<Utc>> {
    match cell.parse::<NaiveDate>() {
        Ok(date) => Some(date.and_time(NaiveTime::MIN).and_utc()),
        Err(_) => DateTime::parse_from_rfc3339(cell)
            .ok()
            .map(|time| time.with_timezone(&Utc)),
    }
}

/// Decides every row against the ledger as it is.
pub(super) fn decide_rows(
    reads: &Reads<'_>,
    vault: &Vault,
    rows: &[ActivityRow],
    draft: &mut Draft,
) -> Result<(), Error> {
    for row in rows {
        let found = find(reads, row)?;
        let Some(account) = draft.claim(row.place, found, |account| Some(account.number)) else {
            continue;
        };
        let known = activity::known(reads, vault, &account)?;
        let news = activity::news(known, row.report);
        let decided = DecidedRow {
            place: row.place,
            target: known_target(&account),
            events: news.map(PlannedEvent::Activity).into_iter().collect(),
            note: None,
        };
        draft.take(row.place, Some(account.number), RowVerdict::Does(decided));
    }
    Ok(())
}

fn find(reads: &Reads<'_>, row: &ActivityRow) -> Result<Result<AccountRow, RefusedRow>, Error> {
    let refused = |column: Option<Column>, code, message: String| RefusedRow {
        place: row.place,
        column: column.map(|column| column.name().to_owned()),
        code,
        message,
    };
    let Some((first, identity)) = row.ids.first() else {
        let message = "the row names nobody".to_owned();
        return Ok(Err(refused(None, "unknown-account", message)));
    };
    let mut candidates = reads.identified(identity)?;
    match candidates.len() {
        0 => {
            let message = format!("no account has this {}", first.name());
            return Ok(Err(refused(Some(*first), "unknown-account", message)));
        }
        1 => {}
        several => {
            let message = format!(
                "{several} accounts share this email: fill user_id, username or sis_id to say which"
            );
            return Ok(Err(refused(Some(*first), "ambiguous-account", message)));
        }
    }
    let Some(account) = candidates.pop() else {
        return Err(Error::NotFound("account"));
    };
    for (column, identity) in row.ids.iter().skip(1) {
        if !reads.has_identity(identity, account.number)? {
            let message = format!(
                "{} is not what the ledger holds for this account: correct it or leave it blank",
                column.name()
            );
            return Ok(Err(refused(Some(*column), "mismatched-column", message)));
        }
    }
    Ok(Ok(account))
}
