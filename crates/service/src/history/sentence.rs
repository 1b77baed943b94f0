//! An event as a sentence: who did what to whom, by which row of which file, and why.

use chrono::SecondsFormat;
use rollbook_records::{Channel, Kind};

use super::batch_sentence::batch;
use crate::answers::{ColumnChange, Event, EventData, EventSource, ScheduledStep};

/// The sentence of an event whose other fields are filled.
pub(super) fn sentence(kind: Kind, event: &Event) -> String {
    let mut sentence = format!("{} {}", who(event), what(kind, event));
    if let Some(source) = &event.source {
        sentence += &by_file(source);
    }
    if let Some(reason) = &event.reason {
        sentence += &format!(", giving the reason {}", quoted(reason));
    }
    sentence + "."
}

fn who(event: &Event) -> String {
    let actor = event.actor.as_deref().unwrap_or("somebody who was erased");
    match event.channel == Channel::Schedule.as_str() {
        true => format!("{actor}, by schedule,"),
        false => actor.to_owned(),
    }
}

fn whom(event: &Event) -> &str {
    match (&event.account_name, &event.account_id) {
        (Some(name), _) => name,
        (None, Some(_)) => "a deleted account",
        (None, None) => "somebody",
    }
}

fn by_file(source: &EventSource) -> String {
    match source.row {
        Some(row) => format!(" for row {row} of {}", source.file),
        None => format!(" because {} leaves it out", source.file),
    }
}

fn what(kind: Kind, event: &Event) -> String {
    let whom = whom(event);
    match (kind, &event.data) {
        (Kind::LedgerOpened, _) => "opened the ledger".to_owned(),
        (_, EventData::BatchRecorded(recorded)) => batch(recorded),
        (Kind::InstitutionAdded, _) => format!("added {}", institution(event)),
        (Kind::InstitutionChanged, _) => format!("changed {}", institution(event)),
        (Kind::InstitutionRemoved, _) => format!("removed {}", institution(event)),
        (_, EventData::SeatLimitSet { limit }) => seat_limit(event, *limit),
        (_, EventData::AccountCreated { blocked, .. }) => {
            let disabled = if *blocked { ", disabled," } else { "" };
            format!("created {whom}{disabled} in {}", institution(event))
        }
        (
            _,
            EventData::ProfileChanged {
                changes,
                moved_from,
            },
        ) => profile(event, changes.as_deref(), *moved_from),
        (_, EventData::OriginChanged { origin }) => match origin.as_str() {
            "import" => format!("put {whom} under import control"),
            _ => format!("took {whom} out of import control"),
        },
        (Kind::AccountDisabled, _) => format!("disabled {whom}"),
        (Kind::AccountEnabled, _) => format!("enabled {whom}"),
        (Kind::AccountDeactivated, _) => format!("deactivated {whom}"),
        (Kind::AccountReactivated, _) => format!("reactivated {whom}"),
        (Kind::AccountDeleted, _) => "deleted an account".to_owned(),
        (
            _,
            EventData::ActivityRecorded {
                last_login, grades, ..
            },
        ) => activity(whom, last_login.as_deref(), *grades),
        (_, EventData::GroupAdded { group, .. }) => {
            format!(
                "added the group {} to {}",
                quoted(group),
                institution(event)
            )
        }
        (Kind::GroupJoined, EventData::Membership { role, .. }) => {
            let role = role.as_ref().map(|role| format!(" as a {role}"));
            let into = membership(&event.data);
            format!("put {whom} into {into}{}", role.unwrap_or_default())
        }
        (_, EventData::Membership { .. }) => {
            format!("took {whom} out of {}", membership(&event.data))
        }
        (_, EventData::Class(class)) => {
            let verb = if kind == Kind::ClassAdded {
                "added"
            } else {
                "changed"
            };
            let class = named("class", class.group.as_deref());
            match &event.account_id {
                Some(_) => format!("{verb} {class} of {whom}"),
                None => format!("{verb} {class}"),
            }
        }
        (_, EventData::ClassRemoved { group, .. }) => {
            format!("removed {}", named("class", group.as_deref()))
        }
        (_, EventData::Admin { email, role, .. }) => {
            admin(kind, event, email.as_deref(), role.as_deref())
        }
        (Kind::TokenCreated, EventData::Token { name, role, .. }) => {
            let role = role.as_deref().unwrap_or_default().replace('_', " ");
            format!(
                "created {} of the role {role}",
                named("token", name.as_deref())
            )
        }
        (_, EventData::Token { name, .. }) => {
            format!("revoked {}", named("token", name.as_deref()))
        }
        (_, EventData::SigningKeyAdopted { .. }) => {
            "began to sign checkpoints with a new key".to_owned()
        }
        (_, EventData::LedgerRestored { .. }) => "restored the ledger from a backup".to_owned(),
        (_, EventData::StepScheduled { step, accounts, .. }) => {
            let whom = match accounts {
                1 => "1 account".to_owned(),
                many => format!("{many} accounts"),
            };
            scheduled(&whom, step)
        }
        (Kind::StepTargeted, EventData::Step(step)) => scheduled(whom, step),
        (_, EventData::Step(step)) => format!("cancelled {}", step_due(step)),
        (_, EventData::StepRan { step, .. }) => format!("ran {}", step_due(step)),
        (_, EventData::StepRefused { step, code, .. }) => {
            format!(
                "could not {} {whom}, as the rule {code} forbids it",
                step.action
            )
        }
        (kind, _) => format!("recorded {}", kind.name()),
    }
}

/// `North (1)`, or what is known of it.
fn institution(event: &Event) -> String {
    match (&event.institution_name, event.institution) {
        (Some(name), Some(number)) => format!("{name} (institution {number})"),
        (_, Some(number)) => format!("institution {number}"),
        (_, None) => "the domain".to_owned(),
    }
}

fn seat_limit(event: &Event, limit: Option<u64>) -> String {
    let place = institution(event);
    match limit {
        Some(limit) => format!("set the seat limit of {place} to {limit}"),
        None => format!("lifted the seat limit of {place}"),
    }
}

fn profile(event: &Event, changes: Option<&[ColumnChange]>, moved_from: Option<u64>) -> String {
    let whom = whom(event);
    let moved = moved_from.map(|from| {
        let to = institution(event);
        format!("moved {whom} from institution {from} to {to}")
    });
    let changed = match changes {
        None if moved.is_some() => None,
        None => Some(format!("changed the profile of {whom}")),
        Some([]) => None,
        Some([change]) => Some(one_change(whom, change)),
        Some(several) => {
            let columns: Vec<String> = several.iter().map(column).collect();
            Some(format!("changed the {} of {whom}", listed(&columns)))
        }
    };
    let done: Vec<String> = moved.into_iter().chain(changed).collect();
    listed(&done)
}

fn one_change(whom: &str, change: &ColumnChange) -> String {
    let column = column(change);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!(
            "changed the {column} of {whom} from {} to {}",
            quoted(old),
            quoted(new)
        ),
        (None, Some(new)) => format!("set the {column} of {whom} to {}", quoted(new)),
        (_, None) => format!("cleared the {column} of {whom}"),
    }
}

fn column(change: &ColumnChange) -> String {
    change.column.replace('_', " ")
}

fn activity(whom: &str, last_login: Option<&str>, grades: Option<u64>) -> String {
    let login = last_login.map(|at| format!("last logged in at {at}"));
    let grades = grades.map(|many| match many {
        1 => "has 1 grade".to_owned(),
        many => format!("has {many} grades"),
    });
    let known: Vec<String> = login.into_iter().chain(grades).collect();
    match known.is_empty() {
        true => format!("reported activity of {whom}"),
        false => format!("reported that {whom} {}", listed(&known)),
    }
}

/// The group or the class of a membership.
fn membership(data: &EventData) -> String {
    match data {
        EventData::Membership { kind, group, .. } => named(kind, group.as_deref()),
        _ => String::new(),
    }
}

/// Something by its name, where the name is known.
fn named(what: &str, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("the {what} {}", quoted(name)),
        None => format!("a {what}"),
    }
}

/// `scheduled X to be disabled at …`
fn scheduled(whom: &str, step: &ScheduledStep) -> String {
    // All four actions end in an e.
    format!("scheduled {whom} to be {}d at {}", step.action, time(step))
}

fn step_due(step: &ScheduledStep) -> String {
    format!("the step to {} accounts at {}", step.action, time(step))
}

fn time(step: &ScheduledStep) -> String {
    step.due.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn admin(kind: Kind, event: &Event, email: Option<&str>, role: Option<&str>) -> String {
    let email = email.unwrap_or("somebody who was erased");
    match (kind, role) {
        (Kind::PasswordSet, _) => format!("changed the password of {email}"),
        (Kind::SignInLocked, _) => {
            format!("gave too many wrong passwords for {email}, so none is accepted for a while")
        }
        (Kind::SignInLinkMade, _) => format!("made a sign-in link for {email}"),
        (_, Some("institution_admin")) => {
            format!("made {email} an admin of {}", institution(event))
        }
        (_, Some("viewer")) => format!("made {email} a viewer of {}", institution(event)),
        (_, Some("auditor")) => format!("made {email} an auditor"),
        (_, Some(role)) => format!("made {email} a {}", role.replace('_', " ")),
        (_, None) => format!("removed the admin {email}"),
    }
}

/// A text of somebody else's, set apart.
pub(super) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}
