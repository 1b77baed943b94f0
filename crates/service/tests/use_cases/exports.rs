//! The export of everyone (R36).

use crate::district::District;
use rollbook_service::{AccountColumns, Command, InstitutionId};

fn export(district: &District) -> String {
    let admin = district
        .ledger
        .domain_admin(&district.admin)
        .expect("an admin");
    let mut out = Vec::new();
    admin
        .auditor()
        .export_accounts(None, &mut out)
        .expect("exported");
    String::from_utf8(out).expect("text")
}

#[test]
fn r36_everyone_is_exported_with_status_and_origin() {
    let district = District::with_accounts(3);
    district.load("username,groups,first_name\nperson0,Choir|Chess,'=Bo\n");
    district.change("person1", Command::Disable);
    district.change("person2", Command::Deactivate);
    assert_eq!(
        export(&district),
        "email,user_id,username,sis_id,institution,first_name,last_name,user_type,groups,status,origin\r\n\
         person0@school.example,1,person0,sis0,7,=Bo,,S,Choir|Chess,active,manual\r\n\
         person1@school.example,2,person1,sis1,7,,,S,,disabled,manual\r\n\
         person2@school.example,3,person2,sis2,7,,,S,,deactivated,manual\r\n"
    );
}

#[test]
fn r44_the_export_read_back_changes_nothing() {
    let district = District::with_accounts(3);
    district.load("username,groups,email\nperson0,Choir|Chess,person1@school.example\n");
    let operator = district
        .ledger
        .operator(&district.admin)
        .expect("an operator");
    for (who, columns) in [
        (
            "person1",
            AccountColumns {
                last_name: Some("\u{feff}'='=x, \"y\" ".to_owned()),
                sis_id: Some("00017".to_owned()),
                ..AccountColumns::default()
            },
        ),
        (
            "person0",
            AccountColumns {
                institution: Some(InstitutionId(8)),
                ..AccountColumns::default()
            },
        ),
    ] {
        let id = operator.find(who).expect("found");
        operator.set_account(id, &columns, None).expect("changed");
    }
    operator
        .add_group(InstitutionId(8), " '=Chess ")
        .expect("a group");
    let chess = operator.group_named(None, "=Chess").expect("found");
    let moved = operator.find("person0").expect("found");
    operator.join_group(moved, chess, None).expect("joined");
    district.change("person2", Command::Deactivate);

    let before = district.position();
    let plan = district.plan_accounts(&export(&district));
    assert_eq!(plan.refusals, []);
    assert_eq!(
        (plan.rows, plan.effects.nothing_to_do),
        (3, 3),
        "{:?}",
        plan.changes
    );
    district.apply(&plan);
    assert_eq!(district.position(), before);
}
