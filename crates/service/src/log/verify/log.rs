//! What a log says of itself, and what it is held against.

use rollbook_book::{BookError, Reads, Untrusted};
use rollbook_proofs::{Checkpoint, Evidence, LogVerifier, Verdict, VerifyingKey, format_hash};

use super::keys::{self, AdoptedKey, Adoption, fault};
use super::{Pinned, Trusted};
use crate::answers::{LogFault, TrustedKey, Verified};
use crate::signing::origin;
use crate::{Error, answers};

/// Records between two looks at the progress.
const GLANCE: u64 = 4096;

/// What stands beside the records, none of which is believed before it is checked.
pub(super) struct Log<'a> {
    reads: &'a Reads<'a>,
    size: u64,
    origin: Option<String>,
    pub(super) keys: Vec<AdoptedKey>,
    checkpoints: Vec<Untrusted<String>>,
    trusted: Option<&'a Trusted>,
    /// What is wrong with it already.
    faults: Vec<LogFault>,
}

impl<'a> Log<'a> {
    /// `None` where there is not even the first record.
    pub(super) fn read(
        reads: &'a Reads<'a>,
        trusted: Option<&'a Trusted>,
        pinned: Option<&Pinned>,
    ) -> Result<Option<Log<'a>>, Error> {
        let Some(last) = reads.last_row_of_log()? else {
            return Ok(None);
        };
        let mut faults = Vec::new();
        let mut unreadable = |kind, what| {
            let message = format!("the stored {what} cannot be read: the table is damaged");
            faults.push(fault(None, kind, message));
        };
        let checkpoints = reads.stored_checkpoints().unwrap_or_else(|_| {
            unreadable("checkpoint", "checkpoints");
            Vec::new()
        });
        let rows = reads.stored_signing_keys().unwrap_or_else(|_| {
            unreadable("key-differs", "signing keys");
            Vec::new()
        });
        let (adoptions, differing) = keys::adoptions(reads, &rows);
        faults.extend(differing);
        let notes = checkpoints.iter().rev().flat_map(|row| &row.content);
        let notes = pinned.map(|pinned| &pinned.note).into_iter().chain(notes);
        let origin = signed_name(notes, &adoptions)
            .or_else(|| origin(reads).ok())
            .or_else(|| Some(trusted?.key.name().to_owned()));
        let name = origin.as_deref().unwrap_or_default();
        Ok(Some(Log {
            reads,
            size: u64::try_from(last).map_or(0, |last| last + 1),
            keys: adoptions
                .iter()
                .filter_map(|found| found.key(name))
                .collect(),
            origin,
            checkpoints,
            trusted,
            faults,
        }))
    }

    /// Goes over the records once. `on_progress` is told records done, and of how many.
    pub(super) fn hold_against(
        &self,
        pinned: Option<&Pinned>,
        on_progress: &mut dyn FnMut(u64, u64),
    ) -> Verified {
        let mut faults = self.faults.clone();
        let mut evidence = Evidence::new();
        for row in &self.checkpoints {
            faults.extend(self.check_stored(&mut evidence, row));
        }
        if let Some(pinned) = pinned {
            let known: Vec<VerifyingKey> = self.all_keys().cloned().collect();
            evidence.check(&pinned.note, &known);
        }
        let is_signed = pinned.is_some() || self.is_signed();
        if !is_signed {
            evidence.may_be_unsigned();
        }
        evidence.tiles(|level, index| self.reads.tile(level, index).ok().flatten());
        let verdict = self.go_over(LogVerifier::new(evidence), &mut faults, on_progress);
        if self.checkpoints.is_empty() && !self.keys.is_empty() {
            let message = "the log has a signing key, but every signed checkpoint is gone";
            faults.push(fault(None, "checkpoint", message.to_owned()));
        }
        if let Some(trusted) = self.trusted {
            faults.extend(keys::judge(&self.keys, &trusted.key));
        }
        Verified {
            signed: is_signed,
            pinned: pinned.map(|pinned| pinned.checkpoint.size),
            ..self.answer(&verdict, faults)
        }
    }

    /// Whether anything tells that the log was ever signed.
    fn is_signed(&self) -> bool {
        self.trusted.is_some()
            || !self.keys.is_empty()
            || !self.checkpoints.is_empty()
            || !self.faults.is_empty()
    }

    fn check_stored(
        &self,
        evidence: &mut Evidence<'_>,
        row: &Untrusted<String>,
    ) -> Option<LogFault> {
        let place = row.number;
        let told = |message| Some(fault(u64::try_from(place).ok(), "checkpoint", message));
        let Some(note) = &row.content else {
            return told(format!(
                "what is stored as the checkpoint of {place} records is no text"
            ));
        };
        let claimed = Checkpoint::claimed(note).ok();
        let claimed = claimed.map(|checkpoint| checkpoint.size);
        evidence.check(note, &self.keys_at(claimed.unwrap_or_default()));
        let claimed = claimed.filter(|size| i64::try_from(*size) != Ok(place))?;
        told(format!(
            "the checkpoint of {claimed} records is stored as one of {place}"
        ))
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
        adopted.chain(self.trusted.map(|trusted| &trusted.key))
    }

    /// Refuses a checkpoint that is one of another log.
    pub(super) fn check_origin(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
        let Some(origin) = &self.origin else {
            return Ok(());
        };
        let mut names = self.all_keys().map(VerifyingKey::name);
        if checkpoint.origin == *origin || names.any(|name| name == checkpoint.origin) {
            return Ok(());
        }
        Err(Error::invalid(
            "checkpoint",
            format!(
                "it is one of the log {}, and this is {origin}",
                checkpoint.origin
            ),
        ))
    }

    /// Takes every row of the log in its order, and tells what else than records is there.
    fn go_over(
        &self,
        mut verifier: LogVerifier<'_>,
        faults: &mut Vec<LogFault>,
        on_progress: &mut dyn FnMut(u64, u64),
    ) -> Verdict {
        let (mut done, mut strays, mut next) = (0, 0_u64, 0);
        let read = self
            .reads
            .rows_of_log(i64::MIN..=i64::MAX, |position, record| {
                match u64::try_from(position) {
                    Ok(position) => {
                        verifier.push(position, record);
                        next = position + 1;
                    }
                    Err(_) => strays += 1,
                }
                done += 1;
                if done % GLANCE == 0 {
                    on_progress(done, self.size);
                }
                Ok::<_, BookError>(())
            });
        if read.is_err() {
            let message = format!(
                "from position {next} on the file cannot be read: a disk failed, or somebody wrote over it"
            );
            faults.push(fault(Some(next), "unreadable", message));
        }
        if strays > 0 {
            let message =
                format!("{strays} rows stand at positions below 0, where no record can be");
            faults.push(fault(None, "inserted", message));
        }
        verifier.finish()
    }

    fn answer(&self, verdict: &Verdict, others: Vec<LogFault>) -> Verified {
        let key = self.trusted.map(|trusted| &trusted.key);
        let key = key.or(self.keys.last().map(|adopted| &adopted.key));
        let mut faults: Vec<LogFault> = verdict.faults.iter().map(LogFault::from).collect();
        faults.extend(others);
        Verified {
            ok: faults.is_empty() && verdict.more_faults == 0,
            signed: true,
            size: verdict.size,
            root: format_hash(&verdict.root),
            faults,
            more_faults: verdict.more_faults,
            checkpoints: self.checkpoints.len() as u64,
            pinned: None,
            key: key.map(VerifyingKey::to_string),
            key_from: self
                .trusted
                .map_or(TrustedKey::Log, |trusted| trusted.source),
        }
    }
}

/// The log's name as a checkpoint has it that one of its keys signed under this very name. So neither
/// a change of the first record, which has it too, nor one of a checkpoint passes for another log.
fn signed_name<'a>(
    notes: impl Iterator<Item = &'a String>,
    adoptions: &[Adoption],
) -> Option<String> {
    notes.into_iter().find_map(|note| {
        let name = Checkpoint::claimed(note).ok()?.origin;
        let keys = adoptions.iter().filter_map(|adoption| adoption.key(&name));
        let keys: Vec<VerifyingKey> = keys.map(|adopted| adopted.key).collect();
        Checkpoint::open(note, &keys).ok().map(|_| name)
    })
}

impl From<&rollbook_proofs::Fault> for answers::LogFault {
    fn from(found: &rollbook_proofs::Fault) -> answers::LogFault {
        fault(found.position, found.kind.as_str(), found.message.clone())
    }
}
