//! Checks a certificate: no ledger is needed, and none is looked at.

use std::path::PathBuf;

use rollbook_proofs::note::{self, Note};
use rollbook_proofs::{VerifyingKey, format_hash, leaf_hash};
use rollbook_records::{Body, Record};

use super::CertificateError;
use super::claims::Place;
use super::file::CertificateFile;
use crate::answers::{CertificateVerified, LogFault, TrustedKey};
use crate::signing::file_key;
use crate::{Error, log};

/// A certificate, and whose word counts for it.
#[derive(Clone, Debug)]
pub struct CertificateCheck {
    /// As it was given out.
    pub certificate: String,
    /// The public key that whoever asks relies on.
    pub key: Option<String>,
    /// A data directory, which need not be there.
    pub data: PathBuf,
    /// The signing key, where it is not in the directory. Its public half counts where no key is given.
    pub signing_key: Option<PathBuf>,
}

impl CertificateCheck {
    /// Whether every byte is as it was given out, and the record of the deletion is proven to be in the
    /// log. Without a key that comes from elsewhere, the one that the certificate names is believed.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the key is none. What is wrong with the certificate is no error but a
    /// fault in the answer.
    pub fn verify(&self) -> Result<CertificateVerified, Error> {
        let given = self.key.as_deref().map(log::parse_key).transpose()?;
        let mut verified = CertificateVerified::default();
        if let Err(error) = self.hold(given, &mut verified) {
            verified.ok = false;
            verified.certified.clear();
            verified.faults.push(LogFault {
                position: None,
                kind: error.code().to_owned(),
                message: error.to_string(),
            });
        }
        Ok(verified)
    }

    fn hold(
        &self,
        given: Option<VerifyingKey>,
        verified: &mut CertificateVerified,
    ) -> Result<(), CertificateError> {
        let file = CertificateFile::parse(&self.certificate)?;
        let stated = Place::stated(&file.note).ok_or(CertificateError::Format)?;
        let (key, key_from) = self.trusted(given, &stated)?;
        verified.key = Some(key.to_string());
        verified.key_from = key_from;
        let keys = [key];
        let Note { text, .. } = note::open(&file.note, &keys).map_err(CertificateError::Text)?;
        let checkpoint = file.proof.verify(&file.record, &keys);
        let checkpoint = checkpoint.map_err(CertificateError::Proof)?;
        let record = Record::decode(&file.record).map_err(|_| CertificateError::Record)?;
        let (Body::AccountDeleted, Some(account)) = (&record.body, record.account) else {
            return Err(CertificateError::Record);
        };
        let proven = Place {
            log: checkpoint.origin,
            key: keys[0].to_string(),
            account: account.to_string(),
            position: file.proof.index.to_string(),
            hash: format_hash(&leaf_hash(&file.record)),
            size: checkpoint.size.to_string(),
            root: format_hash(&checkpoint.root),
        };
        if let Some(claim) = stated.difference(&proven) {
            return Err(CertificateError::Contradiction(claim));
        }
        verified.ok = true;
        verified.size = checkpoint.size;
        verified.root = proven.root;
        verified.account_id = Some(proven.account);
        verified.certified = text.lines().map(str::to_owned).collect();
        Ok(())
    }

    /// The key that was given, or that of the file, where the certificate is of its log; or else the
    /// one that the certificate names.
    fn trusted(
        &self,
        given: Option<VerifyingKey>,
        stated: &Place,
    ) -> Result<(VerifyingKey, TrustedKey), CertificateError> {
        if let Some(given) = given {
            return Ok((given, TrustedKey::Given));
        }
        let named: VerifyingKey = stated.key.parse().map_err(|_| CertificateError::Format)?;
        match file_key(&self.data, self.signing_key.as_deref()) {
            Some(here) if here == named => Ok((here, TrustedKey::File)),
            Some(here) if here.name() == stated.log => Err(CertificateError::OtherKey {
                signer: named.to_string(),
                here: here.to_string(),
            }),
            _ => Ok((named, TrustedKey::Certificate)),
        }
    }
}
