//! Lists groups and classes.

use std::collections::HashMap;

use rollbook_book::{GroupRow, Reads};
use rollbook_domain::{GroupId, InstitutionId};

use crate::caller::Scope;
use crate::{Error, Reader, answers};

impl Reader<'_> {
    /// The groups that exist for the caller, oldest first, then the classes (R34).
    pub fn groups(&self, institution: Option<InstitutionId>) -> Result<answers::GroupList, Error> {
        self.ledger.read(|reads| {
            let mut groups = self.plain_groups(reads, institution)?;
            groups.extend(self.classes(reads, institution)?);
            Ok(answers::GroupList { groups })
        })
    }

    fn plain_groups(
        &self,
        reads: &Reads<'_>,
        institution: Option<InstitutionId>,
    ) -> Result<Vec<answers::Group>, Error> {
        // Where all groups are told, all memberships are counted at once.
        let sizes: Option<HashMap<GroupId, u64>> = match (self.scope(), institution) {
            (Scope::Domain, None) => Some(reads.group_sizes()?.into_iter().collect()),
            _ => None,
        };
        let rows = reads.groups(institution)?;
        rows.iter()
            .filter(|row| self.scope().covers(row.institution))
            .map(|row| {
                let members = match &sizes {
                    Some(sizes) => sizes.get(&row.id).copied().unwrap_or_default(),
                    None => self.members(reads, row.number)?,
                };
                self.plain_group(row, members)
            })
            .collect()
    }

    fn plain_group(&self, row: &GroupRow, members: u64) -> Result<answers::Group, Error> {
        Ok(answers::Group {
            group_id: row.id.to_string(),
            kind: "group".to_owned(),
            institution: row.institution.0,
            name: self.ledger.vault.group_name(row)?,
            members,
            owner: None,
            active: true,
        })
    }

    fn classes(
        &self,
        reads: &Reads<'_>,
        institution: Option<InstitutionId>,
    ) -> Result<Vec<answers::Group>, Error> {
        let rows = reads.classes(institution)?;
        rows.iter()
            .filter(|row| self.scope().covers(row.institution))
            .map(|row| {
                let owner = match row.owner {
                    Some(number) => reads.account_by_number(number)?,
                    None => None,
                };
                // An owner elsewhere is nobody to an institution admin (R16).
                let owner = owner.filter(|owner| self.scope().covers(owner.institution()));
                Ok(answers::Group {
                    group_id: row.id.to_string(),
                    kind: "class".to_owned(),
                    institution: row.institution.0,
                    name: self.ledger.vault.class_name(reads, row)?,
                    members: self.members(reads, row.number)?,
                    owner: owner.map(|owner| owner.id.to_string()),
                    active: row.is_active,
                })
            })
            .collect()
    }

    /// How many members of a group or a class exist for the caller: a roster may name pupils of
    /// another institution (R16).
    fn members(&self, reads: &Reads<'_>, group: u64) -> Result<u64, Error> {
        Ok(reads.group_size(group, self.scope().institution())?)
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
        self.ledger.read(|reads| {
            let row = reads.group(id)?;
            let row = row.filter(|row| self.scope().covers(row.institution));
            let row = row.ok_or(Error::NotFound("group"))?;
            self.plain_group(&row, self.members(reads, row.number)?)
        })
    }
}
