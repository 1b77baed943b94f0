//! Records what was decided as one batch: who left which groups, row by row (R09).

use std::collections::HashSet;

use rollbook_book::Opened;
use rollbook_domain::{AccountId, GroupId, InstitutionId, Origin, Position};
use rollbook_records::{
    BatchKind, BatchRecorded, Body, KeyId, Membership, ProfileChanged, RecordedFile, Source,
};
use uuid::Uuid;

use super::decided::{Decided, DecidedRow, PlannedEvent, PlannedGroup, PlannedProfile, Target};
use crate::Error;
use crate::accounts::status_body;
use crate::answers::{Effects, Plan, PlanFile};
use crate::groups::add_group_event;
use crate::work::{NewEvent, OpenBatch, Work};

/// Events between two reports of progress.
const STRIDE: u64 = 1000;

/// What the batch's first record says besides its effects.
pub(crate) struct Heading<'a> {
    pub(crate) batch: Uuid,
    pub(crate) plan: &'a Plan,
    pub(crate) effects: Effects,
    pub(crate) rows_by_file: &'a [u64],
    pub(crate) reason: Option<&'a str>,
    pub(crate) override_reason: Option<&'a str>,
    pub(crate) all_or_nothing: bool,
}

/// Records the batch and returns the position of its first record.
pub(crate) fn record_batch(
    work: &mut Work<'_, '_>,
    heading: &Heading<'_>,
    decided: &Decided,
    on_progress: &mut dyn FnMut(u64),
) -> Result<Position, Error> {
    let body = first_record(work, heading, decided)?;
    let (first, mut batch) = work.begin_batch(heading.batch, body, heading.reason)?;
    let mut groups = Vec::with_capacity(decided.new_groups.len());
    for (institution, name) in &decided.new_groups {
        let (id, event) = add_group_event(work, *institution, name)?;
        work.continue_batch(&mut batch, event)?;
        groups.push(id);
    }
    let mut done = groups.len() as u64;
    let promised = decided.stated_user_ids();
    for row in &decided.rows {
        record_row(work, &mut batch, row, &groups, &promised)?;
        let before = done / STRIDE;
        done += row.events.len() as u64;
        if done / STRIDE != before {
            on_progress(done);
        }
    }
    work.finish_batch()?;
    Ok(first)
}

fn first_record(
    work: &mut Work<'_, '_>,
    heading: &Heading<'_>,
    decided: &Decided,
) -> Result<Body, Error> {
    let events = u32::try_from(decided.events()).map_err(|_| {
        Error::invalid("package", "it has more than 4,294,967,295 events: split it")
    })?;
    let mut files = Vec::with_capacity(heading.plan.files.len());
    for (PlanFile { name, sha256 }, rows) in heading.plan.files.iter().zip(heading.rows_by_file) {
        files.push(RecordedFile {
            name: work.seal_text(name)?,
            sha256: work.seal_text(sha256)?,
            rows: *rows,
        });
    }
    Ok(Body::BatchRecorded(BatchRecorded {
        kind: BatchKind::Import,
        events,
        profile: heading.plan.profile.clone(),
        action: heading.plan.action.clone(),
        files,
        effects: heading.effects.into(),
        validator: heading.plan.validator.clone(),
        all_or_nothing: heading.all_or_nothing,
        override_reason: heading
            .override_reason
            .map(|reason| work.seal_text(reason))
            .transpose()?,
    }))
}

fn record_row(
    work: &mut Work<'_, '_>,
    batch: &mut OpenBatch,
    row: &DecidedRow,
    new_groups: &[GroupId],
    promised: &HashSet<u64>,
) -> Result<(), Error> {
    let source = Some(Source {
        file: row.place.0,
        row: row.place.1,
    });
    let mut institution = row.target.institution();
    let mut id = match &row.target {
        Target::Known { id, .. } => Some(*id),
        Target::New { .. } => None,
    };
    for event in &row.events {
        if let PlannedEvent::Created = event {
            id = Some(record_creation(work, batch, row, source, promised)?);
            continue;
        }
        let account = id.ok_or(Error::NotFound("account"))?;
        let envelope = |institution, body, opened| NewEvent {
            account: Some(account),
            institution: Some(institution),
            source,
            body,
            opened,
        };
        match event {
            PlannedEvent::Profile(change) => {
                let before = institution;
                institution = change.moved_to.unwrap_or(before);
                let body = profile_body(work, account, change, before)?;
                let opened = Opened::Change(&change.after, &change.changes);
                work.continue_batch(batch, envelope(institution, body, opened))?;
            }
            other => {
                let body = plain_body(other, new_groups)?;
                work.continue_batch(batch, envelope(institution, body, Opened::Nothing))?;
            }
        }
    }
    Ok(())
}

fn record_creation(
    work: &mut Work<'_, '_>,
    batch: &mut OpenBatch,
    row: &DecidedRow,
    source: Option<Source>,
    promised: &HashSet<u64>,
) -> Result<AccountId, Error> {
    let Target::New {
        institution,
        profile,
    } = &row.target
    else {
        return Err(Error::NotFound("account"));
    };
    let id = AccountId(work.identifier()?);
    let mut profile = (**profile).clone();
    let body = Body::AccountCreated(work.creation(id, &mut profile, Origin::Manual, promised)?);
    let event = NewEvent {
        account: Some(id),
        institution: Some(*institution),
        source,
        body,
        opened: Opened::Profile(&profile),
    };
    work.continue_batch(batch, event)?;
    Ok(id)
}

fn profile_body(
    work: &mut Work<'_, '_>,
    account: AccountId,
    change: &PlannedProfile,
    before: InstitutionId,
) -> Result<Body, Error> {
    let key = work.key(KeyId(*account.as_bytes()))?;
    Ok(Body::ProfileChanged(ProfileChanged {
        profile: work.seal_profile(&key, &change.after)?,
        changes: work.seal_changes(&key, &change.changes)?,
        moved_from: change.moved_to.map(|_| before.0),
    }))
}

/// The record of an event that seals nothing.
fn plain_body(event: &PlannedEvent, new_groups: &[GroupId]) -> Result<Body, Error> {
    let membership = |group: GroupId| Membership {
        group: group.into(),
        role: None,
    };
    match event {
        PlannedEvent::Status(event) => status_body(event),
        PlannedEvent::Leave(group) => Ok(Body::GroupLeft(membership(*group))),
        PlannedEvent::Join(PlannedGroup::Known(group)) => Ok(Body::GroupJoined(membership(*group))),
        PlannedEvent::Join(PlannedGroup::New(index)) => new_groups
            .get(*index)
            .map(|group| Body::GroupJoined(membership(*group)))
            .ok_or(Error::NotFound("group")),
        PlannedEvent::Created | PlannedEvent::Profile(_) => {
            Err(Error::invalid("event", "it seals a profile"))
        }
    }
}
