//! Records what accounts belong to: institutions and classes (R34, R39).

use rollbook_book::Opened;
use rollbook_domain::{ClassId, SeatScope};
use rollbook_records::{
    Body, ClassAdded, ClassChanged, ClassRemoved, InstitutionAdded, InstitutionChanged, KeyId,
    SeatLimitSet,
};

use super::super::planned::{
    ClassChange, InstitutionChange, PlannedClass, PlannedInstitution, PlannedLimit, Whom,
};
use super::Recording;
use crate::Error;
use crate::work::NewEvent;

impl Recording<'_, '_, '_> {
    pub(super) fn class(&mut self, planned: &PlannedClass) -> Result<(), Error> {
        let owner = match planned.owner {
            None => None,
            Some(Whom::Known { id, .. }) => Some(id),
            Some(Whom::Made { place, .. }) => self.made.get(&place).copied(),
        };
        let source = self.source(planned.row);
        let event = |body, opened| NewEvent {
            account: owner,
            institution: Some(planned.institution),
            source,
            body,
            opened,
        };
        match &planned.change {
            ClassChange::Added(details) => {
                let class = ClassId(self.work.identifier()?);
                let key = self.work.new_key(KeyId(*class.as_bytes()))?;
                let body = Body::ClassAdded(ClassAdded {
                    class: class.into(),
                    details: self.work.seal_class(&key, details)?,
                });
                self.classes.push(class);
                self.record(event(body, Opened::Class(details)))
            }
            ClassChange::Changed {
                details,
                previous_owner,
                moved_from,
            } => {
                let class = self.class_id(planned.class)?;
                let key = self.work.key(KeyId(*class.as_bytes()))?;
                let body = Body::ClassChanged(ClassChanged {
                    class: class.into(),
                    details: self.work.seal_class(&key, details)?,
                    previous_owner: previous_owner.map(Into::into),
                    moved_from: moved_from.map(|institution| institution.0),
                });
                self.record(event(body, Opened::Class(details)))
            }
            ClassChange::Removed => {
                let class = self.class_id(planned.class)?.into();
                self.record(event(
                    Body::ClassRemoved(ClassRemoved { class }),
                    Opened::Nothing,
                ))
            }
        }
    }

    pub(super) fn limit(&mut self, planned: PlannedLimit) -> Result<(), Error> {
        let limit = planned.limit;
        self.record(NewEvent {
            institution: match planned.scope {
                SeatScope::Domain => None,
                SeatScope::Institution(institution) => Some(institution),
            },
            ..NewEvent::of_ledger(Body::SeatLimitSet(SeatLimitSet { limit }))
        })
    }

    pub(super) fn institution(&mut self, planned: &PlannedInstitution) -> Result<(), Error> {
        let event = |body, opened| NewEvent {
            institution: Some(planned.id),
            opened,
            ..NewEvent::of_ledger(body)
        };
        match &planned.change {
            InstitutionChange::Removed => {
                self.record(event(Body::InstitutionRemoved, Opened::Nothing))
            }
            InstitutionChange::Added {
                name,
                import_id,
                parent,
            }
            | InstitutionChange::Changed {
                name,
                import_id,
                parent,
            } => {
                let sealed = (
                    self.work.seal_text(name)?,
                    import_id
                        .as_deref()
                        .map(|import_id| self.work.seal_text(import_id))
                        .transpose()?,
                    parent.map(|parent| parent.0),
                );
                let opened = Opened::Institution {
                    name,
                    import_id: import_id.as_deref(),
                };
                let is_added = matches!(planned.change, InstitutionChange::Added { .. });
                let (name, import_id, parent) = sealed;
                let body = match is_added {
                    true => Body::InstitutionAdded(InstitutionAdded {
                        name,
                        import_id,
                        parent,
                    }),
                    false => Body::InstitutionChanged(InstitutionChanged {
                        name,
                        import_id,
                        parent,
                    }),
                };
                self.record(event(body, opened))
            }
        }
    }
}
