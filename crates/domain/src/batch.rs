//! Many accounts changed as one: who gets the seats.

use crate::{Account, SeatLimitReached, Seats};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, InstitutionId, Origin, SeatScope};

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
}
