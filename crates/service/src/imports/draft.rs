//! Rows decided so far, before seats are given out.

use std::collections::{BTreeMap, HashMap, HashSet};

use rollbook_domain::InstitutionId;

use super::decided::{Outcome, PlanNotice, RefusedRow, Verdict};
use super::intents::Place;
use super::package::MOST_REFUSED;
use super::planned::{
    ClassChange, DecidedRow, PlannedClass, PlannedEvent, PlannedGroup, PlannedInstitution, Target,
    Whom,
};

/// What a row came to.
pub(crate) enum RowVerdict {
    Does(DecidedRow),
    Refused(RefusedRow),
}

/// Rows decided so far.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) rows: Vec<DecidedRow>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) refused: Vec<RefusedRow>,
    refused_rows: u64,
    pub(crate) new_groups: Vec<(InstitutionId, String)>,
    pub(crate) institutions: Vec<PlannedInstitution>,
    pub(crate) classes: Vec<PlannedClass>,
    /// How many of them are new.
    pub(crate) new_classes: usize,
    pub(crate) notices: Vec<PlanNotice>,
    /// Rows without outcome, because all is in place.
    pub(crate) unchanged: u64,
    /// R33.
    pub(crate) is_header_only: bool,
    /// Which row means which account.
    claimed: HashMap<u64, Place>,
    /// Rows whose account a later row means too.
    contradicted: BTreeMap<Place, RefusedRow>,
}

impl Draft {
    /// The account that a row means, where it alone does; else the row is refused. `number` is the
    /// account's; none for an account that is new.
    pub(crate) fn claim<A>(
        &mut self,
        place: Place,
        found: Result<A, RefusedRow>,
        number: impl FnOnce(&A) -> Option<u64>,
    ) -> Option<A> {
        let account = match found {
            Ok(account) => account,
            Err(refused) => {
                self.refuse(refused, None);
                return None;
            }
        };
        let Some(number) = number(&account) else {
            return Some(account);
        };
        match self.contradicts(number, place) {
            Some(refused) => {
                self.refuse(refused, Some(number));
                None
            }
            None => Some(account),
        }
    }

    /// The validator finds rows that look alike; here rows are found that mean one account by
    /// different columns, and none of them wins (R11).
    fn contradicts(&mut self, account: u64, place: Place) -> Option<RefusedRow> {
        let first = self.claimed.insert(account, place)?;
        self.contradicted
            .entry(first)
            .or_insert_with(|| contradiction(first, place));
        Some(contradiction(place, first))
    }

    pub(crate) fn withdraw_contradicted(&mut self) {
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
                    verdict: Verdict::of(row.events.iter().map(PlannedEvent::kind)),
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
        self.refused_rows += 1;
        // With more, there will be no plan; they need not be kept until that is told.
        if self.refused_rows <= MOST_REFUSED {
            self.refused.push(refused);
        }
    }

    /// How many rows were refused, kept or not.
    pub(crate) fn refused_rows(&self) -> u64 {
        self.refused_rows
    }

    /// Takes a row about an institution; `None` where all is in place.
    pub(crate) fn take_institution(&mut self, place: Place, planned: Option<PlannedInstitution>) {
        self.outcomes.push(Outcome {
            place,
            verdict: Verdict::of(planned.iter().map(PlannedInstitution::kind)),
            account: None,
            details: planned.as_ref().map_or(0, PlannedInstitution::details),
        });
        self.institutions.extend(planned);
    }

    /// Takes a row about a class; `None` where all is in place.
    pub(crate) fn take_class(&mut self, place: Place, planned: Option<PlannedClass>) {
        self.outcomes.push(Outcome {
            place,
            verdict: Verdict::of(planned.iter().map(PlannedClass::kind)),
            account: None,
            details: planned.as_ref().map_or(0, PlannedClass::details),
        });
        let is_new = |class: &PlannedClass| matches!(class.change, ClassChange::Added(_));
        self.new_classes += usize::from(planned.as_ref().is_some_and(is_new));
        self.classes.extend(planned);
    }

    /// R28: a row that does not say whom it lists may list anybody.
    pub(crate) fn note_nobody_ended(&mut self, file: u32, row: u32) {
        self.notices.push(PlanNotice {
            file,
            code: "nobody-ended",
            message: format!(
                "the import_id in row {row} cannot be read, so it may be anybody's: no account that the file leaves out is ended until the row is mended"
            ),
        });
    }

    /// The same of a class.
    pub(crate) fn note_nobody_left(&mut self, file: u32) {
        self.notices.push(PlanNotice {
            file,
            code: "nobody-left",
            message: "rows of the file are refused, so nobody leaves a class by being left out of it until they are mended".to_owned(),
        });
    }

    /// Refuses rows that were taken before, and those that need what they would have made. Groups
    /// that only they would have made are not made.
    pub(crate) fn withdraw(&mut self, mut withdrawn: Vec<RefusedRow>) {
        if withdrawn.is_empty() {
            return;
        }
        let mut places: HashSet<Place> = withdrawn.iter().map(|refused| refused.place).collect();
        let classes = self.disown(&places);
        for dependent in self.dependents(&places).into_iter().chain(classes) {
            places.insert(dependent.place);
            withdrawn.push(dependent);
        }
        self.rows.retain(|row| !places.contains(&row.place));
        for outcome in &mut self.outcomes {
            if places.contains(&outcome.place) {
                outcome.verdict = Verdict::Refused;
            }
        }
        self.refused.extend(withdrawn);
        self.drop_unused_groups();
    }

    /// Rows about an account that a withdrawn row would have created.
    fn dependents(&self, withdrawn: &HashSet<Place>) -> Vec<RefusedRow> {
        let of_rows = self.rows.iter().filter_map(|row| match row.target {
            Target::Made { place, .. } if withdrawn.contains(&place) => {
                Some(without_account(row.place, place))
            }
            _ => None,
        });
        of_rows.collect()
    }

    /// A new class whose owner is not created after all is owned by nobody yet; one that is there
    /// keeps the owner it has.
    fn disown(&mut self, withdrawn: &HashSet<Place>) -> Vec<RefusedRow> {
        let mut refused = Vec::new();
        self.classes.retain_mut(|class| {
            let Some(Whom::Made { place, .. }) = class.owner else {
                return true;
            };
            if !withdrawn.contains(&place) {
                return true;
            }
            class.owner = None;
            let is_new = matches!(class.change, ClassChange::Added(_));
            if !is_new {
                refused.push(without_account(class.row, place));
            }
            is_new
        });
        refused
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

fn without_account(place: Place, account: Place) -> RefusedRow {
    RefusedRow {
        place,
        column: None,
        code: "unknown-account",
        message: format!(
            "its account would be created by row {} of another file, which is refused: mend that row first, then import this one again",
            account.1
        ),
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
