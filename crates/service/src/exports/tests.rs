//! What stands in `users.csv`.

use std::io;

use rollbook_domain::Column;

use crate::testing::School;
use crate::{AccountColumns, Error, Profile, UsersVersion};

const V2: &str = "import_id,first_name,middle_init,last_name,suffix,nickname,login,password,email,user_type,\
                  organization_id,blocked,display_id,google_email_address\r\n";

/// An active account with everything, a disabled and a deactivated one, and one that was added by hand.
fn school() -> School {
    let school = School::new();
    school.import(&[
        (Column::SisId, "S-1"),
        (Column::FirstName, "Ada, \"Countess\""),
        (Column::MiddleInit, "K"),
        (Column::LastName, "=Lovelace"),
        (Column::Suffix, "II"),
        (Column::Nickname, "Zoë"),
        (Column::Username, "ada.l"),
        (Column::Email, "ada@school.example"),
        (Column::UserType, "T"),
        (Column::DisplayId, "007"),
        (Column::GoogleEmailAddress, "ada@g.example"),
    ]);
    let disabled = school.import(&[(Column::SisId, "S-2"), (Column::Username, "no login")]);
    let deactivated = school.import(&[(Column::SisId, "S-3")]);
    let operator = school.ledger.operator(&school.caller).expect("an operator");
    operator.disable(disabled, None).expect("disabled");
    operator.deactivate(deactivated, None).expect("deactivated");
    let by_hand = AccountColumns {
        username: Some("hand".to_owned()),
        ..AccountColumns::default()
    };
    operator.add_account(&by_hand, None).expect("added");
    school
}

fn export(school: &School, version: UsersVersion, include_deactivated: bool) -> String {
    let admin = school
        .ledger
        .domain_admin(&school.caller)
        .expect("an admin");
    let mut out = Vec::new();
    let rows = admin
        .auditor()
        .export_users(version, include_deactivated, None, &mut out)
        .expect("exported");
    let text = String::from_utf8(out).expect("text");
    assert_eq!(rows + 1, text.lines().count() as u64);
    text
}

#[test]
fn r36_active_and_disabled_accounts_under_import_control_are_exported() {
    let school = school();
    let rows = "S-1,\"Ada, \"\"Countess\"\"\",K,=Lovelace,II,Zoë,ada.l,,ada@school.example,T,N-1,0,007,ada@g.example\r\n\
                S-2,,,,,,,,,,N-1,1,,\r\n";
    assert_eq!(
        export(&school, UsersVersion::V2, false),
        format!("{V2}{rows}")
    );
    let with = export(&school, UsersVersion::V2, true);
    assert_eq!(with, format!("{V2}{rows}S-3,,,,,,,,,,N-1,1,,\r\n"));
}

#[test]
fn r36_version_1_says_who_may_log_in() {
    let exported = export(&school(), UsersVersion::V1, true);
    let flags: Vec<&str> = exported
        .lines()
        .map(|line| line.rsplit(',').nth(2).expect("a flag"))
        .collect();
    assert_eq!(flags, ["enabled", "1", "0", "0"]);
}

#[test]
fn r22_the_header_is_the_templates() {
    let school = School::new();
    for (version, profile) in [
        (UsersVersion::V1, Profile::PowerschoolFullV1),
        (UsersVersion::V2, Profile::PowerschoolFullV2),
    ] {
        assert_eq!(export(&school, version, false), profile.template());
    }
}

#[test]
fn an_export_that_cannot_be_written_says_so() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let school = school();
    let admin = school
        .ledger
        .domain_admin(&school.caller)
        .expect("an admin");
    let outcome = admin
        .auditor()
        .export_users(UsersVersion::V1, false, None, &mut Full);
    assert!(matches!(outcome, Err(Error::Output(_))));
}
