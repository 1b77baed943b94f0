//! Adds an account by hand (R58).

use std::collections::HashSet;

use rollbook_domain::{Account, AccountId, Column, InstitutionId, Origin, Profile};
use rollbook_records::Body;

use crate::work::{NewEvent, Receipt, Work};
use crate::{Error, Operator, Role, answers, text};

/// What is known of a new account. An email or a username is needed.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    pub email: Option<String>,
    pub username: Option<String>,
    /// Drawn from the ledger's counter where it is not given.
    pub user_id: Option<u64>,
    pub sis_id: Option<String>,
    /// The one added first where it is not given.
    pub institution: Option<InstitutionId>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// `T`, `S` or `P`; `S` where it is not given.
    pub user_type: Option<String>,
}

impl Operator<'_> {
    /// Adds an account, active from the start.
    ///
    /// # Errors
    /// [`Error::DomainAdminNeeded`] where an institution admin gives a user_id, username or sis_id
    /// (R16), [`Error::IdentityTaken`], [`Error::Refused`] where no seat is free (R46).
    pub fn add_account(&self, new: &NewAccount) -> Result<answers::AccountChanged, Error> {
        let profile = new.profile()?;
        let has_unique = Column::ALL
            .into_iter()
            .any(|column| column.is_unique() && profile.get(column).is_some());
        if has_unique && self.caller.role != Role::DomainAdmin {
            return Err(Error::DomainAdminNeeded(
                "it alone sets user_id, username and sis_id",
            ));
        }
        let institution = self.scope().institution().or(new.institution);
        if new.institution.is_some() && new.institution != institution {
            return Err(Error::NotFound("institution"));
        }
        let receipt = self.ledger.write(self.caller, "account add", move |work| {
            add(work, profile.clone(), institution)
        })?;
        self.changed(receipt)
    }
}

impl NewAccount {
    fn profile(&self) -> Result<Profile, Error> {
        let mut profile = Profile::default();
        let texts = [
            (Column::Email, &self.email),
            (Column::Username, &self.username),
            (Column::SisId, &self.sis_id),
            (Column::FirstName, &self.first_name),
            (Column::LastName, &self.last_name),
        ];
        for (column, value) in texts {
            if let Some(value) = value {
                profile.set(column, &text::name(column.name(), value)?);
            }
        }
        if let Some(email) = profile.get(Column::Email)
            && !rollbook_rows::is_email(email)
        {
            return Err(Error::invalid("email", "it is no email address"));
        }
        if profile.get(Column::Email).is_none() && profile.get(Column::Username).is_none() {
            return Err(Error::invalid("account", "give an email or a username"));
        }
        if let Some(user_id) = self.user_id {
            let user_id = text::number("user_id", user_id)?;
            profile.set(Column::UserId, &user_id.to_string());
        }
        let user_type = self
            .user_type
            .as_deref()
            .unwrap_or("S")
            .to_ascii_uppercase();
        if !["T", "S", "P"].contains(&user_type.as_str()) {
            return Err(Error::invalid("user_type", "use T, S or P"));
        }
        profile.set(Column::UserType, &user_type);
        Ok(profile)
    }
}

fn add(
    work: &mut Work<'_, '_>,
    profile: Profile,
    institution: Option<InstitutionId>,
) -> Result<Receipt, Error> {
    let institution = institution_for_new(work, institution)?;
    for column in Column::ALL.into_iter().filter(|column| column.is_unique()) {
        if let Some(value) = profile.get(column) {
            let identity = work.vault.blinding.identity(column, value);
            if !work.reads().identified(&identity)?.is_empty() {
                return Err(Error::IdentityTaken(column.name()));
            }
        }
    }
    let account = Account::created(institution, Origin::Manual, false);
    work.reads()
        .seats()?
        .settle(None, &account)
        .map_err(|reached| super::status::no_seat(work, reached))?;
    let id = AccountId(work.identifier()?);
    let mut profile = profile;
    let body =
        Body::AccountCreated(work.creation(id, &mut profile, Origin::Manual, &HashSet::new())?);
    let event = NewEvent {
        account: Some(id),
        institution: Some(institution),
        source: None,
        body,
        opened: rollbook_book::Opened::Profile(&profile),
    };
    let position = work.record(event, None)?;
    Ok(Receipt::of(id).at(position))
}

/// The institution of a new account: the given one, or the one added first (R44).
fn institution_for_new(
    work: &Work<'_, '_>,
    given: Option<InstitutionId>,
) -> Result<InstitutionId, Error> {
    let reads = work.reads();
    match given {
        Some(institution) => match reads.institution(institution)? {
            Some(row) => Ok(row.id),
            None => Err(Error::UnknownInstitution(institution)),
        },
        None => reads.first_institution()?.ok_or(Error::NoInstitution),
    }
}
