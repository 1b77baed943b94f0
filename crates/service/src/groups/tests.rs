//! Classes in the list of groups.

use rollbook_domain::{Column, InstitutionId};

use crate::Role;
use crate::testing::School;

#[test]
fn r34_a_class_is_inactive_while_its_owner_is_deactivated() {
    let school = School::new();
    let teacher = school.import(&[(Column::SisId, "T-1"), (Column::Username, "teacher")]);
    school.class(teacher, "Algebra");
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    operator
        .add_group(InstitutionId(1), "Choir")
        .expect("a group");
    let listed = || operator.groups(None).expect("a list").groups;
    let shown: Vec<_> = listed()
        .into_iter()
        .map(|group| {
            (
                group.kind,
                group.name,
                group.members,
                group.owner,
                group.active,
            )
        })
        .collect();
    let owner = Some(teacher.to_string());
    assert_eq!(
        shown,
        [
            ("group".to_owned(), "Choir".to_owned(), 0, None, true),
            ("class".to_owned(), "Algebra".to_owned(), 0, owner, true),
        ]
    );
    operator.deactivate(teacher, None).expect("deactivated");
    assert!(!listed()[1].active);
    operator.reactivate(teacher, None).expect("reactivated");
    assert!(listed()[1].active);

    let mut oak = school.caller.clone();
    (oak.role, oak.institution) = (Role::InstitutionAdmin, Some(InstitutionId(8)));
    let reader = school.ledger.reader(&oak).expect("a reader");
    assert!(reader.groups(None).expect("a list").groups.is_empty());
}

#[test]
fn members_are_counted_alike_whichever_groups_are_asked_for() {
    let school = School::new();
    let admin = school.ledger.domain_admin(&school.caller);
    let admin = admin.expect("an admin");
    admin
        .add_institution("South", Some(InstitutionId(2)), None, None)
        .expect("an institution");
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    let group = |institution, name| {
        let added = operator.add_group(InstitutionId(institution), name);
        let group = added.expect("a group").group;
        (group.group_id.parse().expect("an id"), group.members)
    };
    let (choir, none) = group(1, "Choir");
    group(2, "Choir");
    assert_eq!(none, 0);
    let [ada, ben] = ["ada", "ben"].map(|name| {
        let account = school.import(&[(Column::SisId, name), (Column::Username, name)]);
        operator.join_group(account, choir, None).expect("joined");
        account
    });
    operator.leave_group(ada, choir, None).expect("left");
    let counted = |caller: &crate::Caller, institution| {
        let reader = school.ledger.reader(caller).expect("a reader");
        let groups = reader.groups(institution).expect("a list").groups;
        let told = groups
            .into_iter()
            .map(|group| (group.institution, group.members));
        told.collect::<Vec<_>>()
    };
    let [north, south] = [1, 2].map(InstitutionId);
    assert_eq!(counted(&school.caller, None), [(1, 1), (2, 0)]);
    assert_eq!(counted(&school.caller, Some(north)), [(1, 1)]);
    assert_eq!(counted(&school.caller, Some(south)), [(2, 0)]);
    let mut olga = school.caller.clone();
    (olga.role, olga.institution) = (Role::InstitutionAdmin, Some(north));
    assert_eq!(counted(&olga, None), [(1, 1)]);
    // Added again, a group is told with its members.
    assert_eq!(group(1, "Choir"), (choir, 1));
    operator.leave_group(ben, choir, None).expect("left");
    assert_eq!(group(1, "Choir"), (choir, 0));
}
