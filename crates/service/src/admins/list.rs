//! Lists admins.

use rollbook_book::AdminRow;
use rollbook_records::{KeyId, open_text};

use crate::vault::Vault;
use crate::{Auditor, Error, answers};

impl Auditor<'_> {
    /// Everybody who administers, in the order in which they were added.
    pub fn admins(&self) -> Result<answers::AdminList, Error> {
        self.ledger.read(|reads| {
            let admins = reads
                .admins()?
                .iter()
                .map(|row| render(&self.ledger.vault, row))
                .collect::<Result<_, _>>()?;
            Ok(answers::AdminList { admins })
        })
    }
}

/// An admin's email.
pub(crate) fn email_of(vault: &Vault, row: &AdminRow) -> Result<String, Error> {
    let key = vault.key(KeyId(*row.id.as_bytes()))?;
    Ok(open_text(&key, &row.email)?)
}

pub(super) fn render(vault: &Vault, row: &AdminRow) -> Result<answers::Admin, Error> {
    Ok(answers::Admin {
        admin_id: row.id.to_string(),
        email: email_of(vault, row)?,
        role: row.role.as_str().to_owned(),
        institution: row.institution.map(|institution| institution.0),
    })
}
