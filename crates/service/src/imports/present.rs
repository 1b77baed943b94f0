//! A plan as it is shown.

mod notices;

use std::collections::HashMap;

use rollbook_book::Reads;
use rollbook_domain::{Command, Effects, Guards, SeatScope};
use rollbook_rows::{Code, Notice, Profile as RowProfile, Severity};
use uuid::Uuid;

use super::by_institution::by_institution;
use super::decided::{Decided, RefusedRow};
use super::intents::number;
use super::package::Package;
use super::planned::{DecidedRow, Target};
use super::stored::StoredTerms;
use crate::Error;
use crate::accounts::label;
use crate::answers;
use crate::batches::SHOWN_CHANGES;
use crate::caller::Scope;
use crate::vault::Vault;

/// What the validator refused, in the words of a plan. Where an institution's name stands in place
/// of its ID and the name is known, the ID is told (R06).
pub(crate) fn check_refusals(
    reads: &Reads<'_>,
    vault: &Vault,
    scope: Scope,
    package: &Package,
) -> Result<Vec<answers::Refusal>, Error> {
    let mut refusals = Vec::new();
    for (index, file) in package.files.iter().enumerate() {
        let Some(report) = package.report_of(index) else {
            continue;
        };
        let rows = package.refused.get(index).map_or(&[][..], Vec::as_slice);
        if rows.is_empty() {
            // The file is refused as a whole, or nothing in it is.
            let errors = report
                .notices
                .iter()
                .filter(|notice| notice.severity == Severity::Error);
            refusals.extend(errors.map(|notice| answers::Refusal {
                file: file.name.clone(),
                row: notice.row.unwrap_or(1),
                column: notice.column.as_deref().map(str::to_owned),
                code: notice.code.as_str().to_owned(),
                message: format!("{}. {}", notice.message, notice.fix),
            }));
            continue;
        }
        // Notices stop at a number, so a row may have none; then the code's own words must do.
        let notices: HashMap<(u32, Code), &Notice> = report
            .notices
            .iter()
            .filter_map(|notice| Some(((notice.row?, notice.code), notice)))
            .collect();
        for refused in rows {
            let code = refused.cause.code;
            let notice = notices.get(&(refused.row, code));
            let name = notice
                .filter(|_| code == Code::InstitutionNotAnId)
                .and_then(|notice| notice.value.as_deref());
            let named = match name {
                Some(name) => institution_named(reads, vault, scope, name)?,
                None => None,
            };
            let (code, message) = named.unwrap_or_else(|| {
                let message = notice.map_or_else(
                    || refused.cause.reason(),
                    |notice| format!("{}. {}", notice.message, notice.fix),
                );
                (code.as_str(), message)
            });
            refusals.push(answers::Refusal {
                file: file.name.clone(),
                row: refused.row,
                column: refused.cause.column.map(|column| column.name().to_owned()),
                code: code.to_owned(),
                message,
            });
        }
    }
    Ok(refusals)
}

/// What planning refused, in the words of a plan.
pub(crate) fn plan_refusals<'a>(
    package: &'a Package,
    refused: &'a [RefusedRow],
) -> impl Iterator<Item = answers::Refusal> + 'a {
    refused.iter().map(|refused| answers::Refusal {
        file: file_name(package, refused.place.0),
        row: refused.place.1,
        column: refused.column.clone(),
        code: refused.code.to_owned(),
        message: refused.message.clone(),
    })
}

fn institution_named(
    reads: &Reads<'_>,
    vault: &Vault,
    scope: Scope,
    name: &str,
) -> Result<Option<(&'static str, String)>, Error> {
    let ids: Vec<String> = reads
        .institutions_named(&vault.blinding.name(name))?
        .into_iter()
        .filter(|institution| scope.covers(*institution))
        .map(|institution| institution.to_string())
        .collect();
    Ok((!ids.is_empty()).then(|| {
        let message = format!(
            "institution is a name; the ID of “{name}” is {}: write that instead",
            ids.join(" or ")
        );
        ("name-for-institution", message)
    }))
}

/// What a plan is about, besides what was decided.
pub(crate) struct Subject<'a> {
    pub(crate) id: Uuid,
    pub(crate) package: &'a Package,
    pub(crate) action: Command,
    pub(crate) scope: Scope,
    pub(crate) guards: Guards,
    /// What a person calls an institution.
    pub(crate) place: &'a dyn Fn(SeatScope) -> String,
    /// What was counted when the files came in; some may have been emptied since.
    pub(crate) stored: &'a StoredTerms,
    pub(crate) check_refusals: Vec<answers::Refusal>,
}

/// The plan to show.
pub(crate) fn present(subject: Subject<'_>, decided: &Decided) -> answers::Plan {
    let package = subject.package;
    let profile = package.profile();
    let guards = guard_stops(
        subject.guards,
        subject.scope,
        &decided.effects,
        subject.place,
    );
    let mut refusals = subject.check_refusals;
    refusals.extend(plan_refusals(package, &decided.refused));
    refusals.sort_by(|left, right| (&left.file, left.row).cmp(&(&right.file, right.row)));
    let mut effects = counts(decided);
    effects.refused += subject.stored.refused_by_check;
    let stopped = stop_code(
        &guards,
        subject.stored.all_or_nothing,
        decided.without_seat,
        effects.refused.max(refusals.len() as u64),
    )
    .map(str::to_owned);
    let changes = decided.rows.iter().take(SHOWN_CHANGES);
    answers::Plan {
        plan_id: subject.id.to_string(),
        profile: profile.map(|profile| profile.name().to_owned()),
        action: (profile == Some(RowProfile::Benchprep))
            .then(|| subject.action.as_str().to_owned()),
        position: decided.position.0,
        validator: rollbook_rows::VERSION.to_owned(),
        files: package.files.clone(),
        rows: subject.stored.rows_by_file.iter().sum(),
        effects,
        refusals,
        seats: decided.seat_changes(),
        institutions: by_institution(&decided.rows),
        guards,
        changes: changes.map(|row| change(package, decided, row)).collect(),
        notices: notices::notices(package, decided),
        stopped,
    }
}

/// Why a plan cannot be applied as it stands; guards first, because they may be overridden.
pub(crate) fn stop_code(
    guards: &[answers::GuardStop],
    all_or_nothing: bool,
    without_seat: u64,
    refused: u64,
) -> Option<&str> {
    if let Some(guard) = guards.first() {
        return Some(&guard.code);
    }
    match (all_or_nothing, without_seat, refused) {
        (false, _, _) | (true, 0, 0) => None,
        (true, 0, _) => Some("all-or-nothing"),
        (true, _, _) => Some("seat-limit"),
    }
}

/// The guards that stand against a batch. To an institution admin, its institution is the whole
/// domain: one guard says it (R16).
pub(crate) fn guard_stops(
    guards: Guards,
    scope: Scope,
    effects: &Effects,
    place: &dyn Fn(SeatScope) -> String,
) -> Vec<answers::GuardStop> {
    guards
        .check(effects, place)
        .into_iter()
        .filter(|stop| scope == Scope::Domain || stop.code != "share-of-domain")
        .map(|stop| answers::GuardStop {
            code: stop.code.to_owned(),
            message: stop.message,
            limit: stop.limit,
            actual: stop.actual,
        })
        .collect()
}

pub(crate) fn counts(decided: &Decided) -> answers::Effects {
    decided.effects.counts().into()
}

fn change(package: &Package, decided: &Decided, row: &DecidedRow) -> answers::Change {
    let (account_id, name) = match &row.target {
        Target::Known { number, id, .. } => (
            Some(id.to_string()),
            decided.labels.get(number).cloned().unwrap_or_default(),
        ),
        Target::New { profile, .. } => (None, label(profile)),
        // Shown with the row that creates it.
        Target::Made { place, .. } => (
            None,
            format!("row {} of {}", place.1, file_name(package, place.0)),
        ),
    };
    answers::Change {
        file: file_name(package, row.place.0),
        row: row.place.1,
        account_id,
        label: name,
        institution: row.target.institution().0,
        effects: row
            .events
            .iter()
            .map(|event| event.kind().name().to_owned())
            .collect(),
        notes: row
            .note
            .iter()
            .map(|note| answers::Note {
                code: note.code.to_owned(),
                message: note.message.clone(),
            })
            .collect(),
    }
}

fn file_name(package: &Package, file: u32) -> String {
    package
        .files
        .iter()
        .enumerate()
        .find(|(index, _)| number(*index) == file)
        .map(|(_, file)| file.name.clone())
        .unwrap_or_default()
}
