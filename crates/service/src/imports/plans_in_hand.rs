//! What this process knows of plans besides the stored ones: how far they are, and what was
//! decided, as long as the log has not moved.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::decided::Decided;
use crate::Ledger;
use crate::answers::{Phase, Progress};

/// Plans whose decisions are kept in memory, and whose progress is told.
const IN_HAND: usize = 16;

/// Rows of all decisions kept in memory together.
const ROWS_IN_HAND: usize = 2_000_000;

#[derive(Default)]
pub(crate) struct PlansInHand {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    progress: HashMap<Uuid, Progress>,
    decided: HashMap<Uuid, Arc<Decided>>,
    /// Oldest first.
    order: VecDeque<Uuid>,
}

impl PlansInHand {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says how far a plan is.
    pub(crate) fn report(&self, plan: Uuid, phase: Phase, done: u64, total: u64) {
        let mut state = self.state();
        state.remember(plan);
        state.progress.insert(plan, Progress { phase, done, total });
    }

    /// Keeps what was decided, and drops the oldest where it gets too much.
    pub(crate) fn keep(&self, plan: Uuid, decided: Arc<Decided>) {
        let mut state = self.state();
        state.remember(plan);
        state.decided.insert(plan, decided);
        let mut rows: usize = state.decided.values().map(|one| one.outcomes.len()).sum();
        for old in state.order.clone() {
            if rows <= ROWS_IN_HAND || old == plan {
                break;
            }
            if let Some(dropped) = state.decided.remove(&old) {
                rows -= dropped.outcomes.len();
            }
        }
    }

    /// What was decided, if it is still at hand.
    pub(crate) fn decided(&self, plan: Uuid) -> Option<Arc<Decided>> {
        self.state().decided.get(&plan).cloned()
    }

    /// Forgets a plan altogether.
    pub(crate) fn drop_plan(&self, plan: Uuid) {
        let mut state = self.state();
        state.decided.remove(&plan);
        state.progress.remove(&plan);
    }

    /// A plan is done: its decisions are not needed any more.
    pub(crate) fn drop_decided(&self, plan: Uuid) {
        self.state().decided.remove(&plan);
    }
}

impl State {
    fn remember(&mut self, plan: Uuid) {
        if self.order.contains(&plan) {
            return;
        }
        self.order.push_back(plan);
        if self.order.len() > IN_HAND
            && let Some(oldest) = self.order.pop_front()
        {
            self.progress.remove(&oldest);
            self.decided.remove(&oldest);
        }
    }
}

impl Ledger {
    /// How far a plan is that this process makes or applies; `None` for any other.
    pub fn progress(&self, plan_id: &str) -> Option<Progress> {
        let plan = Uuid::parse_str(plan_id).ok()?;
        self.plans.state().progress.get(&plan).copied()
    }
}
