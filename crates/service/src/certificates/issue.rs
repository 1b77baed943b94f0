//! Certifies a deletion, however long ago it was: everything is counted from the log and its views.

use rollbook_book::{AccountRow, BookError, Direction, Onward, Reads, sign_checkpoint};
use rollbook_domain::{AccountId, Position};
use rollbook_proofs::{CheckpointError, LogProof, SigningKey, format_hash, leaf_hash, note};
use rollbook_records::{Body, Envelope, Unit};

use super::CertificateError;
use super::claims::{Claims, Place};
use super::file::CertificateFile;
use crate::signing::SigningKeyError;
use crate::{Auditor, Error, Ledger, answers};

impl Auditor<'_> {
    /// What a deletion destroyed, certified: see [`answers::Certificate`].
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Certificate`] for an account that is not deleted;
    /// [`Error::SigningKey`] where the log is not signed, or its key is not at hand.
    pub fn certificate(&self, id: AccountId) -> Result<answers::Certificate, Error> {
        self.ledger.certify(id)
    }
}

impl Ledger {
    pub(crate) fn certify(&self, id: AccountId) -> Result<answers::Certificate, Error> {
        self.read(|reads| {
            let row = reads.account(id)?.ok_or(Error::NotFound("account"))?;
            if row.account.living().is_some() {
                return Err(CertificateError::NotDeleted.into());
            }
            let key = self.signer.adopted(reads)?;
            let key = key.ok_or(SigningKeyError::NoneYet)?;
            Ok(answers::Certificate {
                account_id: id.to_string(),
                certificate: self.issue(reads, &row, &key)?.to_string(),
            })
        })
    }

    fn issue(
        &self,
        reads: &Reads<'_>,
        row: &AccountRow,
        key: &SigningKey,
    ) -> Result<CertificateFile, Error> {
        let position = row.status_position;
        let deletion = reads.record(position)?;
        let bytes = reads.bytes(position)?.unwrap_or_default();
        let (first, unit) = reads.unit(position, &deletion)?;
        let size = end_of_unit(reads, first)?;
        let root = reads.root_at(size)?;
        let last = Position(size - 1);
        let claims = Claims {
            place: Place {
                log: key.verifying_key().name().to_owned(),
                key: key.verifying_key().to_string(),
                account: row.id.to_string(),
                position: position.0.to_string(),
                hash: format_hash(&leaf_hash(&bytes)),
                size: size.to_string(),
                root: format_hash(&root),
            },
            institution: row.institution().0,
            at: unit.at,
            by: self.deleter(reads, &unit)?,
            ended: reads.ended_with((row.number, row.id), first, last)?,
            events: reads.positions(row.number)?.len() as u64,
        };
        let unsignable = |error| BookError::from(CheckpointError::Note(error));
        Ok(CertificateFile {
            note: note::sign(&claims.to_string(), key).map_err(unsignable)?,
            record: bytes,
            proof: LogProof {
                extra: None,
                index: position.0,
                hashes: reads.inclusion_proof(position.0, size)?,
                checkpoint: sign_checkpoint(key, size, root)?,
            },
        })
    }

    /// Whoever deleted, and by which door; as one line.
    fn deleter(&self, reads: &Reads<'_>, unit: &Unit) -> Result<String, Error> {
        let name = self.vault.actor(reads, unit)?;
        let name = name.unwrap_or_else(|| "somebody who was erased".to_owned());
        let visible = |character: char| match character.is_control() {
            true => ' ',
            false => character,
        };
        let name: String = name.chars().map(visible).collect();
        Ok(format!("{name} ({})", unit.channel.as_str()))
    }
}

/// The size of the log right behind the unit that begins at `first`.
fn end_of_unit(reads: &Reads<'_>, first: Position) -> Result<u64, Error> {
    if let Body::BatchRecorded(batch) = &reads.record(first)?.body {
        return Ok(first.0 + u64::from(batch.events) + 1);
    }
    let mut end = first.0 + 1;
    let last = reads.head()?.unwrap_or(first);
    reads.scan(
        Position(end),
        last,
        Direction::OldestFirst,
        |position, bytes| {
            if Envelope::decode(bytes)?.unit.is_some() {
                return Ok(Onward::Stop);
            }
            end = position.0 + 1;
            Ok::<_, Error>(Onward::Next)
        },
    )?;
    Ok(end)
}
