//! What a plan would do to the accounts of each institution, in numbers.

use std::collections::BTreeMap;

use rollbook_domain::{Event, InstitutionId};

use super::planned::{DecidedRow, PlannedEvent};
use crate::answers::InstitutionEffects;

/// The institutions of which accounts come, change, go or lose access, by number.
pub(crate) fn by_institution(rows: &[DecidedRow]) -> Vec<InstitutionEffects> {
    let mut institutions = BTreeMap::<InstitutionId, InstitutionEffects>::new();
    for row in rows {
        let institution = row.target.institution();
        for event in &row.events {
            if let Some(count) = counted(event) {
                let effects =
                    institutions
                        .entry(institution)
                        .or_insert_with(|| InstitutionEffects {
                            institution: institution.0,
                            ..InstitutionEffects::default()
                        });
                *count(effects) += 1;
            }
        }
    }
    institutions.into_values().collect()
}

/// The number that an event belongs to; groups, origins and reports change nobody's access.
fn counted(event: &PlannedEvent) -> Option<fn(&mut InstitutionEffects) -> &mut u64> {
    match event {
        PlannedEvent::Created => Some(|effects| &mut effects.create),
        PlannedEvent::Profile(_) => Some(|effects| &mut effects.change_profile),
        PlannedEvent::Status(Event::AccountDisabled) => Some(|effects| &mut effects.disable),
        PlannedEvent::Status(Event::AccountEnabled) => Some(|effects| &mut effects.enable),
        PlannedEvent::Status(Event::AccountDeactivated) => Some(|effects| &mut effects.deactivate),
        PlannedEvent::Status(Event::AccountReactivated) => Some(|effects| &mut effects.reactivate),
        PlannedEvent::Status(Event::AccountDeleted) => Some(|effects| &mut effects.delete),
        _ => None,
    }
}
