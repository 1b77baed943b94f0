//! What was judged, as an import would have decided it: so it is counted and recorded alike.

use std::collections::{HashMap, HashSet};

use rollbook_book::Reads;
use rollbook_domain::reversal::{Compensation, Membership};
use rollbook_domain::{ClassId, GroupId};
use rollbook_records::ClassRole;

use super::consequences::Settled;
use super::drafts::Drafts;
use super::judge::{Draft, Fate};
use super::structure::{StructureFate, StructurePut};
use crate::Error;
use crate::imports::{
    self, ClassChange, ClassPlace, Decided, DecidedRow, PlannedEvent, PlannedGroup, PlannedProfile,
    Target,
};

/// How many aspects, and others like them, have which fate.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) put: u64,
    pub(super) kept: u64,
    pub(super) refused: u64,
    pub(super) nothing_to_do: u64,
}

impl Tally {
    pub(super) fn of(drafts: &Drafts, settled: &Settled) -> Tally {
        let mut tally = Tally::default();
        for draft in settled.drafts(drafts) {
            tally.refused += u64::from(draft.is_deleted);
            tally.nothing_to_do += draft.nothing_to_do;
            for (_, fate) in &draft.fates {
                match fate {
                    Fate::Put { .. } => tally.put += 1,
                    Fate::Kept(_) => tally.kept += 1,
                    Fate::Refused(_) => tally.refused += 1,
                }
            }
        }
        for draft in &settled.structure {
            match draft.fate {
                StructureFate::Put(_) => tally.put += 1,
                StructureFate::Kept(_) => tally.kept += 1,
                StructureFate::Refused(_) => tally.refused += 1,
                StructureFate::NothingToDo => tally.nothing_to_do += 1,
            }
        }
        tally.refused += u64::from(reports(drafts, settled) > 0);
        tally
    }
}

/// Reports of activity that stay: told once, however many there are.
pub(super) fn reports(drafts: &Drafts, settled: &Settled) -> u64 {
    settled.drafts(drafts).map(|draft| draft.reports).sum()
}

/// Everything that is to be recorded.
pub(super) fn decided(
    reads: &Reads<'_>,
    drafts: &Drafts,
    settled: &Settled,
) -> Result<Decided, Error> {
    let tally = Tally::of(drafts, settled);
    let mut draft = imports::Draft::default();
    draft.unchanged = tally.nothing_to_do;
    let ended = ended_classes(settled);
    draft.rows = settled
        .drafts(drafts)
        .filter_map(|draft| row(draft, &ended))
        .collect();
    let mut limits = Vec::new();
    for structure in &settled.structure {
        match &structure.fate {
            StructureFate::Put(StructurePut::Limit(limit)) => limits.push(*limit),
            StructureFate::Put(StructurePut::Institution(planned)) => {
                draft.institutions.push(planned.clone());
            }
            StructureFate::Put(StructurePut::Class(planned)) => draft.classes.push(planned.clone()),
            _ => {}
        }
    }
    let mut effects = imports::effects(reads.populations()?, drafts.terms.scope, &draft);
    (0..tally.refused).for_each(|_| effects.add_refused());
    Ok(Decided {
        position: drafts.position(),
        edition: drafts.revision.edition,
        rows: draft.rows,
        outcomes: Vec::new(),
        refused: Vec::new(),
        new_groups: Vec::new(),
        limits,
        institutions: draft.institutions,
        classes: draft.classes,
        notices: Vec::new(),
        effects,
        seats_before: settled.seats_before.clone(),
        seats_after: settled.seats_after.clone(),
        without_seat: settled.without_seat,
        labels: HashMap::new(),
    })
}

/// Whoever is in a class leaves it by its end.
fn ended_classes(settled: &Settled) -> HashSet<GroupId> {
    settled
        .structure
        .iter()
        .filter_map(|draft| match &draft.fate {
            StructureFate::Put(StructurePut::Class(planned)) => match planned.class {
                ClassPlace::Known(class) if matches!(planned.change, ClassChange::Removed) => {
                    Some(class.as_group())
                }
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// What is recorded of one account; `None` where that is nothing.
fn row(draft: &Draft, ended: &HashSet<GroupId>) -> Option<DecidedRow> {
    let compensation = Compensation::of(draft.puts());
    let mut events = Vec::new();
    for group in compensation
        .leave
        .iter()
        .filter(|group| !ended.contains(group))
    {
        events.push(PlannedEvent::Leave(*group));
    }
    events.extend(
        compensation
            .status
            .iter()
            .copied()
            .map(PlannedEvent::Status),
    );
    if compensation.changes_profile() {
        events.push(PlannedEvent::Profile(Box::new(profile(
            draft,
            &compensation,
        ))));
    }
    for (group, membership) in &compensation.join {
        events.push(join(*group, *membership));
    }
    events.shrink_to_fit();
    (!events.is_empty()).then_some(DecidedRow {
        place: (0, 0),
        target: Target::Known {
            number: draft.number,
            id: draft.id,
            account: draft.account,
        },
        events,
        note: None,
    })
}

fn profile(draft: &Draft, compensation: &Compensation) -> PlannedProfile {
    let before = draft.profile.as_deref().cloned().unwrap_or_default();
    PlannedProfile {
        after: draft.profile_after(&before),
        changes: compensation.changes.clone(),
        moved_to: compensation.moved_to,
    }
}

fn join(group: GroupId, membership: Membership) -> PlannedEvent {
    let role = match membership {
        Membership::Student => ClassRole::Student,
        Membership::Teacher => ClassRole::Teacher,
        Membership::Member | Membership::Outside => {
            return PlannedEvent::Join(PlannedGroup::Known(group));
        }
    };
    PlannedEvent::JoinClass {
        class: ClassPlace::Known(ClassId::from_bytes(*group.as_bytes())),
        role,
    }
}
