//! What a student information system says of institutions, classes and rosters.

use crate::packages::{WAYS, codes, district};

#[test]
fn r39_institutions_are_added_changed_moved_to_and_removed() {
    let way = WAYS[3];
    let district = district(way);
    let update = "import_id,name,parent_org_id\r\nN,North Academy,\r\nE,East,N\r\n";
    let users = way.header() + "active,,,,,,,E,\r\nfresh,,,,,,,,\r\nlost,,,,,,,X,\r\n";
    let files = [
        ("update_users.csv", users.as_str()),
        ("update_organizations.csv", update),
    ];
    let plan = way.take(&district, &files);
    assert_eq!(
        (
            plan.effects.add_institution,
            plan.effects.change_institution
        ),
        (1, 1)
    );
    assert_eq!(codes(&plan), ["unknown-organization"]);
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let list = reader.institutions().expect("a list").institutions;
    let names: Vec<&str> = list.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Lincoln High",
            "Oak Elementary",
            "District",
            "North Academy",
            "South High",
            "East"
        ]
    );
    let east = list.last().expect("the last").institution;
    assert_eq!(district.account("sis_id:active").institution, east);
    assert_eq!(
        district.account("sis_id:fresh").institution,
        7,
        "the one added first"
    );
    let plan = way.take(
        &district,
        &[("delete_organizations.csv", "import_id\r\nS\r\nE\r\nX\r\n")],
    );
    assert_eq!(plan.effects.remove_institution, 1);
    assert_eq!(
        codes(&plan),
        ["organization-in-use", "unknown-organization"]
    );
}

#[test]
fn r34_a_class_follows_its_owner_and_a_roster_says_who_is_in_it() {
    let way = WAYS[2];
    let district = district(way);
    let users = way.users(&[
        ("active", None),
        ("touched", None),
        ("stub", None),
        ("teacher", None),
    ]);
    let classes = "import_id,name,shortname,description,code,year,teacher_id,organization_id\r\nc1,Art,,,,2026,teacher,N\r\nc2,Maths,,,,2026,nobody,N\r\n";
    let roster =
        "class_id,user_id,role\r\nc1,active,S\r\nc1,touched,\r\nc9,active,S\r\nc1,nobody,S\r\n";
    let files = [
        ("users.csv", users.as_str()),
        ("classes.csv", classes),
        ("roster.csv", roster),
    ];
    let plan = way.take(&district, &files);
    assert_eq!((plan.effects.add_class, plan.effects.join_group), (1, 2));
    assert_eq!(
        codes(&plan),
        ["unknown-account", "unknown-class", "unknown-account"]
    );
    assert!(district.account("sis_id:teacher").with_data, "owns a class");
    let roster = "class_id,user_id,role\r\nc1,stub,S\r\n";
    let plan = way.take(&district, &[("users.csv", &users), ("roster.csv", roster)]);
    assert_eq!((plan.effects.leave_group, plan.effects.join_group), (2, 1));
    let plan = way.take(
        &district,
        &[("delete_users.csv", "import_id\r\nteacher\r\n")],
    );
    assert_eq!(
        (plan.effects.deactivate, plan.effects.delete),
        (1, 0),
        "owning a class protects"
    );
    let plan = way.take(
        &district,
        &[("delete_classes.csv", "import_id\r\nc1\r\nc9\r\n")],
    );
    assert_eq!(
        (plan.effects.remove_class, codes(&plan)),
        (1, vec!["unknown-class"])
    );
    assert!(!district.account("sis_id:teacher").with_data);
}
