//! Many accounts changed as one: what a batch would do, and who gets the seats.

use std::collections::BTreeMap;

use crate::{Account, Event, InstitutionId, SeatLimitReached, Seats};

/// One account before and after what a row asks for. `before` is `None` for a new account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transition {
    /// The account as it is.
    pub before: Option<Account>,
    /// The account as the row would have it.
    pub after: Account,
}

/// Gives out seats to the rows of one batch (R46): seats freed by the batch count
/// first, the other rows take the rest in file order, and those that come too late
/// are returned with their index and the limit against them. A seat that a moving
/// account leaves behind is free for later rows only, because the move may be refused.
pub fn allot_seats(seats: &mut Seats, rows: &[Transition]) -> Vec<(usize, SeatLimitReached)> {
    let frees = |row: &Transition| {
        row.before.is_some_and(|before| before.takes_seat()) && !row.after.takes_seat()
    };
    for row in rows.iter().filter(|row| frees(row)) {
        seats.follow(row.before.as_ref(), &row.after);
    }
    let mut refused = Vec::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !frees(row)) {
        if let Err(limit) = seats.settle(row.before.as_ref(), &row.after) {
            refused.push((index, limit));
        }
    }
    refused
}

/// How much a batch would do: accounts, for groups memberships, for the last two rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct EffectCounts {
    /// Accounts that would come to be.
    pub create: u64,
    /// Accounts whose profile or institution would change.
    pub change_profile: u64,
    /// Accounts that would come under import control, or leave it.
    pub change_origin: u64,
    /// Accounts that would be disabled.
    pub disable: u64,
    /// Accounts that would be enabled.
    pub enable: u64,
    /// Accounts that would be deactivated.
    pub deactivate: u64,
    /// Accounts that would be reactivated.
    pub reactivate: u64,
    /// Accounts that would be deleted.
    pub delete: u64,
    /// Memberships that would end.
    pub leave_group: u64,
    /// Memberships that would begin.
    pub join_group: u64,
    /// Rows whose accounts are as asked already (R10).
    pub nothing_to_do: u64,
    /// Rows that a rule stands against (R19).
    pub refused: u64,
}

impl EffectCounts {
    fn count(&mut self, event: &Event) {
        match event {
            Event::AccountCreated { .. } => self.create += 1,
            Event::ProfileChanged { .. } => self.change_profile += 1,
            Event::OriginChanged { .. } => self.change_origin += 1,
            Event::AccountDisabled => self.disable += 1,
            Event::AccountEnabled => self.enable += 1,
            Event::AccountDeactivated => self.deactivate += 1,
            Event::AccountReactivated => self.reactivate += 1,
            Event::AccountDeleted => self.delete += 1,
            Event::GroupLeft { .. } => self.leave_group += 1,
            Event::GroupJoined { .. } => self.join_group += 1,
            // The contract of a plan has no number for reports of activity: they change no account.
            Event::ActivityRecorded { .. } => {}
        }
    }
}

/// What guards look at, of one institution.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Exposure {
    /// Accounts that were active or disabled before the batch.
    pub before: u64,
    /// Accounts that the batch disables, deactivates or deletes, or whose email or username it changes.
    pub affected: u64,
}

/// What a batch would really change, judged by its events (R60, R62).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    counts: EffectCounts,
    institutions: BTreeMap<InstitutionId, Exposure>,
    header_only: bool,
}

impl Effects {
    /// A batch that does nothing yet, in a ledger that has so many active or
    /// disabled accounts in each institution.
    pub fn new(active_or_disabled: impl IntoIterator<Item = (InstitutionId, u64)>) -> Effects {
        let institutions = active_or_disabled
            .into_iter()
            .map(|(institution, before)| {
                (
                    institution,
                    Exposure {
                        before,
                        affected: 0,
                    },
                )
            })
            .collect();
        Effects {
            institutions,
            ..Effects::default()
        }
    }

    /// Adds the events of one account: once for each account, however many events there are.
    /// `before` is `None` for a new account; `renamed` says that its email or username changes.
    pub fn add(&mut self, before: Option<&Account>, events: &[Event], renamed: bool) {
        for event in events {
            self.counts.count(event);
        }
        let Some(before) = before else {
            return;
        };
        let ends = events.iter().any(|event| {
            matches!(
                event,
                Event::AccountDisabled | Event::AccountDeactivated | Event::AccountDeleted
            )
        });
        if ends || renamed {
            self.institutions
                .entry(before.institution())
                .or_default()
                .affected += 1;
        }
    }

    /// Adds a row whose account is as asked already.
    pub fn add_nothing_to_do(&mut self) {
        self.counts.nothing_to_do += 1;
    }

    /// Adds a row that is refused.
    pub fn add_refused(&mut self) {
        self.counts.refused += 1;
    }

    /// Notes that the batch comes from a full `users.csv` of nothing but a header (R33).
    pub fn set_header_only(&mut self) {
        self.header_only = true;
    }

    /// The numbers to show.
    pub fn counts(&self) -> EffectCounts {
        self.counts
    }

    /// Whether the batch comes from a full `users.csv` of nothing but a header.
    pub fn header_only(&self) -> bool {
        self.header_only
    }

    /// What guards look at, by institution.
    pub fn institutions(&self) -> impl Iterator<Item = (InstitutionId, Exposure)> + '_ {
        self.institutions
            .iter()
            .map(|(institution, exposure)| (*institution, *exposure))
    }

    /// What guards look at, in the whole domain.
    pub fn domain(&self) -> Exposure {
        self.institutions
            .values()
            .fold(Exposure::default(), |sum, one| Exposure {
                before: sum.before + one.before,
                affected: sum.affected + one.affected,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, SeatScope};

    const NORTH: InstitutionId = InstitutionId(1);
    const SOUTH: InstitutionId = InstitutionId(2);

    fn account(institution: InstitutionId) -> Account {
        Account::created(institution, Origin::Manual, false)
    }

    fn creation() -> Transition {
        Transition {
            before: None,
            after: account(NORTH),
        }
    }

    fn deactivation() -> Transition {
        let before = account(NORTH);
        let after = before.evolve(&Event::AccountDeactivated, false);
        Transition {
            before: Some(before),
            after,
        }
    }

    fn north_with(in_use: u64, limit: u64) -> Seats {
        let count = crate::SeatCount {
            in_use,
            limit: Some(limit),
        };
        Seats::from_counts(None, [(NORTH, count)])
    }

    #[test]
    fn r46_seats_freed_by_the_batch_count_first_and_the_rest_goes_in_file_order() {
        let mut seats = north_with(2, 2);
        let rows = [creation(), creation(), deactivation(), creation()];
        let refused: Vec<_> = allot_seats(&mut seats, &rows)
            .into_iter()
            .map(|(row, _)| row)
            .collect();
        assert_eq!(refused, [1, 3]);
        assert_eq!(seats.in_use(SeatScope::Institution(NORTH)), 2);
    }

    #[test]
    fn r46_a_refused_move_keeps_its_seat_where_it_was() {
        let mut seats = north_with(1, 1);
        seats.set_limit(SeatScope::Institution(SOUTH), Some(0));
        let moving = Transition {
            before: Some(account(NORTH)),
            after: account(SOUTH),
        };
        let refused = allot_seats(&mut seats, &[moving, creation()]);
        assert_eq!(refused.len(), 2);
        assert_eq!(seats.in_use(SeatScope::Institution(NORTH)), 1);
    }

    #[test]
    fn r60_an_account_counts_once_and_in_the_institution_it_had() {
        let mut effects = Effects::new([(NORTH, 10), (SOUTH, 5)]);
        let events = [
            Event::ProfileChanged {
                institution: Some(SOUTH),
            },
            Event::AccountDisabled,
            Event::AccountDeactivated,
        ];
        effects.add(Some(&account(NORTH)), &events, true);
        let exposure = |before, affected| Exposure { before, affected };
        assert_eq!(
            effects.institutions().collect::<Vec<_>>(),
            [(NORTH, exposure(10, 1)), (SOUTH, exposure(5, 0))]
        );
        assert_eq!(effects.domain(), exposure(15, 1));
    }

    #[test]
    fn effects_count_accounts_memberships_and_rows() {
        let group = crate::GroupId::from_bytes([0; 16]);
        let mut effects = Effects::default();
        let leave = Event::GroupLeft { group };
        effects.add(
            Some(&account(NORTH)),
            &[Event::AccountDeactivated, leave, leave],
            false,
        );
        effects.add_nothing_to_do();
        effects.add_refused();
        let expected = EffectCounts {
            deactivate: 1,
            leave_group: 2,
            nothing_to_do: 1,
            refused: 1,
            ..EffectCounts::default()
        };
        assert_eq!(effects.counts(), expected);
    }
}
