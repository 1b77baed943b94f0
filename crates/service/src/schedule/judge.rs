//! What a step does to its accounts, decided for all of them at once.

use rollbook_domain::{
    Account, Command, Decision, Effects, Event, InstitutionId, Seats, Transition, allot_seats,
    decide,
};

/// What becomes of one account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    Changes(Event),
    NothingToDo,
    /// By this code.
    Refused(&'static str),
}

/// R46: no seat is free.
const SEAT_LIMIT: &str = "seat-limit";

/// Decides each account by the command table, unless `except` knows better. Seats that the step
/// frees count first, the others are given out in the order of the accounts (R46).
pub(super) fn judge(
    command: Command,
    accounts: &[Account],
    seats: &mut Seats,
    except: impl Fn(usize) -> Option<Verdict>,
) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = accounts
        .iter()
        .enumerate()
        .map(|(place, account)| except(place).unwrap_or_else(|| by_table(command, *account)))
        .collect();
    let (places, transitions): (Vec<usize>, Vec<Transition>) = accounts
        .iter()
        .zip(&verdicts)
        .enumerate()
        .filter_map(|(place, (before, verdict))| match verdict {
            Verdict::Changes(event) => Some((
                place,
                Transition {
                    before: Some(*before),
                    after: before.evolve(event, true),
                },
            )),
            _ => None,
        })
        .unzip();
    for (index, _) in allot_seats(seats, &transitions) {
        let verdict = places.get(index).and_then(|place| verdicts.get_mut(*place));
        if let Some(verdict) = verdict {
            *verdict = Verdict::Refused(SEAT_LIMIT);
        }
    }
    verdicts
}

fn by_table(command: Command, account: Account) -> Verdict {
    match decide(account, command) {
        Ok(Decision::Record(event)) => Verdict::Changes(event),
        Ok(Decision::NothingToDo) => Verdict::NothingToDo,
        Err(refusal) => Verdict::Refused(refusal.code()),
    }
}

/// The numbers, among so many active or disabled accounts (R60).
pub(super) fn effects(
    populations: impl IntoIterator<Item = (InstitutionId, u64)>,
    accounts: &[Account],
    verdicts: &[Verdict],
) -> Effects {
    let mut effects = Effects::new(populations);
    for (account, verdict) in accounts.iter().zip(verdicts) {
        match verdict {
            Verdict::Changes(event) => effects.add(Some(account), &[*event], false),
            Verdict::NothingToDo => effects.add_nothing_to_do(),
            Verdict::Refused(_) => effects.add_refused(),
        }
    }
    effects
}

/// The accounts as they are afterwards.
pub(super) fn after(accounts: &[Account], verdicts: &[Verdict]) -> Vec<Account> {
    let after = |(account, verdict): (&Account, &Verdict)| match verdict {
        Verdict::Changes(event) => account.evolve(event, true),
        _ => *account,
    };
    accounts.iter().zip(verdicts).map(after).collect()
}
