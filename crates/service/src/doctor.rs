//! What is wrong with this installation, and the repair.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rollbook_book::{KeyOwner, Reads};
use rollbook_domain::InstitutionId;
use rollbook_records::{Header, KeyId, Record};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Error, Ledger, cursor};

mod signing;

/// The outcome of an examination.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Diagnosis {
    /// No finding is a fault.
    pub ok: bool,
    /// The log's head.
    pub position: Option<u64>,
    /// The Merkle tree's root in lower-case hexadecimal.
    pub root: Option<String>,
    pub findings: Vec<Finding>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Finding {
    pub code: String,
    /// `fault` or `warning`.
    pub severity: String,
    pub message: String,
    /// What to do about it, or what was done.
    pub repair: String,
    /// Whether it was repaired just now, so that nothing is left to do.
    pub repaired: bool,
}

/// Records read at once.
const CHUNK: usize = 10_000;

impl Ledger {
    /// Examines the files, the log, the tree, the views against each other, and the keyring.
    /// Removes what a crash left behind.
    pub fn doctor(&self) -> Result<Diagnosis, Error> {
        let mut findings = self.finish_deletions()?;
        findings.extend(self.sweep_rebuild()?);
        let mut suspects = Vec::new();
        let (position, root) = self.read(|reads| {
            for line in reads.integrity_faults()? {
                findings.push(fault("store-damaged", &line, RESTORE));
            }
            findings.extend(examine_log(reads)?);
            if reads.has_old_views()? {
                findings.push(fault("views-old", OLD_VIEWS, NEXT_COMMAND));
            } else {
                findings.extend(examine_seats(reads)?);
                findings.extend(examine_views(reads)?);
            }
            findings.extend(self.examine_signing(reads)?);
            findings.extend(self.examine_keys(reads, &mut suspects)?);
            Ok((reads.head()?, reads.root()?))
        })?;
        // Where something is at fault, the keyring may be another ledger's, or the book may be put
        // back from a copy: no key is destroyed before that is mended.
        if is_ok(&findings) {
            findings.extend(self.repair_keys(suspects)?);
        }
        findings.extend(self.examine_plans()?);
        Ok(Diagnosis {
            ok: is_ok(&findings),
            position: position.map(|position| position.0),
            root: Some(cursor::encode(&root)),
            findings,
        })
    }

    /// Every living account, every admin and whoever gave a command needs a key. Keys that belong
    /// to nothing are suspects: they may be somebody's who is just being recorded.
    fn examine_keys(
        &self,
        reads: &Reads<'_>,
        suspects: &mut Vec<KeyId>,
    ) -> Result<Vec<Finding>, Error> {
        let mut kept: HashSet<KeyId> = self.vault.keyring.ids()?.into_iter().collect();
        kept.remove(&KeyId::LEDGER);
        let mut missing = BTreeMap::<KeyOwner, u64>::new();
        reads.key_owners(|id, owner| {
            let may_be_without = matches!(
                owner,
                KeyOwner::Plan | KeyOwner::FormerAdmin | KeyOwner::FormerClass
            );
            if !kept.remove(&id) && !may_be_without {
                *missing.entry(owner).or_default() += 1;
            }
        })?;
        suspects.extend(kept);
        Ok(missing.into_iter().map(missing_keys).collect())
    }

    /// Keys of what was never recorded are left over from a crash. In a keyring that several nodes share
    /// they may belong to another node's plans, or to what it is just recording, unless they are old.
    fn repair_keys(&self, mut suspects: Vec<KeyId>) -> Result<Option<Finding>, Error> {
        if let Some(shared) = &self.settings.shared {
            let old = shared.keys.old_ids()?;
            suspects.retain(|id| old.binary_search(id).is_ok());
        }
        let count = self.destroy_left_over_keys(suspects)?.len();
        Ok((count > 0).then(|| {
            repaired(
                "key-left-over",
                format!("{count} keys belonged to nothing that was recorded"),
            )
        }))
    }

    /// What a rebuild left that was cut off still finds whoever is deleted (R42).
    fn sweep_rebuild(&self) -> Result<Option<Finding>, Error> {
        let is_swept = self.book.sweep_rebuild(&mut |_| {}, &|| true)?;
        Ok(is_swept.then(|| {
            let message = "tables or a file of a rebuild that was cut off were left over";
            repaired("rebuild-left-over", message.to_owned())
        }))
    }

    /// The keys of deleted accounts are gone, or go now, and what is left of theirs with them (R43).
    fn finish_deletions(&self) -> Result<Vec<Finding>, Error> {
        let (keys, traces) = self.finish_destructions()?;
        let mut findings = Vec::new();
        if keys > 0 {
            let message = format!(
                "{keys} keys of deleted accounts are still in keys.db, and cannot be destroyed"
            );
            let repair = "see that keys.db can be written and its disk has room, and ask again; \
                          rollbook logs what failed";
            findings.push(fault("key-not-destroyed", &message, repair));
        }
        if traces > 0 {
            findings.push(Finding {
                code: "write-ahead-log-held".to_owned(),
                severity: "warning".to_owned(),
                message: format!(
                    "book.db-wal may still hold sealed rows that belonged to {traces} destroyed keys, because somebody reads from it"
                ),
                repair: "it is emptied as soon as nobody does: let a long export or backup end".to_owned(),
                repaired: false,
            });
        }
        Ok(findings)
    }

    /// Files of plans that no longer exist are left over from a crash.
    fn examine_plans(&self) -> Result<Option<Finding>, Error> {
        let count = self.sweep_plan_files()?;
        Ok((count > 0).then(|| {
            repaired(
                "plan-left-over",
                format!("{count} files of unfinished uploads were left over"),
            )
        }))
    }
}

fn is_ok(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity != "fault")
}

fn missing_keys((owner, count): (KeyOwner, u64)) -> Finding {
    let owners = match owner {
        KeyOwner::Admin => "admins",
        KeyOwner::Class => "classes",
        KeyOwner::Actor => "persons or programs who gave commands",
        _ => "accounts",
    };
    fault(
        "key-missing",
        &format!("{count} {owners} have no key in keys.db, so they cannot be read"),
        "put back the keys.db that belongs to this book.db",
    )
}

const REBUILD: &str =
    "make the views anew from the log with `rollbook rebuild`; the server may go on meanwhile";

const OLD_VIEWS: &str =
    "the views were made by an older version of rollbook, so they were not examined";

const NEXT_COMMAND: &str =
    "give any other command, such as `rollbook rebuild`: it makes them anew first";

const RESTORE: &str = "stop rollbook and put back a copy of the data directory from before";

/// The log has no gap, every record can be read, and the stored tree has its root.
fn examine_log(reads: &Reads<'_>) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    let mut tree = rollbook_proofs::Edge::new();
    let mut expected = rollbook_domain::Position(0);
    let mut unit_end = None;
    loop {
        let records = reads.log(expected, CHUNK)?;
        if records.is_empty() {
            break;
        }
        for (position, bytes) in records {
            if position != expected {
                let message = format!("records {expected} to {position} are missing");
                findings.push(fault("log-gap", &message, RESTORE));
            }
            tree.append(rollbook_proofs::leaf_hash(&bytes));
            match Record::decode(&bytes) {
                Ok(record) => unit_end = end_of_batch(position.0, &record).or(unit_end),
                Err(error) => {
                    let message = format!("the record at position {position}: {error}");
                    findings.push(fault("record-unreadable", &message, RESTORE));
                }
            }
            expected = rollbook_domain::Position(position.0 + 1);
        }
    }
    if unit_end.is_some_and(|end| end >= expected.0) {
        let message = "the last batch has fewer events than it names";
        findings.push(fault("batch-incomplete", message, RESTORE));
    }
    if tree.root() != reads.root()? {
        let message = "the log's records do not give the root of the stored Merkle tree";
        findings.push(fault("tree-differs", message, RESTORE));
    }
    Ok(findings)
}

fn end_of_batch(position: u64, record: &Record) -> Option<u64> {
    match (&record.header, &record.body) {
        (Header::Own(_), rollbook_records::Body::BatchRecorded(batch)) => {
            Some(position + u64::from(batch.events))
        }
        _ => None,
    }
}

/// Seats in use are the active accounts (R45).
fn examine_seats(reads: &Reads<'_>) -> Result<Vec<Finding>, Error> {
    let counted: BTreeMap<InstitutionId, u64> = reads.count_active()?.into_iter().collect();
    let seats = reads.seats()?;
    let kept: BTreeMap<InstitutionId, u64> = seats
        .institutions()
        .map(|(institution, count)| (institution, count.in_use))
        .collect();
    let institutions: BTreeSet<_> = counted.keys().chain(kept.keys()).copied().collect();
    let number = |of: &BTreeMap<_, _>, institution| of.get(institution).copied().unwrap_or(0);
    Ok(institutions
        .iter()
        .filter_map(|institution| {
            let (counted, kept) = (number(&counted, institution), number(&kept, institution));
            let message = format!(
                "institution {institution} has {counted} active accounts, but {kept} seats are counted"
            );
            (counted != kept).then(|| fault("seats-differ", &message, REBUILD))
        })
        .collect())
}

/// Accounts, what finds them, groups and classes say the same (R30, R42).
fn examine_views(reads: &Reads<'_>) -> Result<Vec<Finding>, Error> {
    let found = reads.contradictions()?;
    let checks = [
        (
            "ownership-differs",
            found.ownership,
            "accounts say something else about owning classes than the classes do",
        ),
        (
            "class-of-deleted-account",
            found.ownerless,
            "classes belong to deleted accounts",
        ),
        (
            "deleted-account-found",
            found.identities,
            "ids still find a deleted account",
        ),
        (
            "membership-left-over",
            found.memberships,
            "memberships outlived their account or class",
        ),
    ];
    Ok(checks
        .into_iter()
        .filter(|(_, count, _)| *count > 0)
        .map(|(code, count, message)| fault(code, &format!("{count} {message}"), REBUILD))
        .collect())
}

fn fault(code: &str, message: &str, repair: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        severity: "fault".to_owned(),
        message: message.to_owned(),
        repair: repair.to_owned(),
        repaired: false,
    }
}

fn repaired(code: &str, message: String) -> Finding {
    Finding {
        code: code.to_owned(),
        severity: "warning".to_owned(),
        message,
        repair: "they have just been removed".to_owned(),
        repaired: true,
    }
}
