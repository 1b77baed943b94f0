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
