//! What an account is in, and what was reported of it.

use rollbook_book::{AccountRow, ClassRow, Reads};
use rollbook_domain::AccountId;
use rollbook_records::ClassRole;

use super::{activity, visible};
use crate::{Error, Reader, answers};

/// What an account is to a class that it owns.
const OWNER: &str = "owner";

impl Reader<'_> {
    /// The groups and classes of an account, its last log-in and its grades, as they are now.
    /// Nothing is left of them once it is deleted.
    ///
    /// # Errors
    /// As [`Reader::account`].
    pub fn account_details(&self, id: AccountId) -> Result<answers::AccountDetails, Error> {
        self.ledger.read(|reads| {
            let row = visible(reads, self.scope(), id)?;
            let report = match row.account.living() {
                Some(_) => activity::known(reads, &self.ledger.vault, &row)?,
                None => Default::default(),
            };
            Ok(answers::AccountDetails {
                account_id: id.to_string(),
                groups: self.groups_of(reads, &row)?,
                classes: self.classes_of(reads, &row)?,
                last_log_in: report.last_login,
                grades: report.grades,
            })
        })
    }

    fn groups_of(
        &self,
        reads: &Reads<'_>,
        row: &AccountRow,
    ) -> Result<Vec<answers::AccountGroup>, Error> {
        let groups = reads.groups_of(row.number)?;
        let describe = |group: &rollbook_book::GroupRow| {
            Ok(answers::AccountGroup {
                group_id: group.id.to_string(),
                group: self.ledger.vault.group_name(group)?,
            })
        };
        groups.iter().map(describe).collect()
    }

    /// A roster may name pupils of another institution, whose admins know nothing of the class (R16).
    fn classes_of(
        &self,
        reads: &Reads<'_>,
        row: &AccountRow,
    ) -> Result<Vec<answers::AccountClass>, Error> {
        let owned = reads.classes_owned_by(row.number)?;
        let owned = owned.into_iter().map(|class| (class, OWNER));
        let joined = reads.classes_of(row.number)?;
        let joined = joined
            .into_iter()
            .map(|(class, role)| (class, role.unwrap_or(ClassRole::Student).as_str()));
        let describe = |(class, role): (ClassRow, &str)| {
            Ok(answers::AccountClass {
                group_id: class.id.to_string(),
                group: self.ledger.vault.class_name(reads, &class)?,
                role: role.to_owned(),
                active: class.is_active,
            })
        };
        owned
            .chain(joined)
            .filter(|(class, _)| self.scope().covers(class.institution))
            .map(describe)
            .collect()
    }
}
