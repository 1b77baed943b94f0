//! The rules of rows in packages from a student information system that can be judged without a ledger.

mod support;

use rollbook_rows::{AcceptedRow, Code, Field, FileKind, Sink};
use support::{check_package, check_package_with, errors};

const USERS: (&str, &str) = ("users.csv", "import_id,login,enabled\nS1,ben,1\n");

#[test]
fn r23_import_id_is_filled_and_unique_and_no_number_of_a_spreadsheet() {
    let content = "import_id,last_name\nS1,Lee\n,Lee\n1.5E+10,Lee\nS2,Lee\nS2,Li\ns2,Lee\nS1,Lee\n";
    let checked = check_package("powerschool-full-v1", &[("users.csv", content)]);
    assert_eq!(
        errors(&checked),
        [
            ("id-missing", "users.csv", Some(3)),
            ("number-mangled", "users.csv", Some(4)),
            ("duplicate-conflict", "users.csv", Some(5)),
            ("duplicate-conflict", "users.csv", Some(6)),
        ]
    );
    assert_eq!(checked.report.files[0].counts[&Code::DuplicateRow], 1);
}

#[test]
fn r23_a_login_is_unique_in_either_case_and_an_email_is_shared() {
    let content = "import_id,login,email\nS1,ben,f@x\nS2,BEN,f@x\nS3,dora,f@x\nS4,,f@x\nS5,,F@X\n";
    let checked = check_package("powerschool-full-v1", &[("users.csv", content)]);
    assert_eq!(
        errors(&checked),
        [
            ("duplicate-conflict", "users.csv", Some(2)),
            ("duplicate-conflict", "users.csv", Some(3)),
        ]
    );
    let column = checked.report.files[0].notices[0].column.as_deref();
    assert_eq!(column, Some("login"));
}

#[test]
fn r23_user_type_and_flag_take_their_own_letters_and_may_be_blank() {
    for (flag, profile) in [
        ("enabled", "powerschool-full-v1"),
        ("blocked", "powerschool-full-v2"),
    ] {
        let rows = "1,T,0\n2,s,1\n3,P,\n4,,1\n5,X,1\n6,TS,1\n7,S,2\n8,S,y\n";
        let content = format!("import_id,user_type,{flag}\n{rows}");
        let checked = check_package(profile, &[("users.csv", &content)]);
        assert_eq!(
            errors(&checked),
            [
                ("user-type-malformed", "users.csv", Some(6)),
                ("user-type-malformed", "users.csv", Some(7)),
                ("flag-malformed", "users.csv", Some(8)),
                ("flag-malformed", "users.csv", Some(9)),
            ]
        );
    }
}

#[test]
fn r24_a_login_has_its_syntax_and_may_be_blank() {
    let content = "import_id,login\n1,ben.lee+x@\n2,be\n3,_ben\n4,\n5,7-B_c.d+e\n6,bén\n";
    let checked = check_package("powerschool-full-v1", &[("users.csv", content)]);
    let rows: Vec<Option<u32>> = errors(&checked)
        .iter()
        .map(|(code, _, row)| {
            assert_eq!(*code, "login-malformed");
            *row
        })
        .collect();
    assert_eq!(rows, [Some(2), Some(3), Some(4), Some(7)]);
}

#[test]
fn r28_refused_rows_are_told_by_whether_they_say_whom_they_mean() {
    #[derive(Default)]
    struct Told(Vec<(u32, Option<String>)>);
    impl Sink for Told {
        fn row(&mut self, _row: &AcceptedRow<'_>) {}
        fn refused(&mut self, row: &AcceptedRow<'_>) {
            assert_eq!(row.kind, FileKind::Users);
            self.0
                .push((row.row, row.cell(Field::ImportId).map(str::to_owned)));
        }
        fn unreadable(&mut self, file: usize, row: u32, kind: FileKind) {
            assert_eq!((file, kind), (0, FileKind::Users));
            self.0.push((row, None));
        }
    }
    let content = "email,import_id,login\n\
        a@x,S1,ana\n\
        a,S2,b\n\
        a,,ben\n\
        a,1E+05,carla\n\
        a@x,S5,dora,surplus\n\
        a@x,\"S\"6,emil\n\
        a@x\n\
        a@x,S\u{0}7,fay\n";
    let checked = check_package_with(
        "powerschool-full-v1",
        &[("users.csv", content)],
        Told::default(),
    );
    let named = |row, id: Option<&str>| (row, id.map(str::to_owned));
    assert_eq!(
        checked.sink.0,
        [
            named(3, Some("S2")),
            named(4, None),
            named(5, None),
            named(6, None),
            named(7, None),
            named(8, None),
            named(9, None),
        ]
    );
}

#[test]
fn r27_a_column_that_is_absent_is_told_from_one_that_is_blank() {
    struct Has;
    impl Sink for Has {
        fn row(&mut self, row: &AcceptedRow<'_>) {
            assert!(row.has(Field::Email) && row.has(Field::MiddleInit));
            assert!(!row.has(Field::Nickname) && !row.has(Field::Blocked));
            assert_eq!(row.cell(Field::Email), None);
            assert_eq!(row.bytes(Field::MiddleInit), b"K");
            let filled = Field::ALL
                .iter()
                .filter(|field| !row.bytes(**field).is_empty());
            assert_eq!(filled.count(), 2);
        }
    }
    let files = [
        ("classes.csv", "import_id,name,year\nC1,Algebra,2026\n"),
        ("users.csv", "import_id,Middle Name,email\nS1, K ,\n"),
    ];
    struct Users(Has);
    impl Sink for Users {
        fn row(&mut self, row: &AcceptedRow<'_>) {
            if row.kind == FileKind::Users {
                self.0.row(row);
            }
        }
    }
    assert!(check_package_with("auto", &files, Users(Has)).report.ok);
}

#[test]
fn r34_a_membership_is_class_and_account_together() {
    let content =
        "class_id,user_id,role\nC1,S1,\nC1,S1,s\nC1,S2,T\nC2,S2,\nS2,C1,T\nC2,S2,t\n,S1,\nC1,,\n";
    let checked = check_package("auto", &[USERS, ("roster.csv", content)]);
    assert_eq!(
        errors(&checked),
        [
            ("duplicate-conflict", "roster.csv", Some(5)),
            ("duplicate-conflict", "roster.csv", Some(7)),
            ("id-missing", "roster.csv", Some(8)),
            ("id-missing", "roster.csv", Some(9)),
        ]
    );
    assert_eq!(checked.withdrawn, [(1, 3), (1, 5), (1, 7)]);
}

#[test]
fn r34_a_class_has_a_code_of_its_own_beside_that_of_a_refused_row() {
    #[derive(Default)]
    struct Codes(Vec<Option<String>>);
    impl Sink for Codes {
        fn row(&mut self, row: &AcceptedRow<'_>) {
            self.0.push(row.cell(Field::Code).map(str::to_owned));
        }
    }
    for (header, row, code) in [
        ("import_id,code", "C1,MA-101", Some("MA-101")),
        (
            "import_id,code,row,code,reason",
            "C1,MA-101,2,x,y",
            Some("MA-101"),
        ),
        ("import_id,row,code,reason", "C1,2,x,y", None),
        ("import_id,code,reason", "C1,x,y", None),
    ] {
        let content = format!("{header}\n{row}\n");
        let files = [("update_classes.csv", content.as_str())];
        let checked = check_package_with("powerschool-partial-v1", &files, Codes::default());
        let notices = &checked.report.files[0].notices;
        assert!(notices.is_empty(), "{header}: {notices:?}");
        assert_eq!(checked.sink.0, [code.map(str::to_owned)], "{header}");
    }
}

#[test]
fn r39_organizations_name_their_parents_by_their_ids() {
    let content = "import_id,name,parent_org_id\nO1,North,\nO2,South,O1\nO3,,12345.0\n";
    let checked = check_package(
        "powerschool-partial-v1",
        &[("update_organizations.csv", content)],
    );
    assert_eq!(
        errors(&checked),
        [("number-mangled", "update_organizations.csv", Some(4))]
    );
}

#[test]
fn r11_a_million_identical_accounts_are_one() {
    let rows = 1_000_000;
    let content = "import_id,login\n".to_owned() + &"S1,ben\n".repeat(rows);
    let checked = check_package_with("powerschool-full-v2", &[("users.csv", &content)], ());
    let file = &checked.report.files[0];
    assert_eq!((file.rows, file.accepted), (rows as u64, rows as u64));
    assert_eq!(file.counts[&Code::DuplicateRow], rows as u64 - 1);
    assert_eq!(checked.withdrawn.len(), rows - 1);
}
