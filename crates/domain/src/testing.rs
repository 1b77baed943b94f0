//! A harness for decisions: given a history, when a command comes, then this is recorded, refused or left.
//!
//! ```
//! use rollbook_domain::testing::given;
//! use rollbook_domain::{Command, Event, Refusal};
//!
//! given([]).when(Command::Disable).then_records(Event::AccountDisabled);
//! given([Event::AccountDeactivated])
//!     .when(Command::Disable)
//!     .then_refuses(Refusal::ReactivateFirst);
//! ```

use crate::{Account, Command, Decision, Event, InstitutionId, Origin, Refusal, decide};

/// The institution of the account that [`given`] starts from.
pub const INSTITUTION: InstitutionId = InstitutionId(1);

/// An account with a history, waiting for a command.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    account: Account,
}

/// An active account of origin manual in [`INSTITUTION`], after these events of an import.
pub fn given(history: impl IntoIterator<Item = Event>) -> Given {
    let created = Account::created(INSTITUTION, Origin::Manual, false);
    let account = history
        .into_iter()
        .fold(created, |account, event| account.evolve(&event, false));
    Given { account }
}

/// An account as it is, however it came to be.
pub fn given_account(account: Account) -> Given {
    Given { account }
}

impl Given {
    /// Decides the command.
    pub fn when(self, command: Command) -> When {
        When {
            account: self.account,
            command,
            decided: decide(self.account, command),
        }
    }
}

/// A decision, waiting for what it should be.
#[derive(Clone, Copy, Debug)]
#[must_use = "a decision that nothing is expected of proves nothing"]
pub struct When {
    account: Account,
    command: Command,
    decided: Result<Decision, Refusal>,
}

impl When {
    /// The command records exactly this event; returns the account as it is then.
    #[track_caller]
    pub fn then_records(self, event: Event) -> Account {
        self.check(Ok(Decision::Record(event)));
        self.account.evolve(&event, true)
    }

    /// The command finds the account as asked already, and records nothing.
    #[track_caller]
    pub fn then_nothing_to_do(self) {
        self.check(Ok(Decision::NothingToDo));
    }

    /// A rule stands against the command.
    #[track_caller]
    pub fn then_refuses(self, refusal: Refusal) {
        self.check(Err(refusal));
    }

    #[track_caller]
    fn check(&self, expected: Result<Decision, Refusal>) {
        assert_eq!(
            self.decided,
            expected,
            "{} of an account that is {}",
            self.command,
            self.account.status()
        );
    }
}
