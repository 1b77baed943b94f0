//! Records what a learning system reports of one account (R48).

use rollbook_domain::{AccountId, Refusal};
use rollbook_records::ActivityReport;

use super::{activity, visible};
use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, answers, text};

impl DomainAdmin<'_> {
    /// Records a report, if it says anything new: a later log-in, or another number of grades.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a report that says nothing, [`Error::Refused`] for a deleted account.
    pub fn record_activity(
        &self,
        id: AccountId,
        report: ActivityReport,
    ) -> Result<answers::AccountChanged, Error> {
        if report == ActivityReport::default() {
            return Err(Error::invalid("report", "give last_login or grades"));
        }
        if let Some(grades) = report.grades {
            text::number("grades", grades)?;
        }
        let operation = format!("activity\0{id}");
        let receipt = self.ledger.write(self.caller, &operation, move |work| {
            record(work, id, report)
        })?;
        self.changed(receipt)
    }
}

fn record(
    work: &mut Work<'_, '_>,
    id: AccountId,
    report: ActivityReport,
) -> Result<Receipt, Error> {
    let row = visible(&work.reads(), work.caller.scope(), id)?;
    if row.account.living().is_none() {
        return Err(Error::Refused(Refusal::DeletedAccount));
    }
    let known = activity::known(&work.reads(), work.vault, &row)?;
    let Some(after) = activity::news(known, report) else {
        return Ok(Receipt::of(id));
    };
    let event = NewEvent {
        account: Some(id),
        institution: Some(row.institution()),
        ..NewEvent::of_ledger(work.activity(id, &after)?)
    };
    let position = work.record(event, None)?;
    Ok(Receipt::of(id).at(position))
}
