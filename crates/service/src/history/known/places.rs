//! Institutions, groups and classes as events name them.

use std::collections::hash_map::Entry;

use rollbook_domain::{InstitutionId, Position};
use rollbook_records::{Body, ClassDetails, Id, KeyId, Sealed, open_class_details};

use super::{Known, KnownGroup, keep};
use crate::Error;
use crate::vault::class_name;

impl Known<'_> {
    /// What an institution is called; `None` for one that does not exist for the caller.
    pub(in crate::history) fn institution(
        &mut self,
        id: InstitutionId,
    ) -> Result<Option<String>, Error> {
        if !self.scope().covers(id) {
            return Ok(None);
        }
        let (reads, vault) = (self.reads, self.vault());
        match self.institutions.entry(id) {
            Entry::Occupied(known) => Ok(known.get().clone()),
            Entry::Vacant(unknown) => {
                let sealed = reads.institution_name_ever(id)?;
                let name = sealed.map(|sealed| vault.text(&sealed)).transpose()?;
                Ok(unknown.insert(name).clone())
            }
        }
    }

    /// What a group or a class is called now.
    pub(crate) fn group(&mut self, id: Id) -> Result<KnownGroup, Error> {
        if let Some(known) = self.groups.get(&id.0) {
            return Ok(known.clone());
        }
        let known = self.open_group(id)?;
        keep(&mut self.groups, id.0, known.clone());
        Ok(known)
    }

    fn open_group(&self, id: Id) -> Result<KnownGroup, Error> {
        let mut known = KnownGroup::default();
        if let Some(group) = self.reads.group(id.into())? {
            if self.scope().covers(group.institution) {
                known.name = Some(self.vault().group_name(&group)?);
            }
        } else if let Some((institution, position)) = self.reads.class_ever(id)? {
            known.is_class = true;
            if self.scope().covers(institution) {
                known.name = self.class_name(id, position)?;
            }
        }
        Ok(known)
    }

    fn class_name(&self, id: Id, position: Position) -> Result<Option<String>, Error> {
        let record = self.reads.record(position)?;
        let details = match &record.body {
            Body::ClassAdded(event) => self.class_details(id, &event.details)?,
            Body::ClassChanged(event) => self.class_details(id, &event.details)?,
            _ => None,
        };
        Ok(details.as_ref().and_then(class_name))
    }

    /// What a record says of a class; `None` once its owner is deleted.
    pub(in crate::history) fn class_details(
        &self,
        id: Id,
        sealed: &Sealed,
    ) -> Result<Option<ClassDetails>, Error> {
        match self.vault().keyring.key(KeyId(id.0))? {
            Some(key) => Ok(Some(open_class_details(&key, sealed)?)),
            None => Ok(None),
        }
    }
}
