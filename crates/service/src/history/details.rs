//! What an event says besides who, when and whom.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use rollbook_book::BookError;
use rollbook_domain::{AccountId, Change, Position, Profile};
use rollbook_records::{
    ActivityRecorded, AdminAdded, BatchRecorded, Body, ClassAdded, ClassChanged, GroupAdded, Id,
    KeyId, Membership, ProfileChanged, Record, Role, Sealed, StepScheduled, open_activity,
    open_changes, open_profile, open_text,
};
use uuid::Uuid;

use super::event::Renderer;
use super::known::unless_gone;
use crate::Error;
use crate::answers::{
    BatchFile, ColumnChange, EventData, RecordedBatch, RecordedClass, ScheduledStep,
};
use crate::vault::class_name;

impl Renderer<'_> {
    /// The details of a record, opened as far as their keys are there.
    pub(super) fn data(&mut self, position: Position, record: &Record) -> Result<EventData, Error> {
        let account = || {
            record
                .account
                .ok_or_else(|| damaged(format!("the record at position {position} has no account")))
        };
        Ok(match &record.body {
            Body::LedgerOpened(event) => EventData::LedgerOpened {
                ledger: named(event.ledger),
            },
            Body::BatchRecorded(event) => EventData::BatchRecorded(Box::new(self.batch(event)?)),
            Body::InstitutionAdded(event) => {
                self.institution(&event.name, event.import_id.as_ref(), event.parent)?
            }
            Body::InstitutionChanged(event) => {
                self.institution(&event.name, event.import_id.as_ref(), event.parent)?
            }
            Body::SeatLimitSet(event) => EventData::SeatLimitSet { limit: event.limit },
            Body::AccountCreated(event) => EventData::AccountCreated {
                origin: origin(event.manual),
                blocked: event.blocked,
                profile: self.profile(account()?, &event.profile)?,
            },
            Body::ProfileChanged(event) => self.profile_changed(account()?, event)?,
            Body::OriginChanged(event) => EventData::OriginChanged {
                origin: origin(event.manual),
            },
            Body::ActivityRecorded(event) => self.activity(account()?, event)?,
            Body::GroupAdded(event) => self.group_added(event)?,
            Body::GroupJoined(event) | Body::GroupLeft(event) => self.membership(event)?,
            Body::ClassAdded(event) => EventData::Class(Box::new(self.class_added(event)?)),
            Body::ClassChanged(event) => EventData::Class(Box::new(self.class_changed(event)?)),
            Body::ClassRemoved(event) => EventData::ClassRemoved {
                group_id: named(event.class),
                group: self.known.group(event.class)?.name,
            },
            Body::AdminAdded(event) => self.admin_added(event)?,
            Body::AdminRemoved(event) => {
                let sealed = self.known.reads.admin_email_ever(event.admin)?;
                EventData::Admin {
                    admin_id: named(event.admin),
                    email: self.admin_email(event.admin, sealed.as_ref())?,
                    role: None,
                }
            }
            Body::TokenCreated(event) => {
                self.token(event.token, Some(&event.name), Some(event.role))?
            }
            Body::TokenRevoked(event) => {
                let name = self.known.reads.token_name_ever(event.token)?;
                self.token(event.token, name.as_ref(), None)?
            }
            Body::StepScheduled(event) => self.step_scheduled(event)?,
            Body::StepTargeted(event) => EventData::Step(self.step(event.step)?),
            Body::StepCancelled(event) => EventData::Step(self.step(event.step)?),
            Body::StepRan(event) => EventData::StepRan {
                step: self.step(event.step)?,
                changed: event.changed,
                nothing_to_do: event.nothing_to_do,
                refused: event.refused,
            },
            Body::StepRefused(event) => EventData::StepRefused {
                step: self.step(event.step)?,
                code: event.code.clone(),
            },
            Body::InstitutionRemoved
            | Body::AccountDisabled
            | Body::AccountEnabled
            | Body::AccountDeactivated
            | Body::AccountReactivated
            | Body::AccountDeleted => EventData::Nothing {},
        })
    }

    fn step_scheduled(&self, event: &StepScheduled) -> Result<EventData, Error> {
        let vault = self.known.vault();
        let reason = event.override_reason.as_ref();
        Ok(EventData::StepScheduled {
            step: self.step(event.step)?,
            accounts: event.accounts.into(),
            ends: event.ends.map(named),
            override_reason: reason.map(|sealed| vault.text(sealed)).transpose()?,
        })
    }

    fn step(&self, id: Id) -> Result<ScheduledStep, Error> {
        let step = self
            .known
            .reads
            .step(id.into())?
            .ok_or_else(|| damaged(format!("the step {} was never scheduled", named(id))))?;
        Ok(ScheduledStep {
            step_id: step.id.to_string(),
            action: step.action.as_str().to_owned(),
            due: step.due,
        })
    }

    fn batch(&self, event: &BatchRecorded) -> Result<RecordedBatch, Error> {
        let vault = self.known.vault();
        let text = |sealed: &Option<Sealed>| {
            let opened = sealed.as_ref().map(|sealed| vault.text(sealed));
            opened.transpose()
        };
        let file = |file: &rollbook_records::RecordedFile| {
            Ok::<_, Error>(BatchFile {
                name: vault.text(&file.name)?,
                sha256: vault.text(&file.sha256)?,
                rows: file.rows,
            })
        };
        Ok(RecordedBatch {
            kind: event.kind.as_str().to_owned(),
            profile: event.profile.clone(),
            action: event.action.clone(),
            files: event.files.iter().map(file).collect::<Result<_, _>>()?,
            events: event.events.into(),
            effects: event.effects.into(),
            validator: event.validator.clone(),
            all_or_nothing: event.all_or_nothing,
            override_reason: text(&event.override_reason)?,
            of_batch: event.of_batch.map(named),
            of_event: event.of_event,
            of_query: text(&event.of_query)?,
            of_step: event.of_step.map(named),
        })
    }

    fn institution(
        &self,
        name: &Sealed,
        import_id: Option<&Sealed>,
        parent: Option<u64>,
    ) -> Result<EventData, Error> {
        let vault = self.known.vault();
        Ok(EventData::Institution {
            name: vault.text(name)?,
            import_id: import_id.map(|sealed| vault.text(sealed)).transpose()?,
            parent,
        })
    }

    fn profile(
        &mut self,
        account: AccountId,
        sealed: &Sealed,
    ) -> Result<Option<BTreeMap<String, String>>, Error> {
        let key = self.known.key(account)?;
        let profile = key.map(|key| open_profile(&key, sealed)).transpose()?;
        Ok(profile.as_ref().map(columns))
    }

    fn profile_changed(
        &mut self,
        account: AccountId,
        event: &ProfileChanged,
    ) -> Result<EventData, Error> {
        let key = self.known.key(account)?;
        let changes = key.map(|key| open_changes(&key, &event.changes));
        Ok(EventData::ProfileChanged {
            changes: changes
                .transpose()?
                .map(|changes| changes.into_iter().map(change).collect()),
            moved_from: event.moved_from,
        })
    }

    fn activity(
        &mut self,
        account: AccountId,
        event: &ActivityRecorded,
    ) -> Result<EventData, Error> {
        let key = self.known.key(account)?;
        let report = key.map(|key| open_activity(&key, &event.report));
        let report = report.transpose()?.unwrap_or_default();
        Ok(EventData::ActivityRecorded {
            logged_in: event.logged_in,
            has_grades: event.has_grades,
            last_login: report.last_login.map(time),
            grades: report.grades,
        })
    }

    fn group_added(&self, event: &GroupAdded) -> Result<EventData, Error> {
        Ok(EventData::GroupAdded {
            group_id: named(event.group),
            group: self.known.vault().text(&event.name)?,
        })
    }

    fn membership(&mut self, event: &Membership) -> Result<EventData, Error> {
        let group = self.known.group(event.group)?;
        Ok(EventData::Membership {
            kind: if group.is_class { "class" } else { "group" }.to_owned(),
            group_id: named(event.group),
            group: group.name,
            role: event.role.map(|role| role.as_str().to_owned()),
        })
    }

    fn class_added(&self, event: &ClassAdded) -> Result<RecordedClass, Error> {
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

    fn class_changed(&mut self, event: &ClassChanged) -> Result<RecordedClass, Error> {
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

    fn admin_added(&self, event: &AdminAdded) -> Result<EventData, Error> {
        Ok(EventData::Admin {
            admin_id: named(event.admin),
            email: self.admin_email(event.admin, Some(&event.email))?,
            role: Some(event.role.as_str().to_owned()),
        })
    }

    fn admin_email(&self, admin: Id, sealed: Option<&Sealed>) -> Result<Option<String>, Error> {
        let key = unless_gone(self.known.vault().key(KeyId(admin.0)))?;
        match (key, sealed) {
            (Some(key), Some(sealed)) => Ok(Some(open_text(&key, sealed)?)),
            _ => Ok(None),
        }
    }

    fn token(
        &self,
        token: Id,
        name: Option<&Sealed>,
        role: Option<Role>,
    ) -> Result<EventData, Error> {
        let name = name.map(|sealed| self.known.vault().text(sealed));
        Ok(EventData::Token {
            token_id: named(token),
            name: name.transpose()?,
            role: role.map(|role| role.as_str().to_owned()),
        })
    }
}

fn damaged(what: String) -> Error {
    Error::Book(BookError::Damaged(what))
}

/// The filled columns by their names.
fn columns(profile: &Profile) -> BTreeMap<String, String> {
    profile
        .columns()
        .map(|(column, value)| (column.name().to_owned(), value.to_owned()))
        .collect()
}

fn change(change: Change) -> ColumnChange {
    ColumnChange {
        column: change.column.name().to_owned(),
        old: change.old,
        new: change.new,
    }
}

fn origin(manual: bool) -> String {
    let origin = match manual {
        true => rollbook_domain::Origin::Manual,
        false => rollbook_domain::Origin::Import,
    };
    origin.as_str().to_owned()
}

fn named(id: Id) -> String {
    Uuid::from_bytes(id.0).to_string()
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
