//! Whom an uploaded file of profile `benchprep` means, whatever is done to these accounts and
//! whenever (R57).

use std::collections::HashMap;

use rollbook_book::{KnownAccount, Reads};
use rollbook_domain::{AccountId, Command};
use rollbook_rows::Profile as RowProfile;
use uuid::Uuid;

use super::candidates::Candidates;
use super::decided::{RefusedRow, Verdict};
use super::draft::{Draft, RowVerdict};
use super::intents::{BulkRow, StandingSource};
use super::package::Package;
use super::planned::{DecidedRow, Target};
use super::present::{check_refusals, plan_refusals};
use super::resolve::resolve;
use crate::{Error, Operator, Reader, answers};

/// An uploaded file, read as a list of accounts.
pub(crate) struct AccountFile {
    /// The plan that was made of it when it was uploaded.
    pub(crate) plan: Uuid,
    package: Package,
}

impl Operator<'_> {
    /// The file of a plan that was uploaded.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`PlanError::Expired`](crate::PlanError::Expired) as for the plan itself, [`Error::Invalid`] for
    /// a file of another profile.
    pub(crate) fn account_file(&self, plan_id: &str) -> Result<AccountFile, Error> {
        let open = self.open_plan(plan_id)?;
        let source = StandingSource::Head(self.ledger.clone());
        let package = self.ledger.read_plan(&open, source)?;
        match package.profile() {
            Some(RowProfile::Benchprep) => Ok(AccountFile {
                plan: open.id,
                package,
            }),
            _ => Err(Error::invalid(
                "file",
                "only a file of profile benchprep says whom to act on",
            )),
        }
    }
}

impl AccountFile {
    /// The accounts that its rows mean, in their order, and the rows that are refused.
    pub(crate) fn accounts(
        &self,
        reads: &Reads<'_>,
        reader: &Reader<'_>,
        command: Command,
    ) -> Result<(Vec<KnownAccount>, Vec<answers::Refusal>), Error> {
        let (rows, scope) = (&self.package.intents.bulk, reader.scope());
        let mut draft = Draft::default();
        let mut known = HashMap::with_capacity(rows.len());
        let mut candidates = Candidates::of(reads, rows)?;
        for row in rows {
            let found = resolve(&candidates.of_next(row), scope, row);
            let Some(account) = draft.claim(row.place, found, |account| Some(account.number))
            else {
                continue;
            };
            let verdict = match refusal(row, &account, reader.caller.account, command) {
                Some(refused) => RowVerdict::Refused(refused),
                None => RowVerdict::Does(meant(row, &account)),
            };
            draft.take(row.place, Some(account.number), verdict);
            known.insert(account.number, account);
        }
        draft.withdraw_contradicted();
        let accounts = draft
            .outcomes
            .iter()
            .filter(|outcome| outcome.verdict != Verdict::Refused)
            .filter_map(|outcome| known.get(&outcome.account?).copied())
            .collect();
        let mut refusals = check_refusals(reads, &reader.ledger.vault, scope, &self.package)?;
        refusals.extend(plan_refusals(&self.package, &draft.refused));
        refusals.sort_by_key(|refusal| refusal.row);
        Ok((accounts, refusals))
    }
}

/// A row that means an account, and does nothing to it yet.
fn meant(row: &BulkRow, account: &KnownAccount) -> DecidedRow {
    DecidedRow {
        place: row.place,
        target: Target::Known {
            number: account.number,
            id: account.id,
            account: account.account,
        },
        events: Vec::new(),
        note: None,
    }
}

fn refusal(
    row: &BulkRow,
    account: &KnownAccount,
    acting_as: Option<AccountId>,
    command: Command,
) -> Option<RefusedRow> {
    if row.remove_from_group {
        return Some(RefusedRow {
            place: row.place,
            column: Some("remove_from_group".to_owned()),
            code: "group-not-scheduled",
            message: "only a change of status can be scheduled: leave remove_from_group blank, and take the account out of its groups on the day".to_owned(),
        });
    }
    let refusal = command.permit_on(account.id, acting_as).err()?;
    Some(RefusedRow {
        place: row.place,
        column: None,
        code: refusal.code(),
        message: refusal.to_string(),
    })
}
