//! A reversal as it is shown.

mod outcomes;

use rollbook_book::Reads;
use rollbook_domain::{Account, Command, Guards, Origin};
use rollbook_records::{BatchKind, Kind};
use rollbook_rows::Severity;

use super::ReversalTarget;
use super::plan::Resolution;
use super::request::kind;
use crate::batches::SHOWN_CHANGES;
use crate::history::Known;
use crate::imports::{DecidedRow, Target, by_institution, counts, guard_stops};
use crate::institutions::place_name;
use crate::{Error, Reader, answers, schedule};
use outcomes::Outcomes;

/// What a plan is about, besides what was decided.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    pub(super) guards: Guards,
    /// Whether guards are overridden: then they are told, and stop nothing.
    pub(super) overrides_guards: bool,
}

impl Subject {
    /// Why it cannot be applied as it stands: guards first, because they may be overridden. A
    /// single event is a single command: without a seat it stops (R46).
    pub(super) fn stop_code(self, resolution: &Resolution) -> Option<String> {
        let scope = resolution.drafts.terms.scope;
        let effects = &resolution.decided.effects;
        let guards = guard_stops(self.guards, scope, effects, &|place| place.to_string());
        if let Some(guard) = guards.first().filter(|_| !self.overrides_guards) {
            return Some(guard.code.clone());
        }
        let is_single = matches!(resolution.drafts.target.asked, ReversalTarget::Event(_));
        (is_single && resolution.decided.without_seat > 0).then(|| "seat-limit".to_owned())
    }
}

/// The numbers of a reversal. What is kept, refused or needs nothing counts by aspect.
pub(super) fn effects(resolution: &Resolution) -> answers::Effects {
    answers::Effects {
        kept: resolution.tally.kept,
        ..counts(&resolution.decided)
    }
}

/// A plan without files and rows, which a reversal has none of.
pub(super) fn bare_plan(
    plan_id: String,
    position: u64,
    effects: answers::Effects,
) -> answers::Plan {
    answers::Plan {
        plan_id,
        profile: None,
        action: None,
        position,
        validator: rollbook_rows::VERSION.to_owned(),
        files: Vec::new(),
        rows: 0,
        effects,
        refusals: Vec::new(),
        seats: Vec::new(),
        institutions: Vec::new(),
        guards: Vec::new(),
        changes: Vec::new(),
        notices: Vec::new(),
        stopped: None,
    }
}

/// The plan to show.
pub(super) fn present(
    reader: Reader<'_>,
    reads: &Reads<'_>,
    subject: Subject,
    resolution: &Resolution,
) -> Result<answers::Reversal, Error> {
    let scope = resolution.drafts.terms.scope;
    let kind = kind(resolution.drafts.aim);
    let listed = Outcomes::list(reader, reads, resolution)?;
    let refusals = listed
        .outcomes
        .iter()
        .filter(|outcome| outcome.outcome == "refused")
        .map(|outcome| answers::Refusal {
            file: String::new(),
            row: 0,
            column: Some(outcome.aspect.clone()),
            code: outcome.code.clone().unwrap_or_default(),
            message: outcome.because.clone().unwrap_or_default(),
        })
        .collect();
    let plan = answers::Plan {
        refusals,
        seats: resolution.decided.seat_changes(),
        institutions: by_institution(&resolution.decided.rows),
        guards: guard_stops(
            subject.guards,
            scope,
            &resolution.decided.effects,
            &|place| place_name(reads, &reader.ledger.vault, place),
        ),
        changes: changes(reader, reads, &resolution.decided.rows)?,
        notices: notices(reads, resolution)?,
        stopped: subject.stop_code(resolution),
        ..bare_plan(
            resolution.plan_id.to_string(),
            resolution.decided.position.0,
            effects(resolution),
        )
    };
    let asked = &resolution.drafts.target.asked;
    Ok(answers::Reversal {
        kind: kind.as_str().to_owned(),
        of_batch: match asked {
            ReversalTarget::Batch(batch) => Some(batch.to_string()),
            _ => None,
        },
        of_event: match asked {
            ReversalTarget::Event(position) => Some(*position),
            _ => None,
        },
        of_query: match asked {
            ReversalTarget::Query(query) => Some(query.clone()),
            _ => None,
        },
        outcomes: listed.outcomes,
        outcomes_left_out: listed.left_out,
        plan,
    })
}

/// What is scheduled for the accounts that would change.
fn notices(reads: &Reads<'_>, resolution: &Resolution) -> Result<Vec<answers::PlanNotice>, Error> {
    let rows = resolution.decided.rows.iter();
    let note = schedule::notice(reads, rows.filter_map(|row| row.target.number()), None)?;
    let notice = note.map(|note| answers::PlanNotice {
        file: String::new(),
        code: note.code,
        severity: Severity::Warning,
        message: note.message,
    });
    Ok(notice.into_iter().collect())
}

/// The word for an aspect that is put.
fn done(kind: BatchKind) -> &'static str {
    match kind {
        BatchKind::Replay => "replayed",
        _ => "reversed",
    }
}

/// The first accounts that change.
fn changes(
    reader: Reader<'_>,
    reads: &Reads<'_>,
    rows: &[DecidedRow],
) -> Result<Vec<answers::Change>, Error> {
    let mut known = Known::new(reader, reads);
    rows.iter()
        .take(SHOWN_CHANGES)
        .map(|row| {
            let Target::Known { id, account, .. } = &row.target else {
                return Err(Error::NotFound("account"));
            };
            let effects: Vec<Kind> = row.events.iter().map(|event| event.kind()).collect();
            Ok(answers::Change {
                file: String::new(),
                row: 0,
                account_id: Some(id.to_string()),
                label: known.name(*id)?.unwrap_or_default(),
                institution: account.institution().0,
                notes: notes(account, &effects),
                effects: effects.iter().map(|kind| kind.name().to_owned()).collect(),
            })
        })
        .collect()
}

/// R38: what is stated by a student information system is stated again by its next full import.
fn notes(account: &Account, effects: &[Kind]) -> Vec<answers::Note> {
    let is_imported = account
        .living()
        .is_some_and(|living| living.origin == Origin::Import);
    let is_stated = effects
        .iter()
        .any(|kind| !matches!(kind, Kind::GroupJoined | Kind::GroupLeft));
    match is_imported && is_stated {
        true => vec![answers::Note::import_will_restore(command(effects))],
        false => Vec::new(),
    }
}

/// What the effects amount to for whoever may log in; deactivation outweighs a block underneath.
fn command(effects: &[Kind]) -> Option<Command> {
    [
        (Kind::AccountDeactivated, Command::Deactivate),
        (Kind::AccountDisabled, Command::Disable),
        (Kind::AccountReactivated, Command::Reactivate),
        (Kind::AccountEnabled, Command::Enable),
    ]
    .into_iter()
    .find_map(|(kind, command)| effects.contains(&kind).then_some(command))
}
