//! Details of groups, classes and memberships.

use rollbook_domain::AccountId;
use rollbook_records::{ClassAdded, ClassChanged, GroupAdded, Membership};

use super::named;
use crate::Error;
use crate::answers::{EventData, RecordedClass};
use crate::history::event::Renderer;
use crate::vault::class_name;

impl Renderer<'_> {
    pub(super) fn group_added(&self, event: &GroupAdded) -> Result<EventData, Error> {
        Ok(EventData::GroupAdded {
            group_id: named(event.group),
            group: self.known.vault().text(&event.name)?,
        })
    }

    pub(super) fn membership(&mut self, event: &Membership) -> Result<EventData, Error> {
        let group = self.known.group(event.group)?;
        Ok(EventData::Membership {
            kind: if group.is_class { "class" } else { "group" }.to_owned(),
            group_id: named(event.group),
            group: group.name,
            role: event.role.map(|role| role.as_str().to_owned()),
        })
    }

    pub(super) fn class_added(&self, event: &ClassAdded) -> Result<RecordedClass, Error> {
        let details = self.known.class_details(event.class, &event.details)?;
        let mut class = RecordedClass {
            group_id: named(event.class),
            ..RecordedClass::default()
        };
        if let Some(details) = details {
            class.group = class_name(&details);
            class.import_id = details.import_id;
            class.shortname = details.shortname;
            class.description = details.description;
            class.code = details.code;
            class.year = details.year;
        }
        Ok(class)
    }

    pub(super) fn class_changed(&mut self, event: &ClassChanged) -> Result<RecordedClass, Error> {
        let previous_owner = match event.previous_owner.map(AccountId::from) {
            Some(id) if self.known.is_covered(id)? => Some(id.to_string()),
            _ => None,
        };
        let stated = ClassAdded {
            class: event.class,
            details: event.details.clone(),
        };
        Ok(RecordedClass {
            previous_owner,
            moved_from: event.moved_from,
            ..self.class_added(&stated)?
        })
    }
}
