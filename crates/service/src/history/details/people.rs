//! Details of accounts, admins and tokens.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use rollbook_domain::{AccountId, Change, Profile};
use rollbook_records::{
    ActivityRecorded, AdminAdded, Id, KeyId, ProfileChanged, Role, Sealed, open_activity,
    open_changes, open_profile, open_text,
};

use super::named;
use crate::Error;
use crate::answers::{ColumnChange, EventData};
use crate::history::event::Renderer;
use crate::history::known::unless_gone;

impl Renderer<'_> {
    pub(super) fn profile(
        &mut self,
        account: AccountId,
        sealed: &Sealed,
    ) -> Result<Option<BTreeMap<String, String>>, Error> {
        let key = self.known.key(account)?;
        let profile = key.map(|key| open_profile(&key, sealed)).transpose()?;
        Ok(profile.as_ref().map(columns))
    }

    pub(super) fn profile_changed(
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

    pub(super) fn activity(
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

    pub(super) fn admin_added(&self, event: &AdminAdded) -> Result<EventData, Error> {
        Ok(EventData::Admin {
            admin_id: named(event.admin),
            email: self.admin_email(event.admin, Some(&event.email))?,
            role: Some(event.role.as_str().to_owned()),
        })
    }

    /// An admin of whom an event says nothing but who it is.
    pub(super) fn admin_named(&self, admin: Id) -> Result<EventData, Error> {
        let sealed = self.known.reads.admin_email_ever(admin)?;
        Ok(EventData::Admin {
            admin_id: named(admin),
            email: self.admin_email(admin, sealed.as_ref())?,
            role: None,
        })
    }

    fn admin_email(&self, admin: Id, sealed: Option<&Sealed>) -> Result<Option<String>, Error> {
        let key = unless_gone(self.known.vault().key(KeyId(admin.0)))?;
        match (key, sealed) {
            (Some(key), Some(sealed)) => Ok(Some(open_text(&key, sealed)?)),
            _ => Ok(None),
        }
    }

    pub(super) fn token(
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

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
