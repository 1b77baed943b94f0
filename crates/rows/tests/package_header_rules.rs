//! The rules of headers in packages from a student information system.

mod support;

use rollbook_rows::{AcceptedRow, Code, Field, Profile, Sink};
use support::{check_package, check_package_with, errors};

/// Keeps some cells of each row.
#[derive(Default)]
struct People(Vec<[Option<String>; 4]>);

impl Sink for People {
    fn row(&mut self, row: &AcceptedRow<'_>) {
        let fields = [
            Field::ImportId,
            Field::FirstName,
            Field::MiddleInit,
            Field::Login,
        ];
        self.0
            .push(fields.map(|field| row.cell(field).map(str::to_owned)));
    }
}

#[test]
fn r22_columns_come_in_any_order_with_near_misses_noted_and_unknown_ones_ignored() {
    let content = "Username,middle name,shoe_size,FIRST_NAME,import-id\nada.b,K,38,Ada,S1\n";
    let files = [("users.csv", content)];
    for profile in ["auto", "powerschool-full-v2"] {
        let checked = check_package_with(profile, &files, People::default());
        let cells = ["S1", "Ada", "K", "ada.b"].map(|cell| Some(cell.to_owned()));
        assert_eq!(checked.sink.0, [cells]);
        let notices = &checked.report.files[0].notices;
        let found: Vec<(Option<&str>, Option<&str>, Code)> = notices
            .iter()
            .map(|notice| {
                (
                    notice.value.as_deref(),
                    notice.column.as_deref(),
                    notice.code,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (Some("Username"), Some("login"), Code::ColumnNearMiss),
                (
                    Some("middle name"),
                    Some("middle_init"),
                    Code::ColumnNearMiss
                ),
                (Some("shoe_size"), Some("shoe_size"), Code::ColumnUnknown),
                (Some("FIRST_NAME"), Some("first_name"), Code::ColumnNearMiss),
                (Some("import-id"), Some("import_id"), Code::ColumnNearMiss),
            ]
        );
    }
}

#[test]
fn r22_every_file_of_a_package_has_a_template_that_is_accepted() {
    for profile in Profile::ALL
        .iter()
        .filter(|profile| profile.is_powerschool())
    {
        let mut files: Vec<(&str, &str)> = Vec::new();
        for name in profile.file_names() {
            files.push((name, profile.template_of(name).expect("a template")));
        }
        assert_eq!(files.len(), if profile.is_full() { 4 } else { 8 });
        for choice in ["auto", profile.name()] {
            let checked = check_package(choice, &files);
            assert_eq!(checked.profile, Some(*profile));
            for file in &checked.report.files {
                assert_eq!(file.notices.len(), 1, "{file:?}");
                assert_eq!(file.notices[0].code, Code::HeaderOnly);
            }
        }
        assert_eq!(
            profile.template_of("A\\b/UPDATE_users.csv").is_some(),
            !profile.is_full()
        );
        assert_eq!(profile.template_of("leavers.csv"), None);
    }
    assert_eq!(
        Profile::PowerschoolFullV1.template().trim_end(),
        "import_id,first_name,middle_init,last_name,suffix,nickname,login,password,email,user_type,\
        organization_id,enabled,display_id,google_email_address"
    );
    assert_eq!(
        Profile::PowerschoolPartialV2.template(),
        Profile::PowerschoolFullV1
            .template()
            .replace("enabled", "blocked")
    );
}

#[test]
fn r22_deletions_need_an_id_and_other_columns_may_hold_anything() {
    let content =
        "import_id,email,login,blocked,role,shoe_size\nS1,nobody,?,maybe,X,43\n,ben@x,,,,\n";
    let checked = check_package("powerschool-partial-v2", &[("delete_users.csv", content)]);
    assert_eq!(
        errors(&checked),
        [("id-missing", "delete_users.csv", Some(3))]
    );
    assert_eq!(checked.report.files[0].counts[&Code::ColumnUnknown], 2);
}
