//! Records what was decided as one batch: who left which groups, row by row (R09).

mod structure;

use std::collections::{HashMap, HashSet};

use rollbook_book::Opened;
use rollbook_domain::{
    AccountId, BatchId, ClassId, Event, GroupId, InstitutionId, Origin, Position,
};
use rollbook_records::{
    AccountCreated, BatchKind, BatchRecorded, Body, Channel, KeyId, Membership, OriginChanged,
    ProfileChanged, RecordedFile, RecordedScope, Sealed, Source,
};
use uuid::Uuid;

use super::decided::Decided;
use super::intents::Place;
use super::planned::{
    ClassPlace, DecidedRow, InstitutionChange, PlannedEvent, PlannedGroup, PlannedProfile, Target,
};
use crate::Error;
use crate::accounts::{last_profile, opened, revocation, status_body, tokens_acting_as};
use crate::answers::{Effects, PlanFile};
use crate::groups::add_group_event;
use crate::work::{NewEvent, OpenBatch, Work};

/// Events between two reports of progress.
const STRIDE: u64 = 1000;

/// What the batch's first record says besides its effects.
pub(crate) struct Heading<'a> {
    pub(crate) batch: Uuid,
    pub(crate) kind: BatchKind,
    pub(crate) channel: Channel,
    pub(crate) subject: Subject<'a>,
    pub(crate) profile: Option<&'a str>,
    pub(crate) action: Option<&'a str>,
    pub(crate) files: &'a [PlanFile],
    /// The version of the row validator.
    pub(crate) validator: &'a str,
    pub(crate) effects: Effects,
    pub(crate) rows_by_file: &'a [u64],
    pub(crate) reason: Option<&'a str>,
    pub(crate) override_reason: Option<&'a str>,
    pub(crate) all_or_nothing: bool,
    /// What is kept and refused, sealed.
    pub(crate) exceptions: Option<Sealed>,
}

/// What a batch that comes from no file is about.
#[derive(Clone, Copy, Default)]
pub(crate) struct Subject<'a> {
    pub(crate) batch: Option<BatchId>,
    pub(crate) event: Option<Position>,
    pub(crate) query: Option<&'a str>,
}

/// Records the batch and returns the position of its first record.
pub(crate) fn record_batch(
    work: &mut Work<'_, '_>,
    heading: &Heading<'_>,
    decided: &Decided,
    on_progress: &mut dyn FnMut(u64),
) -> Result<Position, Error> {
    let tokens = tokens_acting_as(&work.reads(), &decided.deleted())?;
    let body = first_record(work, heading, decided.events() + tokens.len())?;
    let (first, mut batch) =
        work.begin_batch(heading.batch, heading.channel, body, heading.reason)?;
    let mut groups = Vec::with_capacity(decided.new_groups.len());
    for (institution, name) in &decided.new_groups {
        let (id, event) = add_group_event(work, *institution, name)?;
        work.continue_batch(&mut batch, event)?;
        groups.push(id);
    }
    let mut recording = Recording {
        work,
        batch: &mut batch,
        promised: decided.stated_user_ids(),
        made: HashMap::new(),
        groups,
        classes: Vec::new(),
        has_rows: heading.kind == BatchKind::Import,
    };
    for limit in &decided.limits {
        recording.limit(*limit)?;
    }
    let (removed, others) = decided
        .institutions
        .iter()
        .partition::<Vec<_>, _>(|planned| matches!(planned.change, InstitutionChange::Removed));
    for planned in others {
        recording.institution(planned)?;
    }
    let mut done = 0;
    let mut progress = |events: &[PlannedEvent]| {
        let before = done / STRIDE;
        done += events.len() as u64;
        if done / STRIDE != before {
            on_progress(done);
        }
    };
    // Whoever is in a class, or owns one, must be there before.
    for row in decided.rows.iter().filter(|row| !row.is_of_class()) {
        recording.row(row)?;
        progress(&row.events);
    }
    for planned in &decided.classes {
        recording.class(planned)?;
    }
    for row in decided.rows.iter().filter(|row| row.is_of_class()) {
        recording.row(row)?;
        progress(&row.events);
    }
    for planned in removed {
        recording.institution(planned)?;
    }
    for token in &tokens {
        recording.record(revocation(token))?;
    }
    work.finish_batch()?;
    Ok(first)
}

fn first_record(
    work: &mut Work<'_, '_>,
    heading: &Heading<'_>,
    events: usize,
) -> Result<Body, Error> {
    let events = u32::try_from(events).map_err(|_| {
        Error::invalid("package", "it has more than 4,294,967,295 events: split it")
    })?;
    let mut files = Vec::with_capacity(heading.files.len());
    for (PlanFile { name, sha256 }, rows) in heading.files.iter().zip(heading.rows_by_file) {
        files.push(RecordedFile {
            name: work.seal_text(name)?,
            sha256: work.seal_text(sha256)?,
            rows: *rows,
        });
    }
    Ok(Body::BatchRecorded(Box::new(BatchRecorded {
        kind: heading.kind,
        events,
        profile: heading.profile.map(str::to_owned),
        action: heading.action.map(str::to_owned),
        files,
        effects: heading.effects.into(),
        validator: heading.validator.to_owned(),
        all_or_nothing: heading.all_or_nothing,
        override_reason: heading
            .override_reason
            .map(|reason| work.seal_text(reason))
            .transpose()?,
        of_batch: heading.subject.batch.map(Into::into),
        of_event: heading.subject.event.map(|position| position.0),
        of_query: heading
            .subject
            .query
            .map(|query| work.seal_text(query))
            .transpose()?,
        of_step: None,
        scope: Some(RecordedScope {
            institution: work.caller.scope().institution().map(|own| own.0),
        }),
        exceptions: heading.exceptions.clone(),
    })))
}

/// A batch whose first record is written.
struct Recording<'r, 't, 'c> {
    work: &'r mut Work<'t, 'c>,
    batch: &'r mut OpenBatch,
    promised: HashSet<u64>,
    /// Accounts that rows have created, where others need them.
    made: HashMap<Place, AccountId>,
    groups: Vec<GroupId>,
    classes: Vec<ClassId>,
    /// Whether events come from rows of files.
    has_rows: bool,
}

impl Recording<'_, '_, '_> {
    fn record(&mut self, event: NewEvent<'_>) -> Result<(), Error> {
        self.work.continue_batch(self.batch, event).map(|_| ())
    }

    fn row(&mut self, row: &DecidedRow) -> Result<(), Error> {
        let source = self.source(row.place);
        let mut institution = row.target.institution();
        let mut id = match &row.target {
            Target::Known { id, .. } => Some(*id),
            Target::New { .. } => None,
            Target::Made { place, .. } => self.made.get(place).copied(),
        };
        for event in &row.events {
            if let PlannedEvent::Created = event {
                id = Some(self.creation(row, source)?);
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
                    let body = self.profile_body(account, change, before)?;
                    let opened = Opened::Change(&change.after, &change.changes);
                    self.record(envelope(institution, body, opened))?;
                }
                PlannedEvent::Status(Event::AccountDeleted) => {
                    // What finds the account goes with it.
                    let last = last_profile(self.work, account)?;
                    let opened = opened(last.as_ref());
                    self.record(envelope(institution, Body::AccountDeleted, opened))?;
                }
                other => {
                    let body = self.plain_body(account, other)?;
                    self.record(envelope(institution, body, Opened::Nothing))?;
                }
            }
        }
        Ok(())
    }

    fn creation(&mut self, row: &DecidedRow, source: Option<Source>) -> Result<AccountId, Error> {
        let Target::New {
            institution,
            profile,
            origin,
            blocked,
        } = &row.target
        else {
            return Err(Error::NotFound("account"));
        };
        let id = AccountId(self.work.identifier()?);
        let mut profile = (**profile).clone();
        let created = self
            .work
            .creation(id, &mut profile, *origin, &self.promised)?;
        self.record(NewEvent {
            account: Some(id),
            institution: Some(*institution),
            source,
            body: Body::AccountCreated(AccountCreated {
                blocked: *blocked,
                ..created
            }),
            opened: Opened::Profile(&profile),
        })?;
        if *origin == Origin::Import {
            self.made.insert(row.place, id);
        }
        Ok(id)
    }

    fn profile_body(
        &mut self,
        account: AccountId,
        change: &PlannedProfile,
        before: InstitutionId,
    ) -> Result<Body, Error> {
        let key = self.work.key(KeyId(*account.as_bytes()))?;
        Ok(Body::ProfileChanged(ProfileChanged {
            profile: self.work.seal_profile(&key, &change.after)?,
            changes: self.work.seal_changes(&key, &change.changes)?,
            moved_from: change.moved_to.map(|_| before.0),
        }))
    }

    /// The record of an event that opens nothing.
    fn plain_body(&mut self, account: AccountId, event: &PlannedEvent) -> Result<Body, Error> {
        let membership = |group: rollbook_records::Id, role| Membership { group, role };
        match event {
            PlannedEvent::Status(Event::OriginChanged { origin }) => {
                let manual = *origin == Origin::Manual;
                Ok(Body::OriginChanged(OriginChanged { manual }))
            }
            PlannedEvent::Status(event) => status_body(event),
            PlannedEvent::Leave(group) => Ok(Body::GroupLeft(membership((*group).into(), None))),
            PlannedEvent::Join(group) => {
                let group = match group {
                    PlannedGroup::Known(group) => Some(*group),
                    PlannedGroup::New(index) => self.groups.get(*index).copied(),
                };
                let group = group.ok_or(Error::NotFound("group"))?;
                Ok(Body::GroupJoined(membership(group.into(), None)))
            }
            PlannedEvent::LeaveClass(class) => {
                Ok(Body::GroupLeft(membership((*class).into(), None)))
            }
            PlannedEvent::JoinClass { class, role } => {
                let class = self.class_id(*class)?;
                Ok(Body::GroupJoined(membership(class.into(), Some(*role))))
            }
            PlannedEvent::Activity(report) => self.work.activity(account, report),
            PlannedEvent::Created | PlannedEvent::Profile(_) => {
                Err(Error::invalid("event", "it seals a profile"))
            }
        }
    }

    /// The file and the row that an event comes from.
    fn source(&self, place: Place) -> Option<Source> {
        self.has_rows.then_some(Source {
            file: place.0,
            row: place.1,
        })
    }

    fn class_id(&self, class: ClassPlace) -> Result<ClassId, Error> {
        match class {
            ClassPlace::Known(class) => Ok(class),
            ClassPlace::New(index) => self
                .classes
                .get(index)
                .copied()
                .ok_or(Error::NotFound("class")),
        }
    }
}
