//! Puts a plan together: rows decided, seats given out, guards asked (R46, R60).

use std::collections::{BTreeMap, HashMap, HashSet};

use rollbook_book::Reads;
use rollbook_domain::{
    Account, AccountId, Command, Effects, Event, InstitutionId, Position, SeatScope, Seats,
    Transition, allot_seats,
};
use rollbook_rows::Profile as RowProfile;

use super::decided::{
    Decided, DecidedRow, Outcome, PlannedEvent, PlannedGroup, RefusedRow, Target, Verdict,
};
use super::intents::{Intents, Place};
use super::{load, status};
use crate::Error;
use crate::accounts::label;
use crate::batches::SHOWN_CHANGES;
use crate::caller::Scope;
use crate::vault::Vault;

/// For whom and for what a package is decided.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) profile: RowProfile,
    pub(crate) action: Command,
    pub(crate) scope: Scope,
    /// R63.
    pub(crate) acting_as: Option<AccountId>,
}

/// What a row came to.
pub(crate) enum RowVerdict {
    Does(DecidedRow),
    Refused(RefusedRow),
}

/// Rows decided so far.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) rows: Vec<DecidedRow>,
    outcomes: Vec<Outcome>,
    refused: Vec<RefusedRow>,
    pub(crate) new_groups: Vec<(InstitutionId, String)>,
    /// Which row means which account.
    claimed: HashMap<u64, Place>,
    /// Rows whose account a later row means too.
    contradicted: BTreeMap<Place, RefusedRow>,
}

impl Draft {
    /// Notes that a row means an account. The validator finds rows that look alike; here rows are
    /// found that mean one account by different columns, and none of them wins (R11).
    pub(crate) fn claim(&mut self, account: u64, place: Place) -> Option<RefusedRow> {
        let first = self.claimed.insert(account, place)?;
        self.contradicted
            .entry(first)
            .or_insert_with(|| contradiction(first, place));
        Some(contradiction(place, first))
    }

    fn withdraw_contradicted(&mut self) {
        let mut contradicted = std::mem::take(&mut self.contradicted);
        for refused in &self.refused {
            contradicted.remove(&refused.place);
        }
        self.withdraw(contradicted.into_values().collect());
    }

    pub(crate) fn take(&mut self, place: Place, account: Option<u64>, verdict: RowVerdict) {
        match verdict {
            RowVerdict::Refused(refused) => self.refuse(refused, account),
            RowVerdict::Does(row) => {
                self.outcomes.push(Outcome {
                    place,
                    verdict: Verdict::of(&row.events),
                    account,
                    details: row.details(&self.new_groups),
                });
                if !row.events.is_empty() {
                    self.rows.push(row);
                }
            }
        }
    }

    pub(crate) fn refuse(&mut self, refused: RefusedRow, account: Option<u64>) {
        self.outcomes.push(Outcome {
            place: refused.place,
            verdict: Verdict::Refused,
            account,
            details: 0,
        });
        self.refused.push(refused);
    }

    /// Refuses rows that were taken before. Groups that only they would have made are not made.
    fn withdraw(&mut self, withdrawn: Vec<RefusedRow>) {
        if withdrawn.is_empty() {
            return;
        }
        let places: HashSet<Place> = withdrawn.iter().map(|refused| refused.place).collect();
        self.rows.retain(|row| !places.contains(&row.place));
        for outcome in &mut self.outcomes {
            if places.contains(&outcome.place) {
                outcome.verdict = Verdict::Refused;
            }
        }
        self.refused.extend(withdrawn);
        self.drop_unused_groups();
    }

    fn drop_unused_groups(&mut self) {
        let joins = self.rows.iter_mut().flat_map(|row| &mut row.events);
        let mut kept = Vec::new();
        let mut renumbered: HashMap<usize, usize> = HashMap::new();
        for event in joins {
            let PlannedEvent::Join(PlannedGroup::New(index)) = event else {
                continue;
            };
            let number = *renumbered.entry(*index).or_insert_with(|| {
                kept.extend(self.new_groups.get(*index).cloned());
                kept.len() - 1
            });
            *index = number;
        }
        self.new_groups = kept;
    }
}

fn contradiction(place: Place, other: Place) -> RefusedRow {
    RefusedRow {
        place,
        column: None,
        code: "duplicate-conflict",
        message: format!(
            "row {} means the same account: keep one of the two",
            other.1
        ),
    }
}

/// Decides a package against the ledger as it is.
pub(crate) fn decide_package(
    reads: &Reads<'_>,
    vault: &Vault,
    terms: Terms,
    intents: &Intents,
) -> Result<Decided, Error> {
    let mut draft = Draft::default();
    match terms.profile {
        RowProfile::Benchprep => status::decide_rows(
            reads,
            terms.scope,
            terms.acting_as,
            terms.action,
            &intents.bulk,
            &mut draft,
        )?,
        RowProfile::Accounts => load::decide_rows(reads, vault, &intents.load, &mut draft)?,
        other => return Err(super::upload::not_imported(other)),
    }
    draft.withdraw_contradicted();
    let seats_before = reads.seats()?;
    let (seats_after, without_seat) = give_out_seats(&mut draft, terms.scope, seats_before.clone());
    draft.refused.sort_by_key(|refused| refused.place);
    Ok(Decided {
        position: reads.head()?.unwrap_or(Position(0)),
        effects: effects(reads, terms.scope, &draft)?,
        labels: labels(reads, vault, &draft.rows)?,
        rows: draft.rows,
        outcomes: draft.outcomes,
        refused: draft.refused,
        new_groups: draft.new_groups,
        seats_before,
        seats_after,
        without_seat,
    })
}

/// The account before and after a row.
fn transition(row: &DecidedRow) -> Transition {
    let (before, start) = match &row.target {
        Target::Known { account, .. } => (Some(*account), *account),
        Target::New { institution, .. } => (
            None,
            Account::created(*institution, rollbook_domain::Origin::Manual, false),
        ),
    };
    let after = row.events.iter().fold(start, |account, event| match event {
        PlannedEvent::Status(event) => account.evolve(event, false),
        PlannedEvent::Profile(change) => account.evolve(
            &Event::ProfileChanged {
                institution: change.moved_to,
            },
            false,
        ),
        PlannedEvent::Created | PlannedEvent::Leave(_) | PlannedEvent::Join(_) => account,
    });
    Transition { before, after }
}

/// Seats freed by the plan count first, rows take the rest in the order of the file (R46). Outside
/// the domain's own scope, the domain's numbers are not told (R16).
fn give_out_seats(draft: &mut Draft, scope: Scope, mut seats: Seats) -> (Seats, u64) {
    let transitions: Vec<Transition> = draft.rows.iter().map(transition).collect();
    let refused: Vec<RefusedRow> = allot_seats(&mut seats, &transitions)
        .into_iter()
        .filter_map(|(index, reached)| {
            let is_told = scope == Scope::Domain || reached.scope != SeatScope::Domain;
            Some(RefusedRow {
                place: draft.rows.get(index)?.place,
                column: None,
                code: "seat-limit",
                message: match is_told {
                    true => reached.to_string(),
                    false => crate::Error::NoSeatInDomain.to_string(),
                },
            })
        })
        .collect();
    let without_seat = refused.len() as u64;
    draft.withdraw(refused);
    (seats, without_seat)
}

fn effects(reads: &Reads<'_>, scope: Scope, draft: &Draft) -> Result<Effects, Error> {
    let populations = reads.populations()?;
    let mut effects = Effects::new(
        populations
            .into_iter()
            .filter(|(institution, _)| scope.covers(*institution)),
    );
    for row in &draft.rows {
        let before = match &row.target {
            Target::Known { account, .. } => Some(*account),
            Target::New { .. } => None,
        };
        let events: Vec<Event> = row
            .events
            .iter()
            .map(|event| domain_event(row, event))
            .collect();
        effects.add(before.as_ref(), &events, is_renamed(row));
    }
    for outcome in &draft.outcomes {
        match outcome.verdict {
            Verdict::Refused => effects.add_refused(),
            Verdict::Does(0) => effects.add_nothing_to_do(),
            Verdict::Does(_) => {}
        }
    }
    Ok(effects)
}

fn domain_event(row: &DecidedRow, event: &PlannedEvent) -> Event {
    let unnamed = rollbook_domain::GroupId::from_bytes([0; 16]);
    match event {
        PlannedEvent::Created => Event::AccountCreated {
            institution: row.target.institution(),
            origin: rollbook_domain::Origin::Manual,
            blocked: false,
        },
        PlannedEvent::Status(event) => *event,
        PlannedEvent::Profile(change) => Event::ProfileChanged {
            institution: change.moved_to,
        },
        PlannedEvent::Leave(group) => Event::GroupLeft { group: *group },
        PlannedEvent::Join(PlannedGroup::Known(group)) => Event::GroupJoined { group: *group },
        // A group that the batch makes has no id yet; for the numbers that does not matter.
        PlannedEvent::Join(PlannedGroup::New(_)) => Event::GroupJoined { group: unnamed },
    }
}

/// Whether the row changes what people sign in with (R60).
fn is_renamed(row: &DecidedRow) -> bool {
    use rollbook_domain::Column;
    row.events.iter().any(|event| match event {
        PlannedEvent::Profile(change) => change.changes.iter().any(|change| {
            matches!(change.column, Column::Email | Column::Username) && change.old.is_some()
        }),
        _ => false,
    })
}

/// What the accounts of the first changed rows are called.
fn labels(
    reads: &Reads<'_>,
    vault: &Vault,
    rows: &[DecidedRow],
) -> Result<HashMap<u64, String>, Error> {
    let mut labels = HashMap::new();
    for row in rows.iter().take(SHOWN_CHANGES) {
        if let Target::Known { number, .. } = row.target
            && let Some(account) = reads.account_by_number(number)?
        {
            labels.insert(number, label(&vault.profile_of(reads, &account)?));
        }
    }
    Ok(labels)
}
