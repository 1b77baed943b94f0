//! What holds after any sequence of commands on several accounts of several institutions.

use proptest::prelude::*;
use rollbook_domain::{
    Account, Command, Decision, Event, InstitutionId, Origin, Refusal, SeatScope, Seats, Status,
    Transition, allot_seats, decide, left_out, listed,
};

const ACCOUNTS: usize = 6;
const INSTITUTIONS: u64 = 3;

/// One thing that is asked for.
#[derive(Clone, Copy, Debug)]
enum Step {
    Command {
        account: usize,
        command: Command,
    },
    Move {
        account: usize,
        to: InstitutionId,
    },
    Limit {
        scope: SeatScope,
        limit: Option<u64>,
    },
    /// A student information system lists the account (R26).
    Listed {
        account: usize,
        may_log_in: Option<bool>,
    },
    /// It no longer does (R28).
    LeftOut {
        account: usize,
    },
    Report {
        account: usize,
        logged_in: bool,
        has_grades: bool,
    },
}

fn institution() -> impl Strategy<Value = InstitutionId> {
    (0..INSTITUTIONS).prop_map(InstitutionId)
}

fn scope() -> impl Strategy<Value = SeatScope> {
    prop_oneof![
        Just(SeatScope::Domain),
        institution().prop_map(SeatScope::Institution)
    ]
}

fn command() -> impl Strategy<Value = Command> {
    // Deletion is rare, or most histories would be over after a few steps.
    prop_oneof![
        8 => prop::sample::select(Command::BULK.to_vec()),
        1 => Just(Command::Delete),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0..ACCOUNTS, command()).prop_map(|(account, command)| Step::Command { account, command }),
        2 => (0..ACCOUNTS, institution()).prop_map(|(account, to)| Step::Move { account, to }),
        3 => (0..ACCOUNTS, any::<Option<bool>>())
            .prop_map(|(account, may_log_in)| Step::Listed { account, may_log_in }),
        1 => (0..ACCOUNTS).prop_map(|account| Step::LeftOut { account }),
        1 => (0..ACCOUNTS, any::<bool>(), any::<bool>()).prop_map(
            |(account, logged_in, has_grades)| Step::Report { account, logged_in, has_grades }
        ),
        1 => (scope(), prop::option::of(0_u64..5)).prop_map(|(scope, limit)| Step::Limit { scope, limit }),
    ]
}

fn new_account() -> impl Strategy<Value = Account> {
    (institution(), any::<bool>(), any::<bool>()).prop_map(|(institution, import, blocked)| {
        let origin = if import {
            Origin::Import
        } else {
            Origin::Manual
        };
        Account::created(institution, origin, blocked)
    })
}

/// Some accounts and the seats that they take.
#[derive(Clone)]
struct School {
    accounts: Vec<Account>,
    seats: Seats,
}

impl School {
    fn of(accounts: Vec<Account>) -> School {
        let mut seats = Seats::new();
        for account in &accounts {
            seats.settle(None, account).expect("there is no limit yet");
        }
        School { accounts, seats }
    }

    /// Records an event if a seat is free for what it makes of the account.
    fn record(&mut self, account: usize, event: Event) -> Result<(), Refusal> {
        let before = self.accounts[account];
        let after = before.evolve(&event, false);
        self.seats.settle(Some(&before), &after)?;
        self.accounts[account] = after;
        Ok(())
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Command { account, command } => self.command(account, command),
            Step::Move { account, to } => {
                let moved = Event::ProfileChanged {
                    institution: Some(to),
                };
                let before = self.clone();
                if self.record(account, moved).is_err() {
                    before.assert_same(self);
                }
            }
            Step::Limit { scope, limit } => self.seats.set_limit(scope, limit),
            Step::Listed {
                account,
                may_log_in,
            } => self.list(account, may_log_in),
            Step::LeftOut { account } => self.leave_out(account),
            Step::Report {
                account,
                logged_in,
                has_grades,
            } => {
                let report = Event::ActivityRecorded {
                    logged_in,
                    has_grades,
                };
                self.record(account, report)
                    .expect("a report takes no seat");
            }
        }
    }

    /// Being listed gives the status that the table says, or changes nothing for want of a seat.
    fn list(&mut self, index: usize, may_log_in: Option<bool>) {
        let before = self.accounts[index];
        let Some(living) = before.living() else {
            return;
        };
        let events = listed(Some(&before), before.institution(), may_log_in);
        let after = events
            .iter()
            .fold(before, |account, event| account.evolve(event, false));
        let may_log_in = may_log_in.unwrap_or(!living.blocked);
        assert_eq!(after.status() == Status::Active, may_log_in);
        assert_ne!(after.status(), Status::Deactivated);
        match self.seats.settle(Some(&before), &after) {
            Ok(()) => self.accounts[index] = after,
            Err(_) => assert!(after.takes_seat() && !before.takes_seat()),
        }
    }

    /// Leaving out deletes imported stubs only, ends nobody twice, and frees seats only.
    fn leave_out(&mut self, index: usize) {
        let before = self.accounts[index];
        let ended = left_out(&before);
        if let Some(event) = ended.event() {
            assert_eq!(event == Event::AccountDeleted, before.stub());
            self.record(index, event).expect("it takes no seat");
        }
        let after = self.accounts[index];
        match before.living() {
            Some(living) if living.origin == Origin::Manual => assert_eq!(after, before),
            _ => assert!(matches!(
                after.status(),
                Status::Deactivated | Status::Deleted
            )),
        }
        assert_eq!(left_out(&after).event(), None);
    }

    fn command(&mut self, account: usize, command: Command) {
        let before = self.clone();
        let status = self.accounts[account].status();
        match decide(self.accounts[account], command) {
            Ok(Decision::Record(event)) => match self.record(account, event) {
                Ok(()) => assert_ne!(
                    before.accounts[account], self.accounts[account],
                    "evolve ignores {event:?} after {command} of {status}"
                ),
                Err(refusal) => {
                    assert_eq!(refusal.code(), "seat-limit");
                    assert!(matches!(command, Command::Enable | Command::Reactivate));
                    before.assert_same(self);
                }
            },
            Ok(Decision::NothingToDo) => assert_eq!(status, wanted(command)),
            Err(_) => assert_ne!(status, wanted(command)),
        }
    }

    fn assert_same(&self, other: &School) {
        assert_eq!(self.accounts, other.accounts);
        assert_eq!(self.seats, other.seats);
    }

    fn assert_seats_are_active_accounts(&self) {
        let active = |institution: Option<InstitutionId>| {
            self.accounts
                .iter()
                .filter(|account| account.status() == Status::Active)
                .filter(|account| institution.is_none_or(|one| account.institution() == one))
                .count() as u64
        };
        assert_eq!(self.seats.in_use(SeatScope::Domain), active(None));
        for institution in (0..INSTITUTIONS).map(InstitutionId) {
            let scope = SeatScope::Institution(institution);
            assert_eq!(
                self.seats.in_use(scope),
                active(Some(institution)),
                "{scope}"
            );
        }
    }
}

/// The status in which a command has nothing to do.
fn wanted(command: Command) -> Status {
    match command {
        Command::Enable | Command::Reactivate => Status::Active,
        Command::Disable => Status::Disabled,
        Command::Deactivate => Status::Deactivated,
        Command::Delete => Status::Deleted,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn r10_r45_events_change_state_and_seats_are_active_accounts(
        accounts in prop::collection::vec(new_account(), ACCOUNTS),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut school = School::of(accounts);
        for step in steps {
            school.take(step);
            school.assert_seats_are_active_accounts();
        }
    }

    #[test]
    fn r13_reactivating_undoes_a_deactivation_exactly(account in new_account()) {
        let away = account.evolve(&Event::AccountDeactivated, false);
        prop_assert_eq!(away.evolve(&Event::AccountReactivated, false), account);
    }

    #[test]
    fn r32_a_deleted_account_stays_deleted(
        account in new_account(),
        commands in prop::collection::vec(command(), 1..10),
    ) {
        let deleted = account.evolve(&Event::AccountDeleted, true);
        for command in commands {
            prop_assert!(!matches!(decide(deleted, command), Ok(Decision::Record(_))));
        }
        for event in [
            Event::AccountCreated { institution: InstitutionId(9), origin: Origin::Import, blocked: false },
            Event::ProfileChanged { institution: Some(InstitutionId(9)) },
            Event::OriginChanged { origin: Origin::Import },
            Event::AccountDisabled,
            Event::AccountEnabled,
            Event::AccountDeactivated,
            Event::AccountReactivated,
            Event::AccountDeleted,
            Event::ActivityRecorded { logged_in: true, has_grades: true },
        ] {
            prop_assert_eq!(deleted.evolve(&event, true), deleted);
        }
    }

    #[test]
    fn r46_a_batch_never_goes_beyond_a_limit_that_held_before(
        accounts in prop::collection::vec(new_account(), 1..20),
        commands in prop::collection::vec(prop::sample::select(Command::BULK.to_vec()), 20),
        spare in 0_u64..4,
    ) {
        let mut school = School::of(accounts);
        let limit = school.seats.in_use(SeatScope::Domain) + spare;
        school.seats.set_limit(SeatScope::Domain, Some(limit));
        let rows: Vec<Transition> = school.accounts.iter().zip(commands).map(|(before, command)| {
            let after = match decide(*before, command) {
                Ok(Decision::Record(event)) => before.evolve(&event, false),
                _ => *before,
            };
            Transition { before: Some(*before), after }
        }).collect();
        let refused = allot_seats(&mut school.seats, &rows);
        for (index, row) in rows.iter().enumerate() {
            if !refused.iter().any(|(refused, _)| *refused == index) {
                school.accounts[index] = row.after;
            }
        }
        school.assert_seats_are_active_accounts();
        prop_assert!(school.seats.in_use(SeatScope::Domain) <= limit);
        prop_assert!(refused.is_empty() || school.seats.in_use(SeatScope::Domain) == limit);
    }
}
