//! Whom a bulk row means (R05, R07, R16).

use rollbook_book::KnownAccount;
use rollbook_domain::Column;

use super::candidates::RowCandidates;
use super::decided::RefusedRow;
use super::intents::BulkRow;
use crate::caller::Scope;

/// The one account that a row means, or why there is none.
pub(crate) fn resolve(
    found: &RowCandidates<'_>,
    scope: Scope,
    row: &BulkRow,
) -> Result<KnownAccount, RefusedRow> {
    let visible: Vec<KnownAccount> = found
        .by_email
        .iter()
        .filter(|known| scope.covers(known.account.institution()))
        .copied()
        .collect();
    if let [account] = visible[..] {
        return match first_difference(found, row, &account) {
            None => Ok(account),
            Some(column) => Err(mismatch(row, column)),
        };
    }
    let matching: Vec<&KnownAccount> = visible
        .iter()
        .filter(|account| first_difference(found, row, account).is_none())
        .collect();
    match (visible.len(), &matching[..]) {
        (0, _) => Err(refusal(
            row,
            "unknown-account",
            "no account has this email".to_owned(),
        )),
        (_, [account]) => Ok(**account),
        (shared_by, []) => Err(refusal(
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
    }
}

/// The first filled column that is not what the ledger holds.
fn first_difference(
    found: &RowCandidates<'_>,
    row: &BulkRow,
    known: &KnownAccount,
) -> Option<&'static str> {
    let mut others = row.others.iter().enumerate();
    let differing = others.find(|(other, _)| !found.has_other(*other, known));
    let moved = row
        .institution
        .is_some_and(|institution| institution != known.account.institution());
    differing
        .map(|(_, (column, _))| column.name())
        .or(moved.then_some("institution"))
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
