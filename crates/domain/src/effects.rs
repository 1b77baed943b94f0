//! What a batch would really change: numbers to show, and what guards look at.

use std::collections::BTreeMap;

use crate::{Account, Acts, Event, Exposure, InstitutionId};

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
    /// Institutions that would be added (R39).
    pub add_institution: u64,
    /// Institutions whose name, external id or parent would change.
    pub change_institution: u64,
    /// Institutions that would be removed.
    pub remove_institution: u64,
    /// Classes that would be added (R34).
    pub add_class: u64,
    /// Classes whose details, owner or institution would change.
    pub change_class: u64,
    /// Classes that would be removed.
    pub remove_class: u64,
    /// Accounts of which a report of activity would be recorded (R48).
    pub record_activity: u64,
}

/// A change of what accounts belong to: it is no account's own event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StructureChange {
    /// An institution is added.
    AddInstitution,
    /// An institution's name, external id or parent changes.
    ChangeInstitution,
    /// An institution is removed.
    RemoveInstitution,
    /// A class is added.
    AddClass,
    /// A class's details, owner or institution change.
    ChangeClass,
    /// A class is removed.
    RemoveClass,
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
            Event::ActivityRecorded { .. } => self.record_activity += 1,
        }
    }

    fn count_structure(&mut self, change: StructureChange) {
        match change {
            StructureChange::AddInstitution => self.add_institution += 1,
            StructureChange::ChangeInstitution => self.change_institution += 1,
            StructureChange::RemoveInstitution => self.remove_institution += 1,
            StructureChange::AddClass => self.add_class += 1,
            StructureChange::ChangeClass => self.change_class += 1,
            StructureChange::RemoveClass => self.remove_class += 1,
        }
    }
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
                        ..Exposure::default()
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
        let acts = Acts::of(before, events, renamed);
        if acts != Acts::default() {
            let exposure = self.institutions.entry(before.institution()).or_default();
            exposure.affected += 1;
            exposure.acts = exposure.acts.or(acts);
        }
    }

    /// Adds a change of an institution or a class, which no guard looks at.
    pub fn add_structure(&mut self, change: StructureChange) {
        self.counts.count_structure(change);
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
                acts: sum.acts.or(one.acts),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Origin;

    const NORTH: InstitutionId = InstitutionId(1);
    const SOUTH: InstitutionId = InstitutionId(2);

    fn account(institution: InstitutionId) -> Account {
        Account::created(institution, Origin::Manual, false)
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
        let numbers = |exposure: Exposure| (exposure.before, exposure.affected);
        assert_eq!(
            effects
                .institutions()
                .map(|(institution, exposure)| (institution, numbers(exposure)))
                .collect::<Vec<_>>(),
            [(NORTH, (10, 1)), (SOUTH, (5, 0))]
        );
        assert_eq!(numbers(effects.domain()), (15, 1));
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

    #[test]
    fn r39_r34_institutions_and_classes_are_counted_apart_from_accounts() {
        let mut effects = Effects::default();
        let changes = [
            (StructureChange::AddInstitution, 1),
            (StructureChange::ChangeInstitution, 2),
            (StructureChange::RemoveInstitution, 3),
            (StructureChange::AddClass, 4),
            (StructureChange::ChangeClass, 5),
            (StructureChange::RemoveClass, 6),
        ];
        for (change, times) in changes {
            (0..times).for_each(|_| effects.add_structure(change));
        }
        let expected = EffectCounts {
            add_institution: 1,
            change_institution: 2,
            remove_institution: 3,
            add_class: 4,
            change_class: 5,
            remove_class: 6,
            ..EffectCounts::default()
        };
        assert_eq!(effects.counts(), expected);
    }

    #[test]
    fn r48_a_report_of_activity_is_counted_and_exposes_nobody() {
        let mut effects = Effects::new([(NORTH, 1)]);
        let report = Event::ActivityRecorded {
            logged_in: true,
            has_grades: false,
        };
        effects.add(Some(&account(NORTH)), &[report], false);
        assert_eq!(effects.counts().record_activity, 1);
        assert_eq!(effects.domain().affected, 0);
    }

    #[test]
    fn r60_who_comes_back_blocked_is_not_exposed() {
        let mut effects = Effects::new([(NORTH, 1)]);
        let away = account(NORTH).evolve(&Event::AccountDeactivated, false);
        let events = crate::listed(Some(&away), NORTH, Some(false));
        effects.add(Some(&away), &events, false);
        assert_eq!(effects.counts().disable, 1);
        assert_eq!(effects.domain().affected, 0);
    }
}
