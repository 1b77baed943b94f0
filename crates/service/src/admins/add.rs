//! Adds an admin (R58).

use rollbook_book::Opened;
use rollbook_domain::{AdminId, InstitutionId};
use rollbook_records::{AdminAdded, Blind, Body, KeyId};

use crate::sessions::{Subject, new_secret};
use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, Role, answers, text};

impl DomainAdmin<'_> {
    /// Adds an admin and makes a link that signs this person in once. An admin of this email with
    /// the same role is nothing to do, and gets no link: [`DomainAdmin::admin_link`] makes one.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an email or a role that is not accepted, [`Error::AdminTaken`] where
    /// the email has another role.
    pub fn add_admin(
        &self,
        email: &str,
        role: Role,
        institution: Option<InstitutionId>,
    ) -> Result<answers::AdminAdded, Error> {
        let email = text::name("email", email)?;
        if !rollbook_rows::is_email(&email) {
            return Err(Error::invalid("email", "it is no email address"));
        }
        check_role(role, institution)?;
        let (secret, kept) = new_secret(&self.ledger.vault)?;
        let receipt = self.ledger.write(self.caller, "admin add", move |work| {
            add(work, &email, role, institution, kept)
        })?;
        self.answer_with_link(receipt, secret)
    }
}

/// Whoever sees one institution has one; a gate may have one, and asks about its accounts only.
pub(crate) fn check_role(role: Role, institution: Option<InstitutionId>) -> Result<(), Error> {
    match (role, institution) {
        (Role::DomainAdmin | Role::Auditor, None)
        | (Role::InstitutionAdmin | Role::Viewer, Some(_))
        | (Role::Gate, _) => Ok(()),
        (Role::DomainAdmin | Role::Auditor, Some(_)) => Err(Error::invalid(
            "institution",
            "this role sees the whole domain: leave it out",
        )),
        (Role::InstitutionAdmin | Role::Viewer, None) => Err(Error::invalid(
            "institution",
            "this role needs one: say which",
        )),
    }
}

fn add(
    work: &mut Work<'_, '_>,
    email: &str,
    role: Role,
    institution: Option<InstitutionId>,
    link: Blind,
) -> Result<Receipt, Error> {
    if let Some(id) = institution
        && work.reads().institution(id)?.is_none()
    {
        return Err(Error::UnknownInstitution(id));
    }
    let hash = work.vault.blinding.name(email);
    if let Some(known) = work.reads().admin_by_email(&hash)? {
        if known.role == role && known.institution == institution {
            return Ok(Receipt::of(known.id));
        }
        return Err(Error::AdminTaken);
    }
    let id = AdminId(work.identifier()?);
    let key = KeyId(*id.as_bytes());
    work.new_key(key)?;
    let body = Body::AdminAdded(AdminAdded {
        admin: id.into(),
        email: work.seal_text_for(key, email)?,
        role,
    });
    let event = NewEvent {
        institution,
        opened: Opened::Text(email),
        ..NewEvent::of_ledger(body)
    };
    let position = work.record(event, None)?;
    Subject::admin(id, email).keep_link(work, link)?;
    Ok(Receipt::of(id).at(position))
}
