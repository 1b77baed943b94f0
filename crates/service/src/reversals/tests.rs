//! Judging again what has changed comes to the same as judging everything again.

use rollbook_domain::reversal::Aim;
use rollbook_domain::{AccountId, Column};

use super::drafts::Drafts;
use super::plan::Resolution;
use super::{ReversalOptions, ReversalTarget};
use crate::testing::School;
use crate::{AccountColumns, Operator};

/// Three accounts, each disabled and renamed by `bob`.
fn school() -> (School, Vec<AccountId>) {
    let school = School::new();
    let accounts: Vec<AccountId> = ["a", "b", "c"]
        .map(|name| {
            let email = format!("{name}@school.example");
            let columns = [
                (Column::Email, email.as_str()),
                (Column::Username, name),
                (Column::SisId, name),
            ];
            school.import(&columns)
        })
        .into();
    let bob = crate::Caller::of_the_machine("bob");
    let operator = school.ledger.operator(&bob).expect("an operator");
    for (number, id) in accounts.iter().enumerate() {
        operator.disable(*id, None).expect("disabled");
        let columns = AccountColumns {
            username: Some(format!("renamed{number}")),
            ..AccountColumns::default()
        };
        operator.set_account(*id, &columns, None).expect("renamed");
    }
    (school, accounts)
}

fn drafts(operator: &Operator<'_>) -> Drafts {
    let target = ReversalTarget::Query("actor:bob".to_owned());
    let options = ReversalOptions::default();
    operator
        .ledger
        .read(|reads| operator.drafts(reads, Aim::Back, &target, &options))
        .expect("drafts")
}

#[test]
fn r61_what_others_did_since_is_judged_again_and_nothing_else_is_lost() {
    let (school, accounts) = school();
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let before = drafts(&operator);
    // One aspect of an account that is concerned, and an identity that another one wants back.
    operator.enable(accounts[0], None).expect("enabled");
    school.import(&[(Column::Username, "b"), (Column::SisId, "d")]);
    let vault = &school.ledger.vault;
    let (later, anew) = school
        .ledger
        .read(|reads| {
            let later = Resolution::of(reads, vault, before.at_head(reads, vault)?)?;
            let anew = Resolution::of(reads, vault, drafts(&operator))?;
            Ok((later, anew))
        })
        .expect("resolved");
    assert_eq!(later.plan_id, anew.plan_id);
    assert_eq!(later.decided.position, anew.decided.position);
    assert_eq!(
        (later.tally.put, later.tally.kept, later.tally.refused),
        (4, 1, 1)
    );
    let first = school
        .ledger
        .read(|reads| Resolution::of(reads, vault, before.clone()))
        .expect("resolved");
    assert_ne!(first.plan_id, later.plan_id);
}
