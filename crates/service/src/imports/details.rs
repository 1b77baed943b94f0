//! A digest of what the kinds of a row's events leave open: which groups, which cells, which
//! institution. The plan is sealed, so it needs no key.

use rollbook_domain::InstitutionId;
use rollbook_records::ClassRole;

use super::planned::{
    ClassChange, ClassPlace, DecidedRow, InstitutionChange, PlannedClass, PlannedEvent,
    PlannedGroup, PlannedInstitution, Whom,
};

impl DecidedRow {
    /// See [`super::decided::Outcome::details`].
    pub(crate) fn details(&self, new_groups: &[(InstitutionId, String)]) -> u64 {
        let mut digest = Details::default();
        for event in &self.events {
            match event {
                PlannedEvent::Leave(group) | PlannedEvent::Join(PlannedGroup::Known(group)) => {
                    digest.bytes(group.as_bytes());
                }
                PlannedEvent::Join(PlannedGroup::New(index)) => {
                    if let Some((institution, name)) = new_groups.get(*index) {
                        digest.number(institution.0);
                        digest.bytes(name.as_bytes());
                    }
                }
                PlannedEvent::LeaveClass(class) => digest.bytes(class.as_bytes()),
                PlannedEvent::JoinClass { class, role } => {
                    digest.class(*class);
                    digest.number(u64::from(*role == ClassRole::Teacher));
                }
                PlannedEvent::Activity(report) => {
                    digest.number(
                        report
                            .last_login
                            .map_or(0, |at| at.timestamp_millis() as u64),
                    );
                    digest.number(report.grades.map_or(0, |grades| grades + 1));
                }
                PlannedEvent::Profile(change) => {
                    digest.institution(change.moved_to);
                    for change in &change.changes {
                        digest.bytes(&[change.column as u8]);
                        digest.bytes(change.new.as_deref().unwrap_or_default().as_bytes());
                    }
                }
                PlannedEvent::Created | PlannedEvent::Status(_) => {}
            }
        }
        digest.finish()
    }
}

impl PlannedInstitution {
    pub(crate) fn details(&self) -> u64 {
        let mut digest = Details::default();
        digest.number(self.id.0);
        if let InstitutionChange::Added { name, parent, .. }
        | InstitutionChange::Changed { name, parent, .. } = &self.change
        {
            digest.bytes(name.as_bytes());
            digest.institution(*parent);
        }
        digest.finish()
    }
}

impl PlannedClass {
    pub(crate) fn details(&self) -> u64 {
        let mut digest = Details::default();
        digest.class(self.class);
        digest.institution(Some(self.institution));
        digest.number(match self.owner {
            None => 0,
            Some(Whom::Known { number, .. }) => number,
            Some(Whom::Made { place, .. }) => u64::from(place.1),
        });
        if let ClassChange::Added(details) | ClassChange::Changed { details, .. } = &self.change {
            let texts = [
                &details.import_id,
                &details.name,
                &details.shortname,
                &details.description,
                &details.code,
                &details.year,
            ];
            for text in texts {
                digest.bytes(text.as_deref().unwrap_or_default().as_bytes());
            }
        }
        digest.finish()
    }
}

/// A digest of what the kinds of events leave open. The plan is sealed, so it needs no key.
#[derive(Default)]
struct Details(blake3::Hasher);

impl Details {
    /// With their length, so that no two rows run together.
    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn number(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    fn institution(&mut self, institution: Option<InstitutionId>) {
        self.number(institution.map_or(0, |institution| institution.0 + 1));
    }

    fn class(&mut self, class: ClassPlace) {
        match class {
            ClassPlace::Known(class) => self.bytes(class.as_bytes()),
            ClassPlace::New(index) => self.number(index as u64),
        }
    }

    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0.finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}
