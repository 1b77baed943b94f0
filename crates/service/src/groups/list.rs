//! Lists groups.

use std::collections::HashMap;

use rollbook_domain::{GroupId, InstitutionId};

use crate::{Error, Reader, answers};

impl Reader<'_> {
    /// The groups that exist for the caller, oldest first.
    pub fn groups(&self, institution: Option<InstitutionId>) -> Result<answers::GroupList, Error> {
        self.ledger.read(|reads| {
            let sizes: HashMap<GroupId, u64> = reads.group_sizes()?.into_iter().collect();
            let groups = reads
                .groups(institution)?
                .iter()
                .filter(|row| self.scope().covers(row.institution))
                .map(|row| {
                    Ok(answers::Group {
                        group_id: row.id.to_string(),
                        institution: row.institution.0,
                        name: self.ledger.vault.group_name(row)?,
                        members: sizes.get(&row.id).copied().unwrap_or_default(),
                    })
                })
                .collect::<Result<_, Error>>()?;
            Ok(answers::GroupList { groups })
        })
    }

    /// The group of this name or id. A name that several institutions use needs the institution.
    ///
    /// # Errors
    /// [`Error::NotFound`], or [`Error::AmbiguousGroup`].
    pub fn group_named(
        &self,
        institution: Option<InstitutionId>,
        name: &str,
    ) -> Result<GroupId, Error> {
        self.ledger.read(|reads| {
            let by_id = match name.parse() {
                Ok(id) => reads.group(id)?,
                Err(_) => None,
            };
            let mut found: Vec<GroupId> = by_id
                .filter(|row| self.scope().covers(row.institution))
                .map(|row| row.id)
                .into_iter()
                .collect();
            let hash = self.ledger.vault.blinding.name(name);
            for row in reads.institutions()? {
                let is_meant = self.scope().covers(row.id)
                    && institution.is_none_or(|institution| institution == row.id);
                if is_meant && let Some(group) = reads.group_named(row.id, &hash)? {
                    found.push(group.id);
                }
            }
            match found[..] {
                [] => Err(Error::NotFound("group")),
                [id] => Ok(id),
                _ => Err(Error::AmbiguousGroup),
            }
        })
    }

    pub(crate) fn group(&self, id: GroupId) -> Result<answers::Group, Error> {
        let id = id.to_string();
        self.groups(None)?
            .groups
            .into_iter()
            .find(|group| group.group_id == id)
            .ok_or(Error::NotFound("group"))
    }
}
