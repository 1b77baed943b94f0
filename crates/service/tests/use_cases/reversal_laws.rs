//! Laws of taking back, after any history (R52–R54, R62).

use std::collections::BTreeMap;

use proptest::prelude::*;
use rollbook_service::{Aim, Status, answers};

use crate::district::District;
use crate::random_history::{district, step, take};
use crate::taking_back::{anyway, batch};

/// What can be put back of each account that is there.
fn standing(district: &District) -> BTreeMap<String, answers::Account> {
    let everyone = [Status::Active, Status::Disabled, Status::Deactivated];
    district
        .list(&everyone)
        .into_iter()
        .map(|mut account| {
            // What follows from all that ever happened.
            account.version = 0;
            (account.with_data, account.stub) = (None, None);
            account.groups.sort();
            (account.account_id.clone(), account)
        })
        .collect()
}

fn same(left: &answers::Account, right: &answers::Account) -> bool {
    serde_json::to_value(left).expect("JSON") == serde_json::to_value(right).expect("JSON")
}

/// The batch that a step made, if it made one.
fn batch_of(district: &District, step: &crate::random_history::Step) -> Option<String> {
    let before = district.batches().len();
    take(district, step);
    let batches = district.batches();
    (batches.len() == before + 1).then(|| batches[0].batch_id.clone())
}

/// Accounts with an aspect that a rule keeps from being put back, or that are gone.
fn refused(plan: &answers::Reversal) -> Vec<String> {
    plan.outcomes
        .iter()
        .filter(|outcome| outcome.outcome == "refused")
        .filter_map(|outcome| outcome.account_id.clone())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn r52_r53_r62_the_latest_batch_is_taken_back_whole_once_and_again(
        history in prop::collection::vec(step(), 0..25), last in step(),
    ) {
        let district = district();
        for step in &history {
            take(&district, step);
        }
        let before = standing(&district);
        let Some(id) = batch_of(&district, &last) else {
            return Ok(());
        };
        let with_batch = standing(&district);
        let reversed = district.go(Aim::Back, &batch(&id), &anyway());
        let refused_back = refused(&reversed.plan);
        let now = standing(&district);
        for (id, account) in &now {
            match before.get(id) {
                Some(was) => prop_assert!(same(account, was) || refused_back.contains(id), "{id}"),
                None => prop_assert_eq!(&account.status, "deactivated"),
            }
        }
        // Twice is once.
        let head = district.position();
        let twice = district.go(Aim::Back, &batch(&id), &anyway());
        prop_assert_eq!(twice.batch_id, None);
        prop_assert_eq!(district.position(), head);
        // The reversal of the reversal is the batch again, but for classes that have ended.
        let Some(reversal) = reversed.batch_id else {
            return Ok(());
        };
        let again = district.go(Aim::Back, &batch(&reversal), &anyway());
        let refused_again = refused(&again.plan);
        for (id, account) in &standing(&district) {
            let exempt = refused_back.contains(id) || refused_again.contains(id);
            prop_assert!(exempt || same(account, &with_batch[id]), "{id}");
        }
        district.position();
    }

    #[test]
    fn r54_r62_what_was_given_again_needs_nothing_more(
        history in prop::collection::vec(step(), 0..15), one in step(),
        since in prop::collection::vec(step(), 0..15),
    ) {
        let district = district();
        for step in &history {
            take(&district, step);
        }
        let Some(id) = batch_of(&district, &one) else {
            return Ok(());
        };
        for step in &since {
            take(&district, step);
        }
        district.go(Aim::Again, &batch(&id), &anyway());
        district.position();
        let twice = district.go(Aim::Again, &batch(&id), &anyway());
        prop_assert_eq!(twice.batch_id, None);
    }
}
