//! What is to become of one account, as far as that does not depend on others.

mod rules;

use std::collections::{BTreeMap, HashMap};

use rollbook_book::AccountRow;
use rollbook_domain::reversal::{
    Aim, Aspect, Compensation, Membership, Touch, Value, Verdict, judge,
};
use rollbook_domain::{Account, AccountId, Event, GroupId, Position, Profile};

use super::gather::{Entry, What};
use super::history::Histories;
use super::taken_back::was_taken_back;
use crate::Error;
use crate::caller::Scope;

/// A rule that stands against one aspect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) because: String,
}

/// What is to become of one aspect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    Put {
        from: Value,
        to: Value,
        /// The later change that is overridden by force.
        over: Option<Position>,
    },
    Kept(Position),
    Refused(Refused),
}

/// What is to become of one account.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) number: u64,
    pub(super) id: AccountId,
    pub(super) account: Account,
    /// The first record about it that is to be taken back.
    pub(super) first: Position,
    /// R56: nothing comes back.
    pub(super) is_deleted: bool,
    pub(super) fates: Vec<(Aspect, Fate)>,
    pub(super) nothing_to_do: u64,
    /// Whether something would be kept, were the account not forced.
    pub(super) would_keep: bool,
    /// Reports of activity among the records: they stay.
    pub(super) reports: u64,
    /// As it is, where columns are put back.
    pub(super) profile: Option<Box<Profile>>,
}

/// For whom accounts are judged.
#[derive(Clone)]
pub(super) struct Terms {
    pub(super) scope: Scope,
    /// R63.
    pub(super) acting_as: Option<AccountId>,
    /// With how they were named.
    pub(super) forced: HashMap<AccountId, String>,
}

/// Judges an account by its records in the target; `None` where it does not exist for the caller
/// (R16).
pub(super) fn judge_account(
    histories: &Histories<'_>,
    terms: &Terms,
    row: &AccountRow,
    targets: &[Entry],
) -> Result<Option<Draft>, Error> {
    let Some(first) = targets.first() else {
        return Ok(None);
    };
    if !terms.scope.covers(row.institution()) {
        return Ok(None);
    }
    let is_report =
        |entry: &&Entry| matches!(entry.what, What::Plain(Event::ActivityRecorded { .. }));
    let reports = targets.iter().filter(is_report).count();
    let mut draft = Draft {
        number: row.number,
        id: row.id,
        account: row.account,
        first: first.position,
        is_deleted: matches!(row.account, Account::Deleted { .. }) && reports < targets.len(),
        fates: Vec::new(),
        nothing_to_do: 0,
        would_keep: false,
        reports: reports as u64,
        profile: None,
    };
    if draft.is_deleted || reports == targets.len() {
        return Ok(Some(draft));
    }
    let touches = histories.touches(row, targets)?;
    let is_forced = terms.forced.contains_key(&row.id);
    let to_force = is_forced.then(|| touches.clone());
    draft.decide(histories, touches)?;
    if let Some(touches) = to_force {
        draft.force(histories.aim, touches);
    }
    draft.refuse_forbidden(terms);
    draft.refuse_columns(histories, row)?;
    draft.refuse_stranded_groups(histories, row)?;
    Ok(Some(draft))
}

impl Histories<'_> {
    fn was_taken_back(
        &self,
        targeted: &[(Aspect, Position)],
        aspect: Aspect,
        latest: Position,
    ) -> Result<bool, Error> {
        let targets: Vec<Position> = targeted
            .iter()
            .filter(|(of, _)| *of == aspect)
            .map(|(_, position)| *position)
            .collect();
        was_taken_back(self.reads, self.vault, &self.target.asked, &targets, latest)
    }
}

impl Fate {
    fn refuse(&mut self, code: &'static str, because: impl Into<String>) {
        *self = Fate::Refused(Refused {
            code,
            because: because.into(),
        });
    }
}

impl Draft {
    /// What is put, with the values before and after.
    pub(super) fn puts(&self) -> impl Iterator<Item = (Aspect, &Value, &Value)> {
        self.fates.iter().filter_map(|(aspect, fate)| match fate {
            Fate::Put { from, to, .. } => Some((*aspect, from, to)),
            Fate::Kept(_) | Fate::Refused(_) => None,
        })
    }

    /// Decides every aspect, as nobody has named the account to be forced.
    fn decide(&mut self, histories: &Histories<'_>, touches: Vec<Touch>) -> Result<(), Error> {
        let targeted: Vec<(Aspect, Position)> = touches
            .iter()
            .filter(|touch| touch.is_target)
            .map(|touch| (touch.aspect, touch.position))
            .collect();
        let judgement = judge(touches, histories.aim, false);
        self.nothing_to_do = judgement.nothing_to_do;
        // A reversal holds one of these for each account: none is larger than it needs to be.
        self.fates.reserve_exact(judgement.verdicts.len());
        for (aspect, verdict) in judgement.verdicts {
            let fate = match verdict {
                Verdict::Put { from, to, over } => Fate::Put { from, to, over },
                Verdict::Kept(latest) => Fate::Kept(latest),
                Verdict::AsBefore(latest)
                    if histories.was_taken_back(&targeted, aspect, latest)? =>
                {
                    self.nothing_to_do += 1;
                    continue;
                }
                Verdict::AsBefore(latest) => Fate::Kept(latest),
            };
            self.fates.push((aspect, fate));
        }
        self.would_keep = self
            .fates
            .iter()
            .any(|(_, fate)| matches!(fate, Fate::Kept(_)));
        Ok(())
    }

    /// What would be kept is put back too, because the account was named.
    fn force(&mut self, aim: Aim, touches: Vec<Touch>) {
        let mut forced: BTreeMap<Aspect, Verdict> =
            judge(touches, aim, true).verdicts.into_iter().collect();
        for (aspect, fate) in std::mem::take(&mut self.fates) {
            match (fate, forced.remove(&aspect)) {
                (Fate::Kept(_), Some(Verdict::Put { from, to, over })) => {
                    self.fates.push((aspect, Fate::Put { from, to, over }));
                }
                (Fate::Kept(_), _) => self.nothing_to_do += 1,
                (fate, _) => self.fates.push((aspect, fate)),
            }
        }
    }

    /// A profile with the columns that are put.
    pub(super) fn profile_after(&self, profile: &Profile) -> Profile {
        let mut after = profile.clone();
        for (aspect, _, to) in self.puts() {
            if let (Aspect::Column(column), Value::Text(text)) = (aspect, to) {
                after.set(column, text.as_deref().unwrap_or_default());
            }
        }
        after
    }

    /// Refuses those puts that fit.
    pub(super) fn refuse_where(
        &mut self,
        fits: impl Fn(Aspect, &Value) -> bool,
        code: &'static str,
        because: impl Into<String>,
    ) {
        let because = because.into();
        for (aspect, fate) in &mut self.fates {
            if matches!(fate, Fate::Put { to, .. } if fits(*aspect, to)) {
                fate.refuse(code, because.clone());
            }
        }
    }

    /// The account as it would be.
    pub(super) fn account_after(&self) -> Account {
        Compensation::of(self.puts())
            .events()
            .iter()
            .fold(self.account, |account, event| account.evolve(event, false))
    }

    /// The groups and classes to join.
    pub(super) fn joins(&self) -> impl Iterator<Item = (GroupId, Membership)> {
        self.puts()
            .filter_map(|(aspect, _, to)| match (aspect, to) {
                (Aspect::Group(_), Value::Membership(Membership::Outside)) => None,
                (Aspect::Group(group), Value::Membership(membership)) => Some((group, *membership)),
                _ => None,
            })
    }
}
