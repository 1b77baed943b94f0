//! Seats within a unit of records (R47): what its first records made of them is written down
//! nowhere, because a unit makes one step, and is told by the states that they left.

use rollbook_domain::{AccountId, InstitutionId, Position, Seats};
use rollbook_records::{Body, Record};

use super::Reads;
use super::in_order::{PASSED, for_each_in_order};
use super::scan::{Direction, Onward};
use crate::{BookError, state};

/// Records of moves that are read at once.
const CHUNK: usize = 1000;

/// The records of a unit that count, both included.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    pub(super) first: Position,
    pub(super) last: Position,
}

/// An account that a unit concerns.
struct Passage {
    number: u64,
    /// Where it is now, and where it was before and behind the unit's beginning.
    now: InstitutionId,
    from: Option<InstitutionId>,
    to: Option<InstitutionId>,
    /// Its states before and behind the beginning.
    before: Option<i64>,
    after: Option<i64>,
}

/// A record that moved an account.
struct Move {
    position: Position,
    /// The account's place among those that the unit concerns.
    place: usize,
    /// Whether it is the first one since the unit began: it tells where the account was until then.
    is_first: bool,
}

impl Reads<'_> {
    /// Follows what the beginning of a unit made of the seats: a pass each over its records, over
    /// the accounts that they name and over those accounts' events.
    pub(super) fn follow_unit(
        &self,
        beginning: Beginning,
        seats: &mut Seats,
    ) -> Result<(), BookError> {
        let concerned = self.seats_concern(beginning)?;
        let mut passages = self.passages(&concerned)?;
        let moves = self.note_states(beginning, &mut passages)?;
        self.note_institutions(beginning, moves, &mut passages)?;
        for passage in &passages {
            let Some(after) = passage.after else { continue };
            let from = passage.from.unwrap_or(passage.now);
            let before = passage.before.map(|state| state::decode(state, from));
            let after = state::decode(after, passage.to.unwrap_or(from));
            seats.follow(before.as_ref(), &after);
        }
        Ok(())
    }

    /// The ids of the accounts by which the seats in use may change, in order.
    fn seats_concern(&self, beginning: Beginning) -> Result<Vec<[u8; 16]>, BookError> {
        let Beginning { first, last } = beginning;
        let mut concerned: Vec<[u8; 16]> = Vec::new();
        self.scan(first, last, Direction::OldestFirst, |_, bytes| {
            let record = Record::decode(bytes)?;
            let account = record.account.filter(|_| moves_a_seat(&record.body));
            concerned.extend(account.as_ref().map(AccountId::as_bytes));
            Ok::<_, BookError>(Onward::Next)
        })?;
        concerned.sort_unstable();
        concerned.dedup();
        Ok(concerned)
    }

    /// The accounts of these ids, which ascend, in the order of their numbers.
    fn passages(&self, ids: &[[u8; 16]]) -> Result<Vec<Passage>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account_id, number, institution FROM accounts \
             WHERE account_id >= ? ORDER BY account_id",
        )?;
        let mut passages = Vec::with_capacity(ids.len());
        for_each_in_order(&mut statement, ids, PASSED, |_, row| {
            passages.push(Passage {
                number: row.get(1)?,
                now: InstitutionId(row.get(2)?),
                from: None,
                to: None,
                before: None,
                after: None,
            });
            Ok(())
        })?;
        passages.sort_unstable_by_key(|passage| passage.number);
        Ok(passages)
    }

    /// Notes the states before and behind the beginning of a unit; tells the moves since it began
    /// that say where an account was.
    fn note_states(
        &self,
        beginning: Beginning,
        passages: &mut [Passage],
    ) -> Result<Vec<Move>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account, position, state FROM account_events \
             WHERE account >= ? ORDER BY account, position",
        )?;
        let numbers: Vec<u64> = passages.iter().map(|passage| passage.number).collect();
        let mut moves: Vec<Move> = Vec::new();
        for_each_in_order(&mut statement, &numbers, PASSED, |place, row| {
            let Some(passage) = passages.get_mut(place) else {
                return Ok(());
            };
            let (position, state) = (Position(row.get(1)?), row.get(2)?);
            if position < beginning.first {
                passage.before = Some(state);
                return Ok(());
            }
            let is_within = position <= beginning.last;
            if is_within {
                passage.after = Some(state);
            }
            let is_first = moves.last().is_none_or(|last| last.place != place);
            if state & state::MOVED != 0 && (is_first || is_within) {
                moves.push(Move {
                    position,
                    place,
                    is_first,
                });
            }
            Ok(())
        })?;
        Ok(moves)
    }

    /// Notes where the accounts were that moved since a unit began. Of one account, the moves stand
    /// in the order in which they happened, so that the last one within the beginning holds.
    fn note_institutions(
        &self,
        beginning: Beginning,
        mut moves: Vec<Move>,
        passages: &mut [Passage],
    ) -> Result<(), BookError> {
        moves.sort_unstable_by_key(|one| one.position);
        for moves in moves.chunks(CHUNK) {
            let positions: Vec<Position> = moves.iter().map(|one| one.position).collect();
            for (one, record) in moves.iter().zip(self.records(&positions)?) {
                let Some(passage) = passages.get_mut(one.place) else {
                    continue;
                };
                if one.is_first {
                    passage.from = moved_from(&record.body);
                }
                if one.position <= beginning.last {
                    passage.to = record.institution;
                }
            }
        }
        Ok(())
    }
}

/// Whether a record may change how many seats are in use.
fn moves_a_seat(body: &Body) -> bool {
    match body {
        Body::AccountCreated(_)
        | Body::AccountDisabled
        | Body::AccountEnabled
        | Body::AccountDeactivated
        | Body::AccountReactivated
        | Body::AccountDeleted => true,
        Body::ProfileChanged(event) => event.moved_from.is_some(),
        _ => false,
    }
}

fn moved_from(body: &Body) -> Option<InstitutionId> {
    match body {
        Body::ProfileChanged(event) => event.moved_from.map(InstitutionId),
        _ => None,
    }
}
