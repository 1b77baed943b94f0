//! Adds a group to an institution (R58).

use rollbook_book::Opened;
use rollbook_domain::{GroupId, InstitutionId};
use rollbook_records::{Body, GroupAdded};

use crate::work::{NewEvent, Receipt, Work};
use crate::{Error, Operator, answers, text};

impl Operator<'_> {
    /// Adds a group; one of the same name in the institution is nothing to do.
    ///
    /// # Errors
    /// [`Error::UnknownInstitution`] also for one outside the caller's scope.
    pub fn add_group(
        &self,
        institution: InstitutionId,
        name: &str,
    ) -> Result<answers::GroupChanged, Error> {
        let name = text::name("group name", name)?;
        if name.contains('|') {
            return Err(Error::invalid(
                "group name",
                "`|` separates groups in a CSV",
            ));
        }
        if !self.scope().covers(institution) {
            return Err(Error::UnknownInstitution(institution));
        }
        let receipt = self.ledger.write(self.caller, "group add", move |work| {
            add(work, institution, &name)
        })?;
        let id = receipt.subject.ok_or(Error::NotFound("group"))?;
        Ok(answers::GroupChanged {
            group: self.group(id.into())?,
            outcome: receipt.outcome(),
        })
    }
}

fn add(work: &mut Work<'_, '_>, institution: InstitutionId, name: &str) -> Result<Receipt, Error> {
    if work.reads().institution(institution)?.is_none() {
        return Err(Error::UnknownInstitution(institution));
    }
    let hash = work.vault.blinding.name(name);
    if let Some(group) = work.reads().group_named(institution, &hash)? {
        return Ok(Receipt::of(group.id));
    }
    let (id, event) = add_group_event(work, institution, name)?;
    let position = work.record(event, None)?;
    Ok(Receipt::of(id).at(position))
}

/// The event that adds a group under a new id.
pub(crate) fn add_group_event<'n>(
    work: &mut Work<'_, '_>,
    institution: InstitutionId,
    name: &'n str,
) -> Result<(GroupId, NewEvent<'n>), Error> {
    let id = GroupId(work.identifier()?);
    let body = Body::GroupAdded(GroupAdded {
        group: id.into(),
        name: work.seal_text(name)?,
    });
    Ok((
        id,
        NewEvent {
            institution: Some(institution),
            opened: Opened::Text(name),
            ..NewEvent::of_ledger(body)
        },
    ))
}
