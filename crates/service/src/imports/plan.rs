//! Puts a plan together: rows decided, seats given out, guards asked (R46, R60).

use std::collections::{BTreeMap, HashMap};

use rollbook_book::Reads;
use rollbook_domain::{
    Account, AccountId, Command, Effects, Event, InstitutionId, Origin, Position, SeatScope, Seats,
    StructureChange, Transition, allot_seats,
};
use rollbook_rows::Profile as RowProfile;

use super::decided::{Decided, PlanNotice, RefusedRow, Verdict};
use super::draft::Draft;
use super::intents::Intents;
use super::package::permit_refused;
use super::planned::{ClassChange, DecidedRow, InstitutionChange, PlannedEvent, Target};
use super::{activity, load, status, student_information};
use crate::Error;
use crate::accounts::label;
use crate::batches::SHOWN_CHANGES;
use crate::caller::Scope;
use crate::institutions::place_name;
use crate::schedule;
use crate::vault::Vault;

/// For whom and for what a package is decided.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) profile: RowProfile,
    pub(crate) action: Command,
    pub(crate) scope: Scope,
    /// R63.
    pub(crate) acting_as: Option<AccountId>,
}

/// Decides a package against the ledger as it is.
pub(crate) fn decide_package(
    reads: &Reads<'_>,
    vault: &Vault,
    terms: Terms,
    intents: &Intents,
) -> Result<Decided, Error> {
    let mut draft = Draft::default();
    match terms.profile {
        RowProfile::Benchprep => status::decide_rows(
            reads,
            terms.scope,
            terms.acting_as,
            terms.action,
            &intents.bulk,
            &mut draft,
        )?,
        RowProfile::Accounts => load::decide_rows(reads, vault, &intents.load, &mut draft)?,
        RowProfile::Activity => {
            activity::decide_rows(reads, vault, &intents.activity, &mut draft)?;
        }
        RowProfile::PowerschoolFullV1
        | RowProfile::PowerschoolFullV2
        | RowProfile::PowerschoolPartialV1
        | RowProfile::PowerschoolPartialV2 => {
            student_information::decide_rows(reads, vault, terms, intents, &mut draft)?;
        }
    }
    draft.withdraw_contradicted();
    permit_refused(draft.refused_rows())?;
    let populations = match &intents.gathered {
        Some(gathered) => gathered.populations(),
        None => reads.populations()?,
    };
    let seats_before = reads.seats()?;
    let (seats_after, without_seat) =
        give_out_seats(&mut draft, terms.scope, seats_before.clone(), |place| {
            place_name(reads, vault, place)
        });
    draft.refused.sort_by_key(|refused| refused.place);
    let revision = reads.revision()?;
    Ok(Decided {
        position: revision.head.unwrap_or(Position(0)),
        edition: revision.edition,
        effects: effects(populations, terms.scope, &draft),
        labels: labels(reads, vault, &draft.rows)?,
        rows: draft.rows,
        outcomes: draft.outcomes,
        refused: draft.refused,
        new_groups: draft.new_groups,
        limits: Vec::new(),
        institutions: draft.institutions,
        classes: draft.classes,
        notices: draft.notices,
        seats_before,
        seats_after,
        without_seat,
    })
}

/// Notes what is scheduled for the accounts that would change. Nothing is decided by it, so it is
/// looked up for whoever reads the plan, and not within the writer's turn.
pub(crate) fn note_scheduled(reads: &Reads<'_>, decided: &mut Decided) -> Result<(), Error> {
    let changed = decided.rows.iter().filter_map(|row| row.target.number());
    if let Some(note) = schedule::notice(reads, changed, None)? {
        decided.notices.push(PlanNotice {
            file: 0,
            code: schedule::SCHEDULED_STEPS,
            message: note.message,
        });
    }
    Ok(())
}

/// The account before and after a row; `None` where another row of the batch makes it.
fn transition(row: &DecidedRow) -> Option<Transition> {
    let (before, start) = match &row.target {
        Target::Known { account, .. } => (Some(*account), *account),
        Target::New {
            institution,
            origin,
            blocked,
            ..
        } => (None, Account::created(*institution, *origin, *blocked)),
        Target::Made { .. } => return None,
    };
    let after = row.events.iter().fold(start, |account, event| match event {
        PlannedEvent::Status(event) => account.evolve(event, false),
        PlannedEvent::Profile(change) => account.evolve(
            &Event::ProfileChanged {
                institution: change.moved_to,
            },
            false,
        ),
        _ => account,
    });
    Some(Transition { before, after })
}

/// Seats freed by the plan count first, rows take the rest in the order of the file (R46). Outside
/// the domain's own scope, the domain's numbers are not told (R16).
fn give_out_seats(
    draft: &mut Draft,
    scope: Scope,
    mut seats: Seats,
    place: impl Fn(SeatScope) -> String,
) -> (Seats, u64) {
    // Thousands of rows may find the same institution full.
    let mut places = BTreeMap::new();
    let (indexes, transitions): (Vec<usize>, Vec<Transition>) = draft
        .rows
        .iter()
        .enumerate()
        .filter_map(|(index, row)| Some((index, transition(row)?)))
        .unzip();
    let refused: Vec<RefusedRow> = allot_seats(&mut seats, &transitions)
        .into_iter()
        .filter_map(|(index, reached)| {
            let index = *indexes.get(index)?;
            let is_told = scope == Scope::Domain || reached.scope != SeatScope::Domain;
            Some(RefusedRow {
                place: draft.rows.get(index)?.place,
                column: None,
                code: "seat-limit",
                message: match is_told {
                    true => {
                        let called = places.entry(reached.scope);
                        reached.sentence(called.or_insert_with(|| place(reached.scope)))
                    }
                    false => crate::Error::NoSeatInDomain.to_string(),
                },
            })
        })
        .collect();
    let without_seat = refused.len() as u64;
    draft.withdraw(refused);
    (seats, without_seat)
}

/// What the rows, institutions and classes of a draft would change.
pub(crate) fn effects(
    populations: Vec<(InstitutionId, u64)>,
    scope: Scope,
    draft: &Draft,
) -> Effects {
    let mut effects = Effects::new(
        populations
            .into_iter()
            .filter(|(institution, _)| scope.covers(*institution)),
    );
    for row in &draft.rows {
        let before = match &row.target {
            Target::Known { account, .. } => Some(*account),
            Target::New { .. } | Target::Made { .. } => None,
        };
        let events: Vec<Event> = row
            .events
            .iter()
            .map(|event| domain_event(row, event))
            .collect();
        effects.add(before.as_ref(), &events, is_renamed(row));
    }
    for outcome in &draft.outcomes {
        match outcome.verdict {
            Verdict::Refused => effects.add_refused(),
            Verdict::Does(0) => effects.add_nothing_to_do(),
            Verdict::Does(_) => {}
        }
    }
    for _ in 0..draft.unchanged {
        effects.add_nothing_to_do();
    }
    let institutions = draft
        .institutions
        .iter()
        .map(|planned| match planned.change {
            InstitutionChange::Added { .. } => StructureChange::AddInstitution,
            InstitutionChange::Changed { .. } => StructureChange::ChangeInstitution,
            InstitutionChange::Removed => StructureChange::RemoveInstitution,
        });
    let classes = draft.classes.iter().map(|planned| match planned.change {
        ClassChange::Added(_) => StructureChange::AddClass,
        ClassChange::Changed { .. } => StructureChange::ChangeClass,
        ClassChange::Removed => StructureChange::RemoveClass,
    });
    for change in institutions.chain(classes) {
        effects.add_structure(change);
    }
    if draft.is_header_only {
        effects.set_header_only();
    }
    effects
}

fn domain_event(row: &DecidedRow, event: &PlannedEvent) -> Event {
    // Numbers need no names: a group that the batch makes has no id yet.
    let group = rollbook_domain::GroupId::from_bytes([0; 16]);
    match event {
        PlannedEvent::Created => match row.target {
            Target::New {
                institution,
                origin,
                blocked,
                ..
            } => Event::AccountCreated {
                institution,
                origin,
                blocked,
            },
            _ => Event::AccountCreated {
                institution: row.target.institution(),
                origin: Origin::Manual,
                blocked: false,
            },
        },
        PlannedEvent::Status(event) => *event,
        PlannedEvent::Profile(change) => Event::ProfileChanged {
            institution: change.moved_to,
        },
        PlannedEvent::Leave(_) | PlannedEvent::LeaveClass(_) => Event::GroupLeft { group },
        PlannedEvent::Join(_) | PlannedEvent::JoinClass { .. } => Event::GroupJoined { group },
        PlannedEvent::Activity(report) => Event::ActivityRecorded {
            logged_in: report.last_login.is_some(),
            has_grades: report.grades.is_some_and(|grades| grades > 0),
        },
    }
}

/// Whether the row changes what people sign in with (R60).
fn is_renamed(row: &DecidedRow) -> bool {
    use rollbook_domain::Column;
    row.events.iter().any(|event| match event {
        PlannedEvent::Profile(change) => change.changes.iter().any(|change| {
            matches!(change.column, Column::Email | Column::Username) && change.old.is_some()
        }),
        _ => false,
    })
}

/// What the accounts of the first changed rows are called.
fn labels(
    reads: &Reads<'_>,
    vault: &Vault,
    rows: &[DecidedRow],
) -> Result<HashMap<u64, String>, Error> {
    let mut labels = HashMap::new();
    for row in rows.iter().take(SHOWN_CHANGES) {
        if let Target::Known { number, .. } = row.target
            && let Some(account) = reads.account_by_number(number)?
        {
            labels.insert(number, label(&vault.profile_of(reads, &account)?));
        }
    }
    Ok(labels)
}
