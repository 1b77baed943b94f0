//! What was taken from somebody for good, by the log and by the views: where one of them is damaged, the
//! other still knows.

use rollbook_domain::{AccountId, Position};
use rollbook_proofs::Hash;
use rollbook_records::{Body, Envelope, Id, Kind, Record};

use super::{Direction, Onward, Reads, sixteen};
use crate::{BookError, state};

/// What is known of a ledger that is about to be replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replaced {
    /// Records of the log.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
    /// Whoever was deleted (R42).
    pub deleted: Vec<AccountId>,
    /// Admins who were erased.
    pub erased: Vec<Id>,
    /// Admins who were removed, erased or not.
    pub removed: Vec<Id>,
    /// Tokens.
    pub revoked: Vec<Id>,
    /// Admins whose passwords were changed, and where.
    pub passwords: Vec<(Position, Id)>,
}

impl Reads<'_> {
    /// Takes a pass over the log.
    pub(crate) fn replaced(&self) -> Result<Replaced, BookError> {
        let mut replaced = Replaced {
            size: self.size()?,
            root: self.root()?,
            deleted: self.deleted_accounts()?,
            erased: Vec::new(),
            removed: Vec::new(),
            revoked: Vec::new(),
            passwords: Vec::new(),
        };
        let last = self.head()?.unwrap_or(Position(0));
        self.scan(
            Position(0),
            last,
            Direction::OldestFirst,
            |position, bytes| {
                // A record that cannot be read tells nothing, and is a reason to restore.
                if let Ok(envelope) = Envelope::decode(bytes) {
                    replaced.note(position, &envelope, bytes);
                }
                Ok::<_, BookError>(Onward::Next)
            },
        )?;
        Ok(replaced)
    }

    fn deleted_accounts(&self) -> Result<Vec<AccountId>, BookError> {
        let mut deleted = self
            .connection
            .prepare_cached("SELECT account_id FROM accounts WHERE state & ? != 0")?;
        let rows = deleted.query_map([state::DELETED], |row| {
            sixteen(row, 0).map(AccountId::from_bytes)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Replaced {
    fn note(&mut self, position: Position, envelope: &Envelope<'_>, bytes: &[u8]) {
        match envelope.kind {
            Kind::AccountDeleted => self.deleted.extend(envelope.account),
            Kind::AdminRemoved | Kind::TokenRevoked | Kind::PasswordSet => {
                match Record::decode(bytes).map(|record| record.body) {
                    Ok(Body::AdminRemoved(event)) => {
                        self.removed.push(event.admin);
                        self.erased.extend(event.erased.then_some(event.admin));
                    }
                    Ok(Body::TokenRevoked(event)) => self.revoked.push(event.token),
                    Ok(Body::PasswordSet(event)) => self.passwords.push((position, event.admin)),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
