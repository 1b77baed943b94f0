//! What is kept or refused: as it is judged, as it is recorded with the batch, and in words.

use rollbook_book::Reads;
use rollbook_domain::reversal::Aspect;
use rollbook_domain::{Position, Refusal};
use rollbook_records::{Exception, ExceptionCause, Id, Kind};

use super::judge::{Draft, Fate, Refused};
use super::plan::Resolution;
use super::structure::{StructureDraft, StructureFate};
use crate::history::Known;
use crate::{Error, answers};

/// Bytes of them that are recorded with a batch at most, which hold some 700 that are kept or 150
/// that are refused: a record has 65,535, and a query and the reasons need theirs.
pub(super) const RECORDED_BYTES: usize = 32 * 1024;

/// Everything that is kept or refused, in the order in which it is told.
pub(super) fn exceptions(resolution: &Resolution) -> impl Iterator<Item = Exception> + '_ {
    let structure = resolution.settled.structure.iter().filter_map(of_structure);
    let drafts = resolution.settled.drafts(&resolution.drafts);
    structure
        .chain(of_reports(resolution.reports))
        .chain(drafts.flat_map(of_account))
}

fn of_structure(draft: &StructureDraft) -> Option<Exception> {
    let cause = match &draft.fate {
        StructureFate::Put(_) | StructureFate::NothingToDo => return None,
        StructureFate::Kept(position) => ExceptionCause::Kept(position.0),
        StructureFate::Refused(reason) => refused(reason),
    };
    let is_named = draft.class.is_none() && !draft.label.is_empty();
    Some(Exception {
        account: None,
        aspect: draft.aspect.to_owned(),
        group: draft.class.map(Id::from),
        label: is_named.then(|| draft.label.clone()),
        cause,
    })
}

/// Told once, however many there are.
fn of_reports(reports: u64) -> Option<Exception> {
    (reports > 0).then(|| Exception {
        account: None,
        aspect: "activity".to_owned(),
        group: None,
        label: None,
        cause: ExceptionCause::Refused {
            code: "activity-stays".to_owned(),
            because: format!(
                "reports of activity ({reports} here) stay: what a learning system has seen has \
                 happened"
            ),
        },
    })
}

fn of_account(draft: &Draft) -> impl Iterator<Item = Exception> + '_ {
    let of = |aspect: Option<Aspect>, cause| Exception {
        account: Some(draft.id.into()),
        aspect: aspect.map_or_else(|| "account".to_owned(), word),
        group: match aspect {
            Some(Aspect::Group(group)) => Some(group.into()),
            _ => None,
        },
        label: None,
        cause,
    };
    let deleted = draft.is_deleted.then(|| ExceptionCause::Refused {
        code: Refusal::DeletedAccount.code().to_owned(),
        because: Refusal::DeletedAccount.to_string(),
    });
    let fates = draft.fates.iter().filter_map(|(aspect, fate)| {
        let cause = match fate {
            Fate::Put { .. } => return None,
            Fate::Kept(position) => ExceptionCause::Kept(position.0),
            Fate::Refused(reason) => refused(reason),
        };
        Some((Some(*aspect), cause))
    });
    deleted
        .map(|cause| (None, cause))
        .into_iter()
        .chain(fates)
        .map(move |(aspect, cause)| of(aspect, cause))
}

fn refused(reason: &Refused) -> ExceptionCause {
    ExceptionCause::Refused {
        code: reason.code.to_owned(),
        because: reason.because.clone(),
    }
}

/// An aspect, a group without its name.
fn word(aspect: Aspect) -> String {
    match aspect {
        Aspect::Status => "status".to_owned(),
        Aspect::Block => "block".to_owned(),
        Aspect::Origin => "origin".to_owned(),
        Aspect::Institution => "institution".to_owned(),
        Aspect::Column(column) => format!("column:{}", column.name()),
        Aspect::Group(_) => "group".to_owned(),
    }
}

/// An aspect as it is told.
pub(super) fn aspect_told(known: &mut Known<'_>, aspect: Aspect) -> Result<String, Error> {
    match aspect {
        Aspect::Group(group) => group_told(known, group.into()),
        other => Ok(word(other)),
    }
}

fn group_told(known: &mut Known<'_>, group: Id) -> Result<String, Error> {
    let name = known.group(group)?.name;
    let id = || uuid::Uuid::from_bytes(group.0).to_string();
    Ok(format!("group:{}", name.unwrap_or_else(id)))
}

/// An exception in words: what is kept with what changed it and who, what is refused with what to
/// do instead. Names are those of now, and nobody's who is deleted.
pub(crate) fn told(
    known: &mut Known<'_>,
    reads: &Reads<'_>,
    exception: Exception,
) -> Result<answers::AspectOutcome, Error> {
    let is_moved = exception.aspect == "institution";
    let outcome = match exception.cause {
        ExceptionCause::Kept(position) => kept(known, reads, Position(position), is_moved)?,
        ExceptionCause::Refused { code, because } => answers::AspectOutcome {
            code: Some(code),
            because: Some(because),
            ..answers::AspectOutcome::of("refused")
        },
    };
    let (label, aspect) = match (exception.account, exception.group) {
        (Some(account), Some(group)) => (known.name(account.into())?, group_told(known, group)?),
        (Some(account), None) => (known.name(account.into())?, exception.aspect),
        (None, Some(class)) => (known.group(class)?.name, exception.aspect),
        (None, None) => (exception.label, exception.aspect),
    };
    Ok(answers::AspectOutcome {
        account_id: exception
            .account
            .map(|id| uuid::Uuid::from_bytes(id.0).to_string()),
        label,
        aspect,
        ..outcome
    })
}

/// What changed it, who and when.
fn kept(
    known: &mut Known<'_>,
    reads: &Reads<'_>,
    position: Position,
    is_moved: bool,
) -> Result<answers::AspectOutcome, Error> {
    let record = reads.record(position)?;
    let unit = known.unit(position, &record)?;
    let who = unit.actor.as_deref().unwrap_or("somebody");
    let what = what_happened(record.body.kind(), is_moved);
    Ok(answers::AspectOutcome {
        code: Some("changed-since".to_owned()),
        because: Some(format!("{who} {what} since")),
        by: unit.actor.clone(),
        at: Some(unit.at),
        position: Some(position.0),
        ..answers::AspectOutcome::of("kept")
    })
}

/// What a person did, as it is said of it.
fn what_happened(kind: Kind, is_moved: bool) -> &'static str {
    match kind {
        Kind::AccountDisabled => "disabled it",
        Kind::AccountEnabled => "enabled it",
        Kind::AccountDeactivated => "deactivated it",
        Kind::AccountReactivated => "reactivated it",
        Kind::ProfileChanged if is_moved => "moved it",
        Kind::GroupJoined => "put it into the group",
        Kind::GroupLeft => "took it out of the group",
        Kind::ClassRemoved => "ended the class",
        _ => "changed it",
    }
}
