//! What an administrator can ask for, one verb a file, and the decision on it.

mod deactivate;
mod delete;
mod disable;
mod enable;
mod reactivate;

use std::fmt;
use std::str::FromStr;

use crate::{Account, AccountId, Event, Refusal};

/// A verb of the command table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Command {
    /// Suspend for a time.
    Disable,
    /// End the suspension.
    Enable,
    /// Hide and lock for good, keeping everything (R13).
    Deactivate,
    /// Bring back as it was.
    Reactivate,
    /// Destroy, by hand and one account at a time (R41).
    Delete,
}

impl Command {
    /// Every command.
    pub const ALL: [Command; 5] = [
        Command::Disable,
        Command::Enable,
        Command::Deactivate,
        Command::Reactivate,
        Command::Delete,
    ];

    /// The commands that a CSV can give for many accounts at once (R57).
    pub const BULK: [Command; 4] = [
        Command::Disable,
        Command::Enable,
        Command::Deactivate,
        Command::Reactivate,
    ];

    /// The name used in JSON, in routes and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Command::Disable => "disable",
            Command::Enable => "enable",
            Command::Deactivate => "deactivate",
            Command::Reactivate => "reactivate",
            Command::Delete => "delete",
        }
    }

    /// Whether the command would shut the person out.
    pub fn shuts_out(self) -> bool {
        matches!(
            self,
            Command::Disable | Command::Deactivate | Command::Delete
        )
    }

    /// Refuses an admin who would shut out the account that it is acting as (R63).
    /// `acting_as` is `None` for an admin without an account of its own.
    pub fn permit_on(self, target: AccountId, acting_as: Option<AccountId>) -> Result<(), Refusal> {
        if self.shuts_out() && acting_as == Some(target) {
            return Err(Refusal::OwnAccount);
        }
        Ok(())
    }
}

impl fmt::Display for Command {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A text that names no bulk action.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no bulk action {0:?}: say deactivate, disable, enable or reactivate")]
pub struct UnknownAction(pub String);

/// Reads a bulk action (R57). Deletion is none: it takes two steps and a person each time (R41).
impl FromStr for Command {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::BULK
            .into_iter()
            .find(|command| command.as_str() == text)
            .ok_or_else(|| UnknownAction(text.to_owned()))
    }
}

/// What becomes of a command that no rule stands against.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Decision {
    /// This shall be recorded.
    Record(Event),
    /// The account is already as asked; no event, and the answer says so (R10).
    NothingToDo,
}

/// Decides a command by the command table. Seats are decided apart, because
/// they concern more than one account: see [`crate::Seats::settle`].
pub fn decide(account: Account, command: Command) -> Result<Decision, Refusal> {
    let status = account.status();
    match command {
        Command::Disable => disable::decide(status),
        Command::Enable => enable::decide(status),
        Command::Deactivate => deactivate::decide(status),
        Command::Reactivate => reactivate::decide(status),
        Command::Delete => Ok(delete::decide(status)),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn r57_four_actions_come_in_bulk_and_deletion_does_not() {
        for command in Command::BULK {
            assert_eq!(command.as_str().parse(), Ok(command));
        }
        for text in ["delete", "Disable", ""] {
            assert_eq!(text.parse::<Command>(), Err(UnknownAction(text.to_owned())));
        }
    }

    #[test]
    fn r63_nobody_shuts_out_the_account_acted_as() {
        let own = AccountId(Uuid::from_u128(1));
        let other = AccountId(Uuid::from_u128(2));
        for command in Command::ALL {
            let expected = match command {
                Command::Disable | Command::Deactivate | Command::Delete => {
                    Err(Refusal::OwnAccount)
                }
                Command::Enable | Command::Reactivate => Ok(()),
            };
            assert_eq!(command.permit_on(own, Some(own)), expected, "{command}");
            assert_eq!(command.permit_on(other, Some(own)), Ok(()), "{command}");
            assert_eq!(command.permit_on(own, None), Ok(()), "{command}");
        }
    }
}
