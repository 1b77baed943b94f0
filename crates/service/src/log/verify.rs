//! `verify`: is the log the one that was signed? Needs neither keys nor views, and changes nothing.

mod keys;
mod restored;

use std::path::PathBuf;

use rollbook_book::{BookError, ReadOnlyBook, Reads};
use rollbook_proofs::{Checkpoint, Evidence, LogVerifier, Verdict, VerifyingKey};

use super::base64;
use crate::answers::{LogFault, TrustedKey, Verified};
use crate::signing::{file_key, origin};
use crate::{Error, answers};
use keys::{AdoptedKey, fault};

/// Records between two looks at the progress.
const GLANCE: u64 = 4096;

/// What a log is to be held against.
#[derive(Clone, Debug)]
pub struct VerifyRequest {
    /// The data directory, or a copy that has at least `book.db`.
    pub directory: PathBuf,
    /// The signing key, where it is not in the directory. Only its public half is used.
    pub signing_key: Option<PathBuf>,
    /// A signed checkpoint that was kept elsewhere.
    pub checkpoint: Option<String>,
    /// The public key that whoever asks relies on.
    pub key: Option<String>,
}

impl VerifyRequest {
    /// Goes over the log once and recomputes its tree. `on_progress` is told records done, and of how
    /// many.
    ///
    /// # Errors
    /// [`Error::NoLedger`]; [`Error::Invalid`] where the checkpoint or the key is none, or the checkpoint
    /// is that of another log. What is wrong with the log is no error but a fault in the answer.
    pub fn verify(&self, on_progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, Error> {
        let pinned = self
            .checkpoint
            .as_deref()
            .map(parse_checkpoint)
            .transpose()?;
        let given = self.key.as_deref().map(parse_key).transpose()?;
        ReadOnlyBook::open(&self.directory)?.read(|reads| {
            if reads.head()?.is_none() {
                return Err(Error::NoLedger(self.directory.clone()));
            }
            let pinned = pinned.zip(self.checkpoint.as_deref());
            let log = Log::read(reads, given, self.key_file())?;
            let found = log.hold_against(reads, pinned.as_ref(), on_progress)?;
            let (Some((checkpoint, _)), false) = (&pinned, found.faults.is_empty()) else {
                return Ok(found);
            };
            let Some(restored) = restored::behind(reads, checkpoint)? else {
                return Ok(found);
            };
            // Of the log that was replaced nothing is left to compare: the one that is here is judged by
            // itself.
            let mut found = log.hold_against(reads, None, on_progress)?;
            found.pinned = Some(checkpoint.size);
            found.add(restored);
            Ok(found)
        })
    }

    fn key_file(&self) -> PathBuf {
        let in_directory = || self.directory.join(crate::signing::FILE);
        self.signing_key.clone().unwrap_or_else(in_directory)
    }
}

/// A public key as somebody gave it.
pub(crate) fn parse_key(text: &str) -> Result<VerifyingKey, Error> {
    let parsed = text.trim().parse();
    parsed.map_err(|error: rollbook_proofs::KeyError| Error::invalid("key", error.to_string()))
}

/// What a note claims, before anybody knows whether it is to be believed.
fn parse_checkpoint(note: &str) -> Result<Checkpoint, Error> {
    let text = note.split_once("\n\n").map_or(note, |(text, _)| text);
    format!("{text}\n")
        .parse()
        .map_err(|error: rollbook_proofs::CheckpointError| {
            Error::invalid("checkpoint", error.to_string())
        })
}

/// What the log says of itself, and the key that does not come from it.
struct Log {
    origin: String,
    keys: Vec<AdoptedKey>,
    trusted: Option<(VerifyingKey, TrustedKey)>,
}

impl Log {
    fn read(
        reads: &Reads<'_>,
        given: Option<VerifyingKey>,
        key_file: PathBuf,
    ) -> Result<Log, Error> {
        let origin = name(reads)?;
        let keys = keys::adopted(reads, &origin)?;
        let trusted = match given {
            Some(key) => Some((key, TrustedKey::Given)),
            None => file_key(&key_file).map(|key| (key, TrustedKey::File)),
        };
        Ok(Log {
            origin,
            keys,
            trusted,
        })
    }

    fn hold_against(
        &self,
        reads: &Reads<'_>,
        pinned: Option<&(Checkpoint, &str)>,
        on_progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Verified, Error> {
        let mut evidence = Evidence::new();
        let mut checkpoints = 0;
        for stored in reads.checkpoints()? {
            evidence.check(&stored.note, &self.keys_at(stored.size));
            checkpoints += 1;
        }
        if let Some((checkpoint, note)) = pinned {
            self.check_origin(checkpoint)?;
            let known: Vec<VerifyingKey> = self.all_keys().cloned().collect();
            evidence.check(note, &known);
        }
        evidence.tiles(|level, index| reads.tile(level, index).ok().flatten());
        let (verdict, strays) = go_over(reads, LogVerifier::new(evidence), on_progress)?;
        let mut verified = self.answer(&verdict, checkpoints);
        verified.pinned = pinned.map(|(checkpoint, _)| checkpoint.size);
        if strays > 0 {
            let message =
                format!("{strays} rows stand at positions below 0, where no record can be");
            verified.add(fault(None, "inserted", message));
        }
        if checkpoints == 0 && !self.keys.is_empty() {
            let message =
                "the log has a signing key, but every signed checkpoint is gone".to_owned();
            verified.add(fault(None, "checkpoint", message));
        }
        if let Some((key, _)) = &self.trusted {
            verified.faults.extend(keys::judge(&self.keys, key));
        }
        verified.ok = verified.faults.is_empty();
        Ok(verified)
    }

    /// The key that signed where the log had so many records.
    fn keys_at(&self, size: u64) -> Vec<VerifyingKey> {
        let adopted = self.keys.iter().rfind(|adopted| adopted.position < size);
        adopted
            .map(|adopted| adopted.key.clone())
            .into_iter()
            .collect()
    }

    fn all_keys(&self) -> impl Iterator<Item = &VerifyingKey> {
        let adopted = self.keys.iter().map(|adopted| &adopted.key);
        adopted.chain(self.trusted.iter().map(|(key, _)| key))
    }

    fn check_origin(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
        let mut names = self.all_keys().map(VerifyingKey::name);
        if checkpoint.origin == self.origin || names.any(|name| name == checkpoint.origin) {
            return Ok(());
        }
        Err(Error::invalid(
            "checkpoint",
            format!(
                "it is one of the log {}, and this is {}",
                checkpoint.origin, self.origin
            ),
        ))
    }

    fn answer(&self, verdict: &Verdict, checkpoints: u64) -> Verified {
        let key = self.trusted.as_ref().map(|(key, _)| key);
        let key = key.or(self.keys.last().map(|adopted| &adopted.key));
        Verified {
            ok: verdict.is_ok(),
            size: verdict.size,
            root: base64(verdict.root),
            faults: verdict.faults.iter().map(LogFault::from).collect(),
            more_faults: verdict.more_faults,
            checkpoints,
            pinned: None,
            key: key.map(VerifyingKey::to_string),
            key_from: match &self.trusted {
                Some((_, source)) => *source,
                None => TrustedKey::Log,
            },
        }
    }
}

/// The log's name as its last checkpoint has it, so that a change of the first record, which has it too,
/// is found as what it is.
fn name(reads: &Reads<'_>) -> Result<String, Error> {
    let last = reads.checkpoints()?.pop();
    let named = last.and_then(|last| Some(last.note.split_once('\n')?.0.to_owned()));
    Ok(named.unwrap_or_else(|| origin(reads).unwrap_or_default()))
}

/// Takes every row of the log in its order; tells how many stand where no record can.
fn go_over(
    reads: &Reads<'_>,
    mut verifier: LogVerifier<'_>,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<(Verdict, u64), Error> {
    let total = reads.size()?;
    let (mut done, mut strays) = (0, 0);
    reads.rows_of_log(i64::MIN..=i64::MAX, |position, record| {
        match u64::try_from(position) {
            Ok(position) => verifier.push(position, record),
            Err(_) => strays += 1,
        }
        done += 1;
        if done % GLANCE == 0 {
            on_progress(done, total);
        }
        Ok::<_, BookError>(())
    })?;
    Ok((verifier.finish(), strays))
}

impl Verified {
    fn add(&mut self, fault: LogFault) {
        self.ok = false;
        self.faults.push(fault);
    }
}

impl From<&rollbook_proofs::Fault> for answers::LogFault {
    fn from(found: &rollbook_proofs::Fault) -> answers::LogFault {
        fault(found.position, found.kind.as_str(), found.message.clone())
    }
}
