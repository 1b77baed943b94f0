//! Who is meant by a word, now or as of the past.

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{AccountId, Column, Position};

use crate::caller::Scope;
use crate::vault::Vault;
use crate::{Error, Moment, Reader};

impl Reader<'_> {
    /// The account that `who` names: an account id, an email, a username, `user_id:…` or
    /// `sis_id:…`.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody in scope is meant, [`Error::AmbiguousAccount`] where an
    /// email is shared.
    pub fn find(&self, who: &str) -> Result<AccountId, Error> {
        self.find_at(who, None)
    }

    /// The account that `who` named as of a moment (R50).
    ///
    /// # Errors
    /// As [`Reader::find`]; [`Error::InTheFuture`].
    pub fn find_at(&self, who: &str, as_of: Option<Moment>) -> Result<AccountId, Error> {
        self.ledger.read(|reads| {
            if let Ok(id) = who.parse::<AccountId>() {
                return self.visible_at(reads, id, as_of).map(|(_, row)| row.id);
            }
            let at = self.position(reads, as_of)?;
            self.named(reads, who, at.ok_or(Error::NotFound("account"))?)
        })
    }

    /// The account that `who` names now, at one moment of the book.
    ///
    /// # Errors
    /// As [`Reader::find`].
    pub(crate) fn find_in(&self, reads: &Reads<'_>, who: &str) -> Result<AccountId, Error> {
        if let Ok(id) = who.parse::<AccountId>() {
            return super::visible(reads, self.scope(), id).map(|row| row.id);
        }
        let head = reads.head()?.ok_or(Error::NotFound("account"))?;
        self.named(reads, who, head)
    }

    fn named(&self, reads: &Reads<'_>, who: &str, at: Position) -> Result<AccountId, Error> {
        let vault = &self.ledger.vault;
        for candidate in candidates(who) {
            let mut found = Vec::new();
            for row in identified_at(reads, vault, candidate, at)? {
                if self.scope().covers(row.now.institution()) {
                    found.push(row.then);
                }
            }
            match &found[..] {
                [] => {}
                [row] => return Ok(row.id),
                several => return Err(ambiguous(reads, vault, several)),
            }
        }
        Err(Error::NotFound("account"))
    }
}

/// The numbers of all accounts in scope that a word names now or once named: for a search of the
/// past, which may be about several.
///
/// # Errors
/// [`Error::NotFound`] where it names nobody.
pub(crate) fn named_ever(
    reads: &Reads<'_>,
    vault: &Vault,
    scope: Scope,
    who: &str,
) -> Result<Vec<u64>, Error> {
    if let Ok(id) = who.parse::<AccountId>() {
        return super::visible(reads, scope, id).map(|row| vec![row.number]);
    }
    for (column, value) in candidates(who) {
        let mut found = reads.identified_ever(&vault.blinding.identity(column, value))?;
        found.retain(|row| scope.covers(row.institution()));
        if !found.is_empty() {
            return Ok(found.iter().map(|row| row.number).collect());
        }
    }
    Err(Error::NotFound("account"))
}

/// The columns in which a word is looked for, one after the other.
fn candidates(who: &str) -> Vec<(Column, &str)> {
    match who.split_once(':') {
        Some(("user_id", value)) => vec![(Column::UserId, value)],
        Some(("sis_id", value)) => vec![(Column::SisId, value)],
        _ => vec![(Column::Email, who), (Column::Username, who)],
    }
}

/// An account as it is and as it was.
struct Identified {
    now: AccountRow,
    then: AccountRow,
}

/// The accounts that had a value in one of the columns by which accounts are found.
fn identified_at(
    reads: &Reads<'_>,
    vault: &Vault,
    (column, value): (Column, &str),
    at: Position,
) -> Result<Vec<Identified>, Error> {
    let identity = vault.blinding.identity(column, value);
    let mut identified = Vec::new();
    for now in reads.identified_ever(&identity)? {
        let Some(then) = reads.rewind(now, at)? else {
            continue;
        };
        // An index knows what found an account at some time, and the profile of then at which.
        let is_meant = match now.profile_position == then.profile_position {
            true => reads.has_identity(&identity, now.number)?,
            false => {
                let profile = vault.profile_of(reads, &then)?;
                let known = profile.get(column);
                known.is_some_and(|known| vault.blinding.identity(column, known) == identity)
            }
        };
        if is_meant {
            identified.push(Identified { now, then });
        }
    }
    Ok(identified)
}

/// Names every account that is meant, so that the next try can say which.
fn ambiguous(reads: &Reads<'_>, vault: &Vault, several: &[AccountRow]) -> Error {
    let user_ids: Result<Vec<_>, Error> = several
        .iter()
        .map(|row| Ok(vault.profile_of(reads, row)?.user_id()))
        .collect();
    match user_ids {
        Ok(user_ids) => Error::AmbiguousAccount {
            count: several.len(),
            user_ids: user_ids.into_iter().flatten().collect(),
        },
        Err(error) => error,
    }
}
