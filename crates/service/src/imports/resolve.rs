//! Whom a bulk row means (R05, R07, R16).

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::Column;

use super::decided::RefusedRow;
use super::intents::BulkRow;
use crate::Error;
use crate::caller::Scope;

/// The one account that a row means, or why there is none.
pub(crate) fn resolve(
    reads: &Reads<'_>,
    scope: Scope,
    row: &BulkRow,
) -> Result<Result<AccountRow, RefusedRow>, Error> {
    let mut candidates = reads.identified(&row.email)?;
    candidates.retain(|account| scope.covers(account.institution()));
    if let [account] = candidates[..] {
        return Ok(match first_difference(reads, row, &account)? {
            None => Ok(account),
            Some(column) => Err(mismatch(row, column)),
        });
    }
    let shared_by = candidates.len();
    let mut matching = Vec::new();
    for account in candidates {
        if first_difference(reads, row, &account)?.is_none() {
            matching.push(account);
        }
    }
    Ok(match (shared_by, &matching[..]) {
        (0, _) => Err(refusal(
            row,
            "unknown-account",
            "no account has this email".to_owned(),
        )),
        (_, [account]) => Ok(*account),
        (_, []) => Err(refusal(
            row,
            "ambiguous-account",
            format!("{shared_by} accounts share this email, and none has the other filled columns"),
        )),
        (_, several) => Err(refusal(
            row,
            "ambiguous-account",
            format!(
                "{} accounts share this email: fill user_id, username or sis_id to say which",
                several.len()
            ),
        )),
    })
}

/// The first filled column that is not what the ledger holds.
fn first_difference(
    reads: &Reads<'_>,
    row: &BulkRow,
    account: &AccountRow,
) -> Result<Option<&'static str>, Error> {
    for (column, identity) in &row.others {
        if !reads.has_identity(identity, account.number)? {
            return Ok(Some(column.name()));
        }
    }
    let moved = row
        .institution
        .is_some_and(|institution| institution != account.institution());
    Ok(moved.then_some("institution"))
}

fn mismatch(row: &BulkRow, column: &'static str) -> RefusedRow {
    RefusedRow {
        place: row.place,
        column: Some(column.to_owned()),
        code: "mismatched-column",
        message: format!(
            "{column} is not what the ledger holds for this account: correct it or leave it blank"
        ),
    }
}

fn refusal(row: &BulkRow, code: &'static str, message: String) -> RefusedRow {
    RefusedRow {
        place: row.place,
        column: Some(Column::Email.name().to_owned()),
        code,
        message,
    }
}
