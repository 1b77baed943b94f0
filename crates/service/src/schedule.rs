//! What is to happen on a day to come: a step disables, enables, deactivates or reactivates a fixed
//! list of accounts at one time. Steps are events; they are listed, cancelled, and run when due.

mod add;
mod cancel;
mod draft;
mod forecast;
mod judge;
mod list;
mod notice;
mod numbers;
mod record;
mod refused;
mod request;
mod run;
mod running;
mod targets;
mod times;

pub use add::ScheduleOutcome;
pub(crate) use forecast::ForecastAtHand;
pub use forecast::ForecastQuery;
pub use list::StepQuery;
pub(crate) use notice::{SCHEDULED_STEPS, notice, notice_for};
pub(crate) use numbers::{Numbers, effects_of_step};
pub use request::{ScheduleRequest, Whom};

use rollbook_domain::Command;
use rollbook_records::ScheduledAction;

use crate::Error;

/// The command that a step gives.
fn command(action: ScheduledAction) -> Command {
    match action {
        ScheduledAction::Disable => Command::Disable,
        ScheduledAction::Enable => Command::Enable,
        ScheduledAction::Deactivate => Command::Deactivate,
        ScheduledAction::Reactivate => Command::Reactivate,
    }
}

/// How a command is recorded in a step; a deletion cannot be scheduled.
fn schedulable(command: Command) -> Result<ScheduledAction, Error> {
    match command {
        Command::Disable => Ok(ScheduledAction::Disable),
        Command::Enable => Ok(ScheduledAction::Enable),
        Command::Deactivate => Ok(ScheduledAction::Deactivate),
        Command::Reactivate => Ok(ScheduledAction::Reactivate),
        Command::Delete => Err(Error::invalid(
            "action",
            "use disable, enable, deactivate or reactivate",
        )),
    }
}
