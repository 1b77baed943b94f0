//! What an import compares a whole domain with.

mod support;

use rollbook_domain::{Account, Position};
use rollbook_records::{Body, ClassRole, OriginChanged};
use support::{NORTH, Stage, account, profile};

#[test]
fn r28_every_living_account_comes_with_its_fingerprint() {
    let mut stage = Stage::set();
    let numbers: Vec<u64> = (1..=4).map(|number| stage.add_account(number).0).collect();
    stage.change(2, Body::AccountDeactivated);
    stage.change(3, Body::OriginChanged(OriginChanged { manual: true }));
    stage.rename(3, "somebody");
    stage.delete(4);
    let mut found = Vec::new();
    stage.read(|reads| reads.for_each_fingerprint(|one| found.push(one)));
    let places: Vec<_> = found.iter().map(|one| (one.number, one.id)).collect();
    let expected: Vec<_> = (0..3).map(|i| (numbers[i], account(i as u8 + 1))).collect();
    assert_eq!(places, expected);
    let names = ["person1", "person2", "somebody"];
    for (one, name) in found.iter().zip(names) {
        assert_eq!(one.fingerprint, stage.blinding.fingerprint(&profile(name)));
        let row = stage.read(|reads| reads.account(one.id)).expect("there");
        assert_eq!(one.account, row.account);
        assert!(matches!(one.account, Account::Living(living) if living.institution == NORTH));
    }
}

#[test]
fn r61_whoever_records_concern_since_a_position_is_told() {
    let mut stage = Stage::set();
    let numbers: Vec<u64> = (1..=5).map(|number| stage.add_account(number).0).collect();
    stage.add_class(11, Some(1));
    stage.join(2, 11, Some(ClassRole::Student));
    let since = stage.join(3, 11, Some(ClassRole::Student));
    let changed = |stage: &Stage, since, most| {
        let changed = stage.read(|reads| reads.accounts_changed_since(since, most));
        changed.map(|numbers| numbers.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(changed(&stage, since, 0), Some(vec![]));
    stage.delete(5);
    assert_eq!(changed(&stage, since, 9), Some(vec![numbers[4]]));
    stage.leave(3, 11);
    let given = stage.change_class(11, (Some(1), Some(4)), "C-11", NORTH);
    assert_eq!(
        changed(&stage, Position(given.0 - 1), 9),
        Some(vec![numbers[0], numbers[3]])
    );
    // Who left before the class ended is not concerned by its end.
    let removed = stage.remove_class(11, Some(4));
    assert_eq!(
        changed(&stage, Position(removed.0 - 1), 1),
        Some(vec![numbers[1], numbers[3]])
    );
    assert_eq!(
        changed(&stage, since, 4),
        Some(vec![
            numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]
        ])
    );
    assert_eq!(changed(&stage, since, 3), None);
    assert_eq!(changed(&stage, Position(1000), 0), Some(vec![]));
}
