//! Plans that are void because somebody whom they name was deleted (R41, R43), or whoever uploaded
//! them was erased. Which ones name somebody is
//! found out before the deletion, because it takes reading their files; in the writer's turn it only
//! has to be seen that no plan came or changed since.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rollbook_book::{Reads, StoredPlan};
use rollbook_domain::{AccountId, Position};
use rollbook_records::{Blind, Envelope, KeyId, Kind};
use uuid::Uuid;

use super::leave_out::{LeftOut, ShownPlan};
use super::naming::Named;
use super::stored::{StoredTerms, key_id};
use crate::work::{Receipt, Work};
use crate::{Caller, Error, Ledger};

/// How often plans are searched before a deletion gives up: somebody would have to bring a new plan
/// each time.
const SEARCHES: usize = 8;

/// Records read at once.
const CHUNK: usize = 1000;

/// Which plans name people who are about to be deleted.
pub(crate) struct PlanSearch {
    people: BTreeSet<AccountId>,
    named: Named,
    /// Every plan that was there, and how often it had been decided again.
    examined: HashMap<[u8; 16], u64>,
    /// Open ones and applied ones.
    naming: Vec<Uuid>,
    /// What is left of the plan that deletes them, until it is prepared.
    left_out: Mutex<Option<LeftOut>>,
    turn: Mutex<Turn>,
}

/// What the writer's last turn made of it.
#[derive(Default)]
struct Turn {
    /// Whom the plans must be searched for as well, where they must be searched again.
    again: Option<Vec<AccountId>>,
    has_voided: bool,
}

impl Ledger {
    /// As [`Ledger::write`], for a command that deletes people; `decide` calls [`PlanSearch::void`]
    /// with whomever it deletes. `own` is the plan that does it: it is not void, and
    /// names them no longer.
    pub(crate) fn write_deleting(
        &self,
        caller: &Caller,
        operation: &str,
        (mut people, own): (BTreeSet<AccountId>, Option<Arc<ShownPlan>>),
        decide: impl FnMut(&mut Work<'_, '_>, &PlanSearch) -> Result<Receipt, Error> + Send + 'static,
    ) -> Result<Receipt, Error> {
        let decide = Arc::new(Mutex::new(decide));
        for _ in 0..SEARCHES {
            let mut search = self.search_plans(&people, own.as_ref().map(|own| own.open.id))?;
            if let Some(own) = own.as_ref().filter(|_| !people.is_empty()) {
                let left_out = own.without(&self.plan_files(), &search.named)?;
                search.left_out = Mutex::new(Some(left_out));
            }
            let search = Arc::new(search);
            let (deciding, searched) = (Arc::clone(&decide), Arc::clone(&search));
            let outcome = self.write(caller, operation, move |work| {
                *searched.turn() = Turn::default();
                let mut decide = deciding.lock().unwrap_or_else(PoisonError::into_inner);
                decide(work, &searched)
            });
            let turn = std::mem::take(&mut *search.turn());
            if let Some(more) = turn.again {
                people.extend(more);
                continue;
            }
            if turn.has_voided && outcome.is_ok() {
                self.forget_void();
            }
            return outcome;
        }
        Err(Error::Contended)
    }

    /// Finds the plans that name these people, but for one that is left out. Where there are no people,
    /// no plan is looked at.
    pub(crate) fn search_plans(
        &self,
        people: &BTreeSet<AccountId>,
        own: Option<Uuid>,
    ) -> Result<PlanSearch, Error> {
        let (plans, named) = self.read(|reads| {
            let mut plans = Vec::new();
            if people.is_empty() {
                return Ok((plans, Named::default()));
            }
            let named = Named::of(reads, &self.vault, people)?;
            for id in reads.plan_ids()? {
                plans.extend(reads.plan(&id)?);
            }
            Ok((plans, named))
        })?;
        let mut search = PlanSearch {
            people: people.clone(),
            named,
            examined: HashMap::new(),
            naming: Vec::new(),
            left_out: Mutex::default(),
            turn: Mutex::default(),
        };
        for plan in plans {
            let id = Uuid::from_bytes(plan.id);
            search.examined.insert(plan.id, plan.generation);
            if own != Some(id) && self.is_naming(&plan, &search.named)? {
                search.naming.push(id);
            }
        }
        Ok(search)
    }

    fn is_naming(&self, plan: &StoredPlan, named: &Named) -> Result<bool, Error> {
        let id = Uuid::from_bytes(plan.id);
        if named.is_nobody() {
            return Ok(false);
        }
        // Without a key it names nobody any more.
        let Some(key) = self.vault.keyring.key(key_id(id))? else {
            return Ok(false);
        };
        let terms = StoredTerms::open(&key, &plan.body)?;
        named.is_in_plan(&self.plan_files(), id, &key, &terms)
    }

    /// What is void is nothing that this process should know, and its files go.
    pub(crate) fn forget_void(&self) {
        if let Err(error) = self.remove_void_plans() {
            tracing::warn!(
                code = error.code(),
                %error,
                "files of void plans, which nobody can read any more, could not be removed; the next start or upload tries again"
            );
        }
    }

    /// Forgets void plans and removes their files, which nobody can read any more.
    pub(crate) fn remove_void_plans(&self) -> Result<(), Error> {
        let void = self.read(|reads| Ok(reads.void_plans()?))?;
        let void: Vec<Uuid> = void.into_iter().map(Uuid::from_bytes).collect();
        for plan in &void {
            self.plans.drop_plan(*plan);
        }
        let files = self.plan_files();
        let with_files = files.plans()?;
        void.into_iter()
            .try_for_each(|plan| match with_files.contains(&plan) {
                true => files.remove(plan),
                false => Ok(()),
            })
    }
}

impl PlanSearch {
    /// How many plans name somebody of them.
    pub(crate) fn count(&self) -> usize {
        self.naming.len()
    }

    /// Voids the plans in the transaction that deletes these people: their keys go with the people's.
    ///
    /// # Errors
    /// [`Error::Contended`] where the plans must be searched again: [`Ledger::write_deleting`] does it.
    pub(crate) fn void(&self, work: &Work<'_, '_>, deleted: &[AccountId]) -> Result<(), Error> {
        if deleted.is_empty() {
            return Ok(());
        }
        let is_complete = deleted.iter().all(|account| self.people.contains(account));
        let plans = work.reads().plan_generations()?;
        let is_examined =
            |(plan, generation): &([u8; 16], u64)| self.examined.get(plan) == Some(generation);
        if !is_complete || !plans.iter().all(is_examined) {
            return Err(self.again(deleted));
        }
        for plan in &self.naming {
            work.transaction.void_plan(plan.as_bytes())?;
        }
        self.turn().has_voided = true;
        Ok(())
    }

    /// As [`PlanSearch::void`], for the plan that deletes these people: it names them no longer once
    /// [`Ledger::finish_leaving_out`] has seen that this is recorded.
    pub(super) fn void_and_leave_out(
        &self,
        work: &Work<'_, '_>,
        deleted: &[AccountId],
    ) -> Result<(), Error> {
        self.void(work, deleted)?;
        let left_out = self.left_out.lock();
        match left_out.unwrap_or_else(PoisonError::into_inner).take() {
            Some(left_out) => left_out.prepare(),
            // An earlier attempt has prepared it, and since then others may have had their turn.
            None => Err(self.again(deleted)),
        }
    }

    fn again(&self, deleted: &[AccountId]) -> Error {
        self.turn().again = Some(deleted.to_vec());
        Error::Contended
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Voids the plans that a person of this email has uploaded, under whatever spelling, in the
/// transaction that erases the person: each names whoever uploaded it. For whom plans were made that
/// are discarded already cannot be told apart, so it is forgotten of all of them.
pub(crate) fn void_plans_of(work: &Work<'_, '_>, email: &Blind) -> Result<(), Error> {
    work.transaction.forget_who_discarded()?;
    for id in work.reads().plan_ids()? {
        let plan = work.reads().plan(&id)?;
        let Some(plan) = plan.filter(|plan| !plan.is_void()) else {
            continue;
        };
        let key = match work.key(KeyId(id)) {
            // It has expired, and nothing of it can be read.
            Err(Error::KeyMissing) => continue,
            key => key?,
        };
        let actor = StoredTerms::open(&key, &plan.body)?.actor;
        if work.vault.blinding.name(&actor) == *email {
            work.transaction.void_plan(&id)?;
        }
    }
    Ok(())
}

/// Whether anybody was deleted behind a position at which a plan was decided that is kept only now: it
/// may name them.
pub(super) fn is_anybody_deleted(reads: &Reads<'_>, behind: Position) -> Result<bool, Error> {
    let mut next = Position(behind.0 + 1);
    loop {
        let records = reads.log(next, CHUNK)?;
        let Some((last, _)) = records.last() else {
            return Ok(false);
        };
        next = Position(last.0 + 1);
        for (_, bytes) in &records {
            if Envelope::decode(bytes)?.kind == Kind::AccountDeleted {
                return Ok(true);
            }
        }
    }
}
