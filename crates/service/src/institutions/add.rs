//! Adds an institution (R58).

use rollbook_book::Opened;
use rollbook_domain::InstitutionId;
use rollbook_records::{Body, InstitutionAdded, SeatLimitSet};

use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, answers, text};

struct New {
    name: String,
    id: Option<InstitutionId>,
    import_id: Option<String>,
    seats: Option<Option<u64>>,
}

impl DomainAdmin<'_> {
    /// Adds an institution; without an id it gets the next free one. `seats` sets its limit at
    /// once: `Some(None)` says unlimited.
    ///
    /// # Errors
    /// [`Error::InstitutionTaken`], [`Error::ImportIdTaken`].
    pub fn add_institution(
        &self,
        name: &str,
        id: Option<InstitutionId>,
        import_id: Option<&str>,
        seats: Option<Option<u64>>,
    ) -> Result<answers::Institution, Error> {
        if let Some(id) = id {
            text::number("institution id", id.0)?;
        }
        let new = New {
            name: text::name("institution name", name)?,
            id,
            import_id: import_id
                .map(|import_id| text::external_id("import_id", import_id))
                .transpose()?,
            seats,
        };
        let receipt = self
            .ledger
            .write(self.caller, "institution add", move |work| add(work, &new))?;
        let id = InstitutionId(receipt.number.unwrap_or_default());
        self.institution(id)
    }
}

fn add(work: &mut Work<'_, '_>, new: &New) -> Result<Receipt, Error> {
    let id = match new.id {
        Some(id) if work.reads().is_institution_taken(id)? => {
            return Err(Error::InstitutionTaken(id));
        }
        Some(id) => id,
        None => {
            let last = work.reads().last_institution()?;
            InstitutionId(last.map_or(1, |last| last.0 + 1))
        }
    };
    if let Some(import_id) = &new.import_id {
        let hash = work.vault.blinding.institution_import_id(import_id);
        if work.reads().has_import_id(&hash)? {
            return Err(Error::ImportIdTaken);
        }
    }
    let body = Body::InstitutionAdded(InstitutionAdded {
        name: work.seal_text(&new.name)?,
        import_id: new
            .import_id
            .as_deref()
            .map(|import_id| work.seal_text(import_id))
            .transpose()?,
        parent: None,
    });
    let event = NewEvent {
        institution: Some(id),
        opened: Opened::Institution {
            name: &new.name,
            import_id: new.import_id.as_deref(),
        },
        ..NewEvent::of_ledger(body)
    };
    let position = work.record(event, None)?;
    if let Some(limit) = new.seats {
        let limit = NewEvent {
            institution: Some(id),
            ..NewEvent::of_ledger(Body::SeatLimitSet(SeatLimitSet { limit }))
        };
        work.record(limit, None)?;
    }
    Ok(Receipt {
        number: Some(id.0),
        ..Receipt::default().at(position)
    })
}
