//! What is asked to be scheduled, checked before anybody is looked up.

use chrono::{DateTime, Utc};
use rollbook_domain::{Command, InstitutionId};
use rollbook_records::ScheduledAction;

use super::{schedulable, times};
use crate::imports::AccountFile;
use crate::{Error, Operator, text};

/// The largest list of accounts that is named one by one.
const MOST_NAMED: usize = 1000;

/// What is to be scheduled.
#[derive(Clone, Debug)]
pub struct ScheduleRequest {
    /// `disable`, `enable`, `deactivate` or `reactivate`.
    pub action: Command,
    /// When: a date (its start, 00:00 UTC) or an RFC 3339 time.
    pub from: String,
    /// When what is taken is given back, for `disable` and `deactivate`.
    pub until: Option<String>,
    pub whom: Whom,
    /// Goes to the events of the run.
    pub reason: Option<String>,
    /// The reason why guards are overridden (R60).
    pub override_guards: Option<String>,
    /// The plan that was agreed to; without one, whatever the request comes to is.
    pub plan_id: Option<String>,
}

/// The accounts that are meant.
#[derive(Clone, Debug)]
pub enum Whom {
    /// Each by an account id, an email, a username, `user_id:…` or `sis_id:…`; at most 1000.
    Accounts(Vec<String>),
    /// Those in an uploaded file of profile `benchprep`, by the id of its plan (R57).
    File(String),
    /// Those of an institution that the action would change as they are now.
    Institution(InstitutionId),
}

/// A request that can be decided.
pub(super) struct Terms {
    pub(super) steps: Vec<Timed>,
    pub(super) whom: Named,
    pub(super) reason: Option<String>,
    pub(super) override_guards: Option<String>,
    pub(super) plan_id: Option<String>,
}

/// What a step will do, and when.
#[derive(Clone, Copy)]
pub(super) struct Timed {
    pub(super) command: Command,
    pub(super) action: ScheduledAction,
    pub(super) due: DateTime<Utc>,
}

pub(super) enum Named {
    Accounts(Vec<String>),
    File(Box<AccountFile>),
    Institution(InstitutionId),
}

impl Terms {
    /// The first step's command: the one that a person asked for.
    pub(super) fn command(&self) -> Command {
        self.steps
            .first()
            .map_or(Command::Disable, |step| step.command)
    }

    /// Whether the times can be met at all.
    ///
    /// # Errors
    /// [`Error::InThePast`]; [`Error::Invalid`] for an end that does not lie behind its start.
    pub(super) fn check_times(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let mut begun = None;
        for (what, step) in ["from", "until"].into_iter().zip(&self.steps) {
            times::to_come(what, step.due, now)?;
            if begun.is_some_and(|begun| step.due <= begun) {
                return Err(Error::invalid(what, "it must lie behind from"));
            }
            begun = Some(step.due);
        }
        Ok(())
    }
}

impl Operator<'_> {
    /// # Errors
    /// [`Error::Invalid`] for what cannot be scheduled by anybody; whether it is too late for it,
    /// [`Terms::check_times`] tells.
    pub(super) fn schedule_terms(&self, request: &ScheduleRequest) -> Result<Terms, Error> {
        let whom = match &request.whom {
            Whom::Accounts(named) => Named::Accounts(few(named)?),
            Whom::File(plan_id) => Named::File(Box::new(self.account_file(plan_id)?)),
            Whom::Institution(institution) => Named::Institution(*institution),
        };
        let reason = |text: &Option<String>| text.as_deref().map(text::reason).transpose();
        Ok(Terms {
            steps: steps(request)?,
            whom,
            reason: reason(&request.reason)?,
            override_guards: reason(&request.override_guards)?,
            plan_id: request.plan_id.clone(),
        })
    }
}

fn few(named: &[String]) -> Result<Vec<String>, Error> {
    match named.len() {
        0 => Err(Error::invalid(
            "accounts",
            "name somebody, a file or an institution",
        )),
        1..=MOST_NAMED => Ok(named.to_vec()),
        _ => Err(Error::invalid(
            "accounts",
            format!("name at most {MOST_NAMED} one by one, or put them in a file"),
        )),
    }
}

fn steps(request: &ScheduleRequest) -> Result<Vec<Timed>, Error> {
    let timed = |command, due| {
        Ok::<_, Error>(Timed {
            command,
            action: schedulable(command)?,
            due,
        })
    };
    let from = times::parse("from", &request.from)?;
    let first = timed(request.action, from)?;
    let Some(until) = &request.until else {
        return Ok(vec![first]);
    };
    let until = times::parse("until", until)?;
    let opposite = match request.action {
        Command::Disable => Command::Enable,
        Command::Deactivate => Command::Reactivate,
        _ => {
            return Err(Error::invalid(
                "until",
                "only disable and deactivate have an end",
            ));
        }
    };
    Ok(vec![first, timed(opposite, until)?])
}
