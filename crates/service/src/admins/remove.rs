//! Removes an admin; sessions of this person end at once.

use std::collections::BTreeSet;

use rollbook_book::{AdminRow, Reads};
use rollbook_domain::Position;
use rollbook_records::{AdminRemoved, Blind, Body, Channel, Id};

use super::email_of;
use crate::vault::Vault;
use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, Role, SignInError, answers};

impl DomainAdmin<'_> {
    /// Removes the admin of this email. What the person did keeps the name, and tokens that the
    /// person created go on: the answer lists them.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`SignInError::OwnAdmin`] and [`SignInError::LastDomainAdmin`], but not
    /// for whoever has the machine.
    pub fn remove_admin(&self, email: &str) -> Result<answers::AdminRemoved, Error> {
        let hash = self.ledger.vault.blinding.name(email);
        let receipt = self
            .ledger
            .write(self.caller, "admin remove", move |work| {
                let admin = work.reads().admin_by_email(&hash)?;
                let admin = admin.ok_or(Error::NotFound("admin"))?;
                if work.caller.channel != Channel::Cli {
                    refuse_own(work, &hash)?;
                    refuse_last(work, &admin)?;
                }
                let position = remove(work, &admin, None)?;
                Ok(Receipt::of(admin.id).at(position))
            })?;
        self.answer_removed(email, receipt)
    }

    /// What was removed, as it is recorded, and the tokens that this person leaves.
    pub(super) fn answer_removed(
        &self,
        email: &str,
        receipt: Receipt,
    ) -> Result<answers::AdminRemoved, Error> {
        let hash = self.ledger.vault.blinding.name(email);
        let position = Position(receipt.position.unwrap_or_default());
        self.ledger.read(|reads| {
            let (erased, actors) = match reads.record(position)?.body {
                Body::AdminRemoved(event) if event.erased => (true, event.actors),
                _ => (false, actors(reads, &self.ledger.vault, &hash, email)?),
            };
            Ok(answers::AdminRemoved {
                email: email.to_owned(),
                erased,
                outcome: receipt.outcome(),
                tokens: self.tokens_of(reads, &actors)?,
            })
        })
    }
}

/// Under which ids commands of a person of this email are recorded. An actor's name is told apart by
/// case, and an email may have been written in several ways.
pub(super) fn actors(
    reads: &Reads<'_>,
    vault: &Vault,
    email: &Blind,
    typed: &str,
) -> Result<Vec<Id>, Error> {
    let typed = typed.trim();
    let mut names = BTreeSet::from([typed.to_owned(), typed.to_lowercase()]);
    for admin in reads.admins_ever(email)? {
        names.insert(email_of(vault, &admin)?);
    }
    let mut actors = Vec::new();
    for name in names {
        let actor = reads.actor(&vault.blinding.actor(&name))?;
        actors.extend(actor.map(|actor| Id(actor.0)));
    }
    Ok(actors)
}

/// Nobody removes themselves: it would be a mistake more often than not.
pub(super) fn refuse_own(work: &Work<'_, '_>, email: &Blind) -> Result<(), Error> {
    match work.vault.blinding.name(&work.caller.actor) == *email {
        true => Err(SignInError::OwnAdmin.into()),
        false => Ok(()),
    }
}

/// Otherwise nobody could sign in any more who may add one.
pub(super) fn refuse_last(work: &Work<'_, '_>, admin: &AdminRow) -> Result<(), Error> {
    if admin.role != Role::DomainAdmin {
        return Ok(());
    }
    let admins = work.reads().admins()?;
    let mut others = admins.iter().filter(|other| other.id != admin.id);
    match others.any(|other| other.role == Role::DomainAdmin) {
        true => Ok(()),
        false => Err(SignInError::LastDomainAdmin.into()),
    }
}

/// Records it, and ends what signs this person in. Of a person who is erased the ids are given
/// under which the person's commands are recorded.
pub(crate) fn remove(
    work: &mut Work<'_, '_>,
    admin: &AdminRow,
    erased: Option<Vec<Id>>,
) -> Result<Position, Error> {
    let body = Body::AdminRemoved(AdminRemoved {
        admin: admin.id.into(),
        erased: erased.is_some(),
        actors: erased.unwrap_or_default(),
    });
    let event = NewEvent {
        institution: admin.institution,
        ..NewEvent::of_ledger(body)
    };
    let position = work.record(event, None)?;
    work.transaction.end_sessions_of(admin.id, None)?;
    Ok(position)
}
