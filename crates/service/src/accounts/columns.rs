//! The columns of an account as a person states them.

use rollbook_domain::{Column, InstitutionId, Profile};

use crate::work::Work;
use crate::{Error, Operator, text};

/// What is said of an account by hand. Absent says nothing; a blank text clears its column.
#[derive(Clone, Debug, Default)]
pub struct AccountColumns {
    pub email: Option<String>,
    pub username: Option<String>,
    pub user_id: Option<u64>,
    pub sis_id: Option<String>,
    pub institution: Option<InstitutionId>,
    pub first_name: Option<String>,
    pub middle_init: Option<String>,
    pub last_name: Option<String>,
    pub suffix: Option<String>,
    pub nickname: Option<String>,
    pub display_id: Option<String>,
    pub google_email_address: Option<String>,
    /// `T`, `S` or `P`.
    pub user_type: Option<String>,
}

impl AccountColumns {
    /// What is stated, as it would be stored.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what no cell of a file could hold.
    pub(super) fn read(&self) -> Result<Vec<(Column, String)>, Error> {
        let texts = [
            (Column::Email, &self.email),
            (Column::Username, &self.username),
            (Column::SisId, &self.sis_id),
            (Column::FirstName, &self.first_name),
            (Column::MiddleInit, &self.middle_init),
            (Column::LastName, &self.last_name),
            (Column::Suffix, &self.suffix),
            (Column::Nickname, &self.nickname),
            (Column::DisplayId, &self.display_id),
            (Column::GoogleEmailAddress, &self.google_email_address),
        ];
        let mut stated = Vec::new();
        for (column, value) in texts {
            if let Some(value) = value {
                stated.push((column, text::column(column, value)?));
            }
        }
        if let Some(user_id) = self.user_id {
            let user_id = text::number("user_id", user_id)?;
            stated.push((Column::UserId, user_id.to_string()));
        }
        if let Some(user_type) = &self.user_type {
            let user_type = user_type.trim().to_ascii_uppercase();
            if !["T", "S", "P"].contains(&user_type.as_str()) {
                return Err(Error::invalid("user_type", "use T, S or P"));
            }
            stated.push((Column::UserType, user_type));
        }
        Ok(stated)
    }
}

impl Operator<'_> {
    /// R16: whether an id is taken elsewhere must not be learned by trying it.
    pub(super) fn permit_unique(&self, stated: &[(Column, String)]) -> Result<(), Error> {
        if stated.iter().any(|(column, _)| column.is_unique()) {
            self.as_domain_admin("it alone sets user_id, username and sis_id")?;
        }
        Ok(())
    }
}

/// Refuses a profile by which nobody could sign in or be found.
pub(super) fn require_name(profile: &Profile) -> Result<(), Error> {
    let has_name = [Column::Email, Column::Username]
        .into_iter()
        .any(|column| profile.get(column).is_some());
    match has_name {
        true => Ok(()),
        false => Err(Error::invalid("account", "give an email or a username")),
    }
}

/// Refuses a value that may be one account's only and is another's. `own` is the number of the
/// account that would have it, if that exists.
pub(super) fn require_free(
    work: &Work<'_, '_>,
    column: Column,
    value: &str,
    own: Option<u64>,
) -> Result<(), Error> {
    let identity = work.vault.blinding.identity(column, value);
    let holders = work.reads().identified(&identity)?;
    match holders.iter().any(|holder| Some(holder.number) != own) {
        true => Err(Error::IdentityTaken(column.name())),
        false => Ok(()),
    }
}
