//! An account's status and facts as one small number.

use rollbook_domain::{Account, Event, Facts, InstitutionId, Living, Origin};

const BLOCKED: i64 = 1;
const DEACTIVATED: i64 = 1 << 1;
pub(crate) const DELETED: i64 = 1 << 2;
const MANUAL: i64 = 1 << 3;
const LOGGED_IN: i64 = 1 << 4;
const GRADES: i64 = 1 << 5;
pub(crate) const OWNS_CLASSES: i64 = 1 << 6;
const MODIFIED: i64 = 1 << 7;

/// In an account's events, above the state after the event: the event carries the profile from then
/// on, carries a report of activity, moved the account to another institution.
pub(crate) const CARRIES_PROFILE: i64 = 1 << 8;
pub(crate) const CARRIES_ACTIVITY: i64 = 1 << 9;
pub(crate) const MOVED: i64 = 1 << 10;

/// Any of these set: the account is not active.
pub(crate) const STATUS_MASK: i64 = BLOCKED | DEACTIVATED | DELETED;

/// Any of these set: the account is neither active nor disabled.
pub(crate) const ENDED_MASK: i64 = DEACTIVATED | DELETED;

/// The number for the accounts table.
pub(crate) fn encode(account: &Account) -> i64 {
    let Account::Living(living) = account else {
        return DELETED;
    };
    let flag = |set: bool, bit: i64| if set { bit } else { 0 };
    flag(living.blocked, BLOCKED)
        | flag(living.deactivated, DEACTIVATED)
        | flag(living.origin == Origin::Manual, MANUAL)
        | flag(living.facts.logged_in, LOGGED_IN)
        | flag(living.facts.has_grades, GRADES)
        | flag(living.facts.owns_classes, OWNS_CLASSES)
        | flag(living.facts.modified_by_hand, MODIFIED)
}

/// The number for the table of events: the account after an event, and what the event carries.
pub(crate) fn encode_event(after: &Account, event: &Event) -> i64 {
    let carries = match event {
        Event::AccountCreated { .. } | Event::ProfileChanged { institution: None } => {
            CARRIES_PROFILE
        }
        Event::ProfileChanged {
            institution: Some(_),
        } => CARRIES_PROFILE | MOVED,
        Event::ActivityRecorded { .. } => CARRIES_ACTIVITY,
        _ => 0,
    };
    encode(after) | carries
}

/// Back from either table.
pub(crate) fn decode(state: i64, institution: InstitutionId) -> Account {
    if state & DELETED != 0 {
        return Account::Deleted { institution };
    }
    let is = |bit: i64| state & bit != 0;
    Account::Living(Living {
        institution,
        origin: if is(MANUAL) {
            Origin::Manual
        } else {
            Origin::Import
        },
        blocked: is(BLOCKED),
        deactivated: is(DEACTIVATED),
        facts: Facts {
            logged_in: is(LOGGED_IN),
            has_grades: is(GRADES),
            owns_classes: is(OWNS_CLASSES),
            modified_by_hand: is(MODIFIED),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_survives_the_round_trip() {
        let institution = InstitutionId(7);
        for state in 0..256_i64 {
            let account = decode(state, institution);
            assert_eq!(decode(encode(&account), institution), account);
        }
    }
}
