//! Classes: who owns them, who is in them, and what becomes of both.

mod support;

use rollbook_book::{BookError, Opened};
use rollbook_domain::{ClassId, GroupId};
use rollbook_records::{Body, ClassRole, Membership};
use support::{NORTH, SOUTH, Stage, class, id};

fn owned_by(stage: &Stage, number: u8) -> Vec<ClassId> {
    let number = stage.account(number).number;
    let classes = stage.read(|reads| reads.classes_owned_by(number));
    classes.iter().map(|class| class.id).collect()
}

fn members(stage: &Stage, number: u64) -> Vec<(u64, Option<ClassRole>)> {
    let members = stage.read(|reads| reads.members(number));
    members
        .iter()
        .map(|member| (member.account, member.role))
        .collect()
}

#[test]
fn r30_an_account_owns_classes_as_long_as_one_of_them_is_its_own() {
    let mut stage = Stage::set();
    stage.add_account(1);
    stage.add_account(2);
    let added = [stage.add_class(11, Some(1)), stage.add_class(12, Some(1))];
    assert!(stage.owns_classes(1) && !stage.owns_classes(2));
    assert_eq!(owned_by(&stage, 1), [class(11), class(12)]);

    let given = stage.change_class(12, (Some(1), Some(2)), "C-12", NORTH);
    assert!(stage.owns_classes(1) && stage.owns_classes(2));
    let removed = stage.remove_class(11, Some(1));
    assert!(!stage.owns_classes(1) && stage.owns_classes(2));
    assert_eq!(owned_by(&stage, 1), []);

    // Each of these events concerned the old owner and the new one.
    assert_eq!(
        stage.positions(1)[1..],
        [added[0], added[1], given, removed]
    );
    assert_eq!(stage.positions(2)[1..], [given]);
    assert_eq!(stage.account(1).version, removed);
    stage.change_class(12, (Some(2), None), "C-12", NORTH);
    assert!(!stage.owns_classes(2));
    assert_eq!(
        stage.read(|reads| reads.contradictions()),
        Default::default()
    );
}

#[test]
fn r34_a_class_is_found_by_its_import_id_until_it_is_removed() {
    let mut stage = Stage::set();
    let number = stage.add_class(11, None);
    let find = |stage: &Stage, import_id: &str| {
        let hash = stage.blinding.class_import_id(import_id);
        let found = stage.read(|reads| reads.class_by_import_id(&hash));
        found.map(|class| (class.number, class.details_position, class.institution))
    };
    assert_eq!(find(&stage, "C-11"), Some((number.0, number, NORTH)));
    let changed = stage.change_class(11, (None, None), "C-11b", SOUTH);
    assert_eq!(find(&stage, "C-11"), None);
    assert_eq!(find(&stage, "C-11b"), Some((number.0, changed, SOUTH)));
    assert_eq!(stage.read(|reads| reads.classes(Some(NORTH))), []);
    assert_eq!(stage.read(|reads| reads.classes(Some(SOUTH))).len(), 1);

    stage.remove_class(11, None);
    assert_eq!(find(&stage, "C-11b"), None);
    assert_eq!(stage.read(|reads| reads.classes(None)), []);
    // The id is free for another class, with a history of its own.
    let next = stage.add_class_as(12, None, "C-11b");
    assert_eq!(find(&stage, "C-11b"), Some((next.0, next, NORTH)));
}

#[test]
fn r34_a_class_is_inactive_while_its_owner_is_deactivated_and_comes_back_by_itself() {
    let mut stage = Stage::set();
    stage.add_account(1);
    stage.add_class(11, Some(1));
    stage.add_class(12, None);
    let active = |stage: &Stage| -> Vec<bool> {
        let classes = stage.read(|reads| reads.classes(None));
        classes.iter().map(|class| class.is_active).collect()
    };
    assert_eq!(active(&stage), [true, true]);
    stage.change(1, Body::AccountDisabled);
    assert_eq!(active(&stage), [true, true]);
    stage.change(1, Body::AccountDeactivated);
    assert_eq!(active(&stage), [false, true]);
    stage.change(1, Body::AccountReactivated);
    assert_eq!(active(&stage), [true, true]);
}

#[test]
fn r34_members_have_roles_and_groups_are_no_classes() {
    let mut stage = Stage::set();
    let accounts: Vec<u64> = (1..=3).map(|number| stage.add_account(number).0).collect();
    let group = stage.add_group(21, "Choir");
    let class = stage.add_class(11, Some(1));
    stage.join(2, 21, None);
    stage.join(2, 11, Some(ClassRole::Student));
    stage.join(1, 11, Some(ClassRole::Teacher));
    stage.join(3, 11, Some(ClassRole::Student));
    let left = stage.leave(3, 11);

    assert_eq!(
        members(&stage, class.0),
        [
            (accounts[0], Some(ClassRole::Teacher)),
            (accounts[1], Some(ClassRole::Student))
        ]
    );
    assert_eq!(members(&stage, group.0), [(accounts[1], None)]);
    assert_eq!(stage.account(3).version, left);
    let groups = stage.read(|reads| reads.groups_of(accounts[1]));
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].number, group.0);
    let classes = stage.read(|reads| reads.classes_of(accounts[1]));
    assert_eq!(classes.len(), 1);
    assert_eq!(
        (classes[0].0.number, classes[0].1),
        (class.0, Some(ClassRole::Student))
    );
    assert_eq!(stage.read(|reads| reads.classes_of(accounts[2])), []);
}

#[test]
fn r42_a_class_that_is_removed_ends_every_membership_in_it() {
    let mut stage = Stage::set();
    for number in 1..=2 {
        stage.add_account(number);
    }
    let class = stage.add_class(11, Some(1));
    stage.join(1, 11, Some(ClassRole::Teacher));
    stage.join(2, 11, Some(ClassRole::Student));
    let removed = stage.remove_class(11, Some(1));
    assert_eq!(members(&stage, class.0), []);
    for number in 1..=2 {
        assert_eq!(stage.account(number).version, removed);
        assert_eq!(stage.positions(number).last(), Some(&removed));
    }
    assert_eq!(
        stage.read(|reads| reads.contradictions()),
        Default::default()
    );
}

#[test]
fn a_class_that_was_never_added_is_damage() {
    let mut stage = Stage::set();
    stage.add_account(1);
    let group = GroupId::from_bytes(id(11)).into();
    let joined = Body::GroupJoined(Membership { group, role: None });
    let refused = stage.record(
        Some(support::account(1)),
        Some(NORTH),
        joined,
        Opened::Nothing,
    );
    assert!(matches!(refused, Err(BookError::Damaged(_))));
}
