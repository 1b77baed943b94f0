//! What a student information system says of institutions, classes and rosters.

use rollbook_service::{AccountQuery, Moment, Position, SeatScope};

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
    assert_eq!(
        district.account("sis_id:teacher").with_data,
        Some(true),
        "owns a class"
    );
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
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let groups = reader.groups(None).expect("a list").groups;
    let class = groups.iter().find(|group| group.kind == "class");
    let before = Moment::Position(Position(district.position()));
    let plan = way.take(
        &district,
        &[("delete_classes.csv", "import_id\r\nc1\r\nc9\r\n")],
    );
    assert_eq!(
        (plan.effects.remove_class, codes(&plan)),
        (1, vec!["unknown-class"])
    );
    let members = |as_of| {
        let query = AccountQuery {
            group: class.and_then(|class| class.group_id.parse().ok()),
            as_of,
            ..AccountQuery::default()
        };
        let list = reader.accounts(&query).expect("a list").accounts;
        let sis_ids = list.into_iter().filter_map(|account| account.sis_id);
        sis_ids.collect::<Vec<_>>()
    };
    assert_eq!(members(None), [""; 0]);
    assert_eq!(members(Some(before)), ["stub"], "R50");
    assert_eq!(district.account("sis_id:teacher").with_data, Some(false));
}

#[test]
fn r39_nobody_joins_an_organization_that_is_refused() {
    let way = WAYS[2];
    let district = district(way);
    let organizations =
        "import_id,name,parent_org_id\r\nX,Child,W\r\nW,Orphan,NOWHERE\r\nY,Yard,N\r\ny,yard,N\r\n";
    let users = way.header() + "fresh,,,,,,,X,\r\n";
    let files = [
        ("update_organizations.csv", organizations),
        ("update_users.csv", &users),
    ];
    let plan = way.plan(&district, &files);
    assert_eq!(
        codes(&plan),
        [
            "unknown-organization",
            "unknown-organization",
            "duplicate-conflict",
            "duplicate-conflict",
            "unknown-organization"
        ]
    );
    assert_eq!((plan.effects.add_institution, plan.effects.create), (0, 0));
}

#[test]
fn r39_an_organization_with_classes_or_organizations_below_it_stays() {
    let way = WAYS[2];
    let district = district(way);
    let classes = "import_id,name,teacher_id,organization_id\r\nc1,Art,active,S\r\n";
    way.take(&district, &[("update_classes.csv", classes)]);
    let list = "import_id\r\nD\r\nS\r\n";
    let plan = way.plan(&district, &[("delete_organizations.csv", list)]);
    assert_eq!(codes(&plan), ["organization-in-use", "organization-in-use"]);
    let files = [
        ("delete_organizations.csv", "import_id\r\nS\r\n"),
        ("delete_classes.csv", "import_id\r\nc1\r\n"),
        ("delete_roster.csv", "class_id,user_id\r\nc1,active\r\n"),
    ];
    let plan = way.take_once(&district, &files);
    assert_eq!(
        (plan.effects.remove_institution, plan.effects.remove_class),
        (1, 1)
    );
    assert!(codes(&plan).is_empty(), "{:?}", plan.refusals);
}

#[test]
fn r16_whoever_is_moved_leaves_the_groups_of_the_old_institution() {
    let way = WAYS[2];
    let district = district(way);
    district.load("username,groups\nloginactive,Choir\n");
    assert_eq!(district.account("sis_id:active").groups, ["Choir"]);
    let moved = way.header() + "active,,,,,,,S,\r\n";
    let plan = way.take(&district, &[("update_users.csv", &moved)]);
    assert_eq!(
        (plan.effects.change_profile, plan.effects.leave_group),
        (1, 1)
    );
    assert!(district.account("sis_id:active").groups.is_empty());
}

#[test]
fn r34_a_repeated_line_of_a_roster_keeps_nobody_in_a_class() {
    let way = WAYS[2];
    let district = district(way);
    let everyone = [("active", None), ("touched", None), ("stub", None)];
    let users = way.users(&everyone);
    let classes = "import_id,name,teacher_id\r\nc1,Art,touched\r\n";
    let first = "class_id,user_id\r\nc1,active\r\nc1,stub\r\n";
    let files = [
        ("users.csv", users.as_str()),
        ("classes.csv", classes),
        ("roster.csv", first),
    ];
    way.take(&district, &files);
    let repeated = "class_id,user_id\r\nc1,stub\r\nc1,stub\r\n";
    let plan = way.take(
        &district,
        &[("users.csv", &users), ("roster.csv", repeated)],
    );
    assert_eq!(plan.effects.leave_group, 1, "{:?}", plan.notices);
}

#[test]
fn r46_r62_a_class_keeps_its_owner_where_the_next_one_finds_no_seat() {
    let way = WAYS[2];
    let district = district(way);
    let classes = "import_id,name,teacher_id\r\nc1,Art,active\r\n";
    way.take(&district, &[("update_classes.csv", classes)]);
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    let in_use = reader.seats().expect("seats").domain.in_use;
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    admin
        .set_seat_limit(SeatScope::Domain, Some(in_use))
        .expect("a limit");
    let users = way.users(&[("next", None)]);
    let classes = "import_id,name,teacher_id\r\nc1,Art,next\r\n";
    let files = [
        ("update_users.csv", users.as_str()),
        ("update_classes.csv", classes),
    ];
    let plan = way.take(&district, &files);
    assert_eq!(codes(&plan), ["unknown-account", "seat-limit"]);
    assert_eq!(plan.effects.change_class, 0);
}
