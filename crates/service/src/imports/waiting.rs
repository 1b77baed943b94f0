//! Lists the plans that wait for a yes.

#[cfg(test)]
mod tests;

use std::io::ErrorKind;

use rollbook_book::{BookError, Reads, StoredPlan};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::stored::{StoredTerms, key_id, read_shown};
use crate::{Error, Operator, answers, cursor};

/// What is told in a list of a plan that is kept: neither rows nor refusals.
#[derive(Serialize, Deserialize)]
pub(crate) struct Summary {
    profile: Option<String>,
    action: Option<String>,
    files: Vec<answers::PlanFile>,
    rows: u64,
    effects: answers::Effects,
    guards: Vec<answers::GuardStop>,
    stopped: Option<String>,
}

impl Summary {
    pub(crate) fn of(plan: &answers::Plan) -> Summary {
        Summary {
            profile: plan.profile.clone(),
            action: plan.action.clone(),
            files: plan.files.clone(),
            rows: plan.rows,
            effects: plan.effects,
            guards: plan.guards.clone(),
            stopped: plan.stopped.clone(),
        }
    }
}

impl Operator<'_> {
    /// A page of the plans that exist for the caller and can be applied still, newest first; also
    /// those that would record nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit or a cursor that is not accepted.
    pub fn waiting_plans(
        &self,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<answers::WaitingPlanList, Error> {
        cursor::page(limit)?;
        let mut before = cursor.map(cursor::decode).transpose()?;
        let now = self.ledger.now();
        let mut plans = Vec::new();
        loop {
            let page = |reads: &Reads<'_>| Ok(Reads::waiting_plans(reads, now, before, limit + 1)?);
            let rows = self.ledger.read(page)?;
            let is_last = rows.len() <= limit;
            for row in rows {
                before = Some(row.id);
                plans.extend(self.readable(&row)?.map(|plan| (row.id, plan)));
                if plans.len() > limit {
                    plans.truncate(limit);
                    let next = plans.last().map(|(id, _)| cursor::encode(id));
                    return Ok(list(plans, next));
                }
            }
            if is_last {
                return Ok(list(plans, None));
            }
        }
    }

    /// What is told of a plan. One that does not open keeps nobody from the others: it is said in the
    /// process's log.
    fn readable(&self, row: &StoredPlan) -> Result<Option<answers::WaitingPlan>, Error> {
        match self.waiting_plan(row) {
            Err(error @ (Error::Open(_) | Error::File(_) | Error::Book(BookError::Record(_)))) => {
                let plan = Uuid::from_bytes(row.id);
                tracing::error!(code = error.code(), %plan, %error, "a plan that waits does not open");
                Ok(None)
            }
            told => told,
        }
    }

    /// What is told of a plan; nothing of one that the caller does not see, and of one that went
    /// while it was read.
    fn waiting_plan(&self, row: &StoredPlan) -> Result<Option<answers::WaitingPlan>, Error> {
        let id = Uuid::from_bytes(row.id);
        let Some(key) = self.ledger.vault.keyring.key(key_id(id))? else {
            return Ok(None);
        };
        let terms = StoredTerms::open(&key, &row.body)?;
        if !self.sees(&terms) {
            return Ok(None);
        }
        let summary = match &terms.summary {
            Some(summary) => serde_json::from_str(summary).map_err(unreadable)?,
            None => match read_shown(&self.ledger.plan_files(), id, &key) {
                Err(Error::File(error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
                shown => shown?,
            },
        };
        let Summary {
            profile,
            action,
            files,
            rows,
            effects,
            guards,
            stopped,
        } = summary;
        Ok(Some(answers::WaitingPlan {
            plan_id: id.to_string(),
            created: row.created,
            expires: row.expires,
            actor: terms.actor,
            profile,
            action,
            files: files.into_iter().map(|file| file.name).collect(),
            rows,
            effects,
            guards,
            stopped,
        }))
    }
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::File(error.into())
}

fn list(
    plans: Vec<([u8; 16], answers::WaitingPlan)>,
    next: Option<String>,
) -> answers::WaitingPlanList {
    let plans = plans.into_iter().map(|(_, plan)| plan).collect();
    answers::WaitingPlanList { plans, next }
}
