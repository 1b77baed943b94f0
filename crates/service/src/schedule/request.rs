//! What is asked to be scheduled, checked before anybody is looked up.

use chrono::{DateTime, Utc};
use rollbook_domain::{Command, InstitutionId};
use rollbook_records::ScheduledAction;

use super::{action, times};
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
}

impl Operator<'_> {
    /// # Errors
    /// [`Error::Invalid`] and [`Error::InThePast`] for what cannot be scheduled by anybody.
    pub(super) fn schedule_terms(&self, request: &ScheduleRequest) -> Result<Terms, Error> {
        let whom = match &request.whom {
            Whom::Accounts(named) => Named::Accounts(few(named)?),
            Whom::File(plan_id) => Named::File(Box::new(self.account_file(plan_id)?)),
            Whom::Institution(institution) => Named::Institution(*institution),
        };
        let reason = |text: &Option<String>| text.as_deref().map(text::reason).transpose();
        Ok(Terms {
            steps: steps(request, self.ledger.now())?,
            whom,
            reason: reason(&request.reason)?,
            override_guards: reason(&request.override_guards)?,
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

fn steps(request: &ScheduleRequest, now: DateTime<Utc>) -> Result<Vec<Timed>, Error> {
    let timed = |command, due| {
        let action = action(command).ok_or_else(|| {
            Error::invalid("action", "use disable, enable, deactivate or reactivate")
        })?;
        Ok::<_, Error>(Timed {
            command,
            action,
            due,
        })
    };
    let from = times::parse("from", &request.from, now)?;
    let first = timed(request.action, from)?;
    let Some(until) = &request.until else {
        return Ok(vec![first]);
    };
    let until = times::parse("until", until, now)?;
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
    if until <= from {
        return Err(Error::invalid("until", "it must lie behind from"));
    }
    Ok(vec![first, timed(opposite, until)?])
}
