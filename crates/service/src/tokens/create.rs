//! Creates a token.

use rollbook_domain::{AccountId, InstitutionId, TokenId};
use rollbook_records::{Body, TokenCreated};
use sha2::{Digest, Sha256};

use super::authenticate;
use crate::accounts::visible;
use crate::admins::check_role;
use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, Role, TokenExpiry, answers, text};

struct New {
    name: String,
    role: Role,
    institution: Option<InstitutionId>,
    account: Option<AccountId>,
    expires: TokenExpiry,
    secret: [u8; 32],
}

impl DomainAdmin<'_> {
    /// Creates a token that is accepted for a year.
    ///
    /// # Errors
    /// As [`DomainAdmin::create_token_until`].
    pub fn create_token(
        &self,
        name: &str,
        role: Role,
        institution: Option<InstitutionId>,
        account: Option<AccountId>,
    ) -> Result<answers::TokenCreated, Error> {
        self.create_token_until(name, role, institution, account, TokenExpiry::Usual)
    }

    /// Creates a token. Its secret is in this answer and nowhere else: the ledger keeps a hash.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a role that is not accepted, [`Error::TokenTaken`],
    /// [`Error::InThePast`] for an expiry that is not to come.
    pub fn create_token_until(
        &self,
        name: &str,
        role: Role,
        institution: Option<InstitutionId>,
        account: Option<AccountId>,
        expires: TokenExpiry,
    ) -> Result<answers::TokenCreated, Error> {
        check_role(role, institution)?;
        let secret = crate::sources::Chance::new().bytes()?;
        let new = New {
            name: text::name("token name", name)?,
            role,
            institution,
            account,
            expires,
            secret,
        };
        let receipt = self
            .ledger
            .write(self.caller, "token create", move |work| create(work, &new))?;
        let id: TokenId = receipt.subject.ok_or(Error::NotFound("token"))?.into();
        Ok(answers::TokenCreated {
            token: self.token(id)?,
            secret: (!receipt.repeated).then(|| authenticate::bearer(id, &secret)),
        })
    }
}

fn create(work: &mut Work<'_, '_>, new: &New) -> Result<Receipt, Error> {
    if let Some(id) = new.institution
        && work.reads().institution(id)?.is_none()
    {
        return Err(Error::UnknownInstitution(id));
    }
    if let Some(account) = new.account {
        visible(&work.reads(), work.caller.scope(), account)?;
    }
    for known in work.reads().tokens()? {
        if work
            .vault
            .text(&known.name)?
            .eq_ignore_ascii_case(&new.name)
        {
            return Err(Error::TokenTaken);
        }
    }
    let expires = new.expires.resolve(work.at)?;
    let id = TokenId(work.identifier()?);
    let body = Body::TokenCreated(TokenCreated {
        token: id.into(),
        name: work.seal_text(&new.name)?,
        role: new.role,
        secret_hash: Sha256::digest(new.secret).into(),
        expires: expires.map(|at| at.timestamp_millis()),
    });
    let event = NewEvent {
        account: new.account,
        institution: new.institution,
        ..NewEvent::of_ledger(body)
    };
    let position = work.record(event, None)?;
    Ok(Receipt::of(id).at(position))
}
