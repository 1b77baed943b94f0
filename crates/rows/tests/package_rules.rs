//! The rules of packages from a student information system that can be judged without a ledger.

mod support;

use rollbook_rows::{AcceptedRow, Checker, Code, Profile, ProfileChoice, Sink};
use support::{Kept, check_package, check_package_with, errors};

const USERS: (&str, &str) = ("users.csv", "import_id,login,enabled\nS1,ben,1\n");

#[test]
fn r20_a_full_import_without_users_is_refused_as_a_whole() {
    let roster = ("roster.csv", "class_id,user_id\nC1,S1\nC1,\n");
    for profile in ["auto", "powerschool-full-v1", "powerschool-full-v2"] {
        let checked = check_package(profile, &[roster]);
        let expected = [
            ("users-missing", "roster.csv", None),
            ("id-missing", "roster.csv", Some(3)),
        ];
        assert_eq!(errors(&checked), expected, "{profile}");
        let file = &checked.report.files[0];
        assert_eq!((file.rows, file.accepted, file.refused), (2, 0, 2));
        assert_eq!(checked.void, [0]);
        assert!(checked.refusals[0].is_empty() && !checked.report.unreadable());
    }
    assert!(check_package("auto", &[roster, USERS]).void.is_empty());
    // What cannot be read is there all the same.
    let checked = check_package("powerschool-full-v1", &[("users.csv", "")]);
    assert_eq!(errors(&checked), [("file-empty", "users.csv", None)]);
}

#[test]
fn r20_full_and_partial_files_or_two_versions_are_refused_as_a_whole() {
    let update = ("update_classes.csv", "import_id\nC1\n");
    for profile in ["auto", "powerschool-full-v1", "powerschool-partial-v1"] {
        let checked = check_package(profile, &[USERS, update]);
        let expected = [
            ("package-mixed", "update_classes.csv", None),
            ("package-mixed", "users.csv", None),
        ];
        assert_eq!(errors(&checked), expected, "{profile}");
        assert_eq!(checked.void, [0, 1]);
        assert_eq!(checked.report.rows(), 2);
    }
    let checked = check_package("powerschool-partial-v1", &[USERS]);
    assert_eq!(errors(&checked), [("package-mixed", "users.csv", None)]);
    let versions = [
        ("delete_users.csv", "import_id,blocked\nS2,\n"),
        ("update_users.csv", "import_id,enabled\nS1,1\n"),
    ];
    assert_eq!(errors(&check_package("auto", &versions)).len(), 2);
}

#[test]
fn r20_deletions_alone_fit_either_version() {
    let delete = ("delete_users.csv", "import_id\nS1\n");
    for profile in ["auto", "powerschool-partial-v1", "powerschool-partial-v2"] {
        let checked = check_package(profile, &[delete]);
        assert!(checked.report.ok, "{profile}");
        assert_eq!(checked.sink.rows.len(), 1);
    }
    for flag in ["enabled", "blocked", "enabled,blocked"] {
        let content = format!("import_id,{flag}\nS1\n");
        for profile in ["auto", "powerschool-partial-v1", "powerschool-partial-v2"] {
            let checked = check_package(profile, &[("delete_users.csv", &content)]);
            assert!(checked.report.ok, "{profile} with {flag}");
        }
    }
    let update = ("update_users.csv", "import_id,Enabled\nS2,1\n");
    for files in [[delete, update], [update, delete]] {
        let checked = check_package("auto", &files);
        assert_eq!(checked.profile, Some(Profile::PowerschoolPartialV1));
        assert!(checked.report.ok);
    }
}

#[test]
fn r21_the_flag_of_the_other_version_is_refused_and_explained() {
    for (profile, header) in [
        ("powerschool-full-v1", "import_id,blocked"),
        ("powerschool-full-v1", "import_id,is blocked"),
        ("powerschool-full-v2", "import_id,enabled"),
        ("powerschool-full-v2", "import_id,Enable"),
        ("powerschool-full-v1", "import_id,enabled,blocked"),
        ("powerschool-full-v2", "enabled,block,import_id"),
        ("auto", "import_id,enabled,blocked"),
    ] {
        let checked = check_package(profile, &[("users.csv", &format!("{header}\nS1,1\n"))]);
        assert_eq!(
            errors(&checked),
            [("flag-of-other-version", "users.csv", Some(1))],
            "{header}"
        );
        let file = &checked.report.files[0];
        assert_eq!((file.rows, file.refused), (1, 1));
        let message = &file.notices[0].message;
        for part in ["enabled", "blocked", "1 means may not"] {
            assert!(message.contains(part), "{message}");
        }
        assert!(checked.sink.rows.is_empty());
    }
}

#[test]
fn r21_the_flag_tells_the_version_and_each_has_its_sense() {
    #[derive(Default)]
    struct Flags(Vec<Option<bool>>);
    impl Sink for Flags {
        fn row(&mut self, row: &AcceptedRow<'_>) {
            self.0.push(row.may_log_in());
        }
    }
    for (flag, profile, one) in [
        ("enabled", Profile::PowerschoolFullV1, true),
        ("blocked", Profile::PowerschoolFullV2, false),
    ] {
        let content = format!("{flag},import_id\n1,S1\n0,S2\n,S3\n");
        let checked = check_package_with("auto", &[("users.csv", &content)], Flags::default());
        assert_eq!(checked.profile, Some(profile));
        assert_eq!(checked.sink.0, [Some(one), Some(!one), None]);
    }
    let content = "import_id\nS1\n";
    let checked = check_package_with("auto", &[("users.csv", content)], Flags::default());
    assert_eq!(checked.profile, Some(Profile::PowerschoolFullV2));
    assert_eq!(checked.sink.0, [None]);
}

#[test]
fn r31_what_is_given_and_deleted_in_one_package_is_refused_in_both_files() {
    let files = [
        (
            "update_users.csv",
            "import_id,login\nS1,ben\nS1,ben\nS2,dora\nS3,é\n",
        ),
        ("delete_users.csv", "import_id\nS3\nS1\nS4\n"),
    ];
    let checked = check_package("auto", &files);
    assert_eq!(
        errors(&checked),
        [
            ("conflict-in-package", "delete_users.csv", Some(2)),
            ("conflict-in-package", "delete_users.csv", Some(3)),
            ("conflict-in-package", "update_users.csv", Some(2)),
            ("conflict-in-package", "update_users.csv", Some(3)),
            ("login-malformed", "update_users.csv", Some(5)),
            ("conflict-in-package", "update_users.csv", Some(5)),
        ]
    );
    assert_eq!(checked.withdrawn, [(0, 2), (0, 3), (1, 2), (1, 3)]);
    let sums: Vec<(u64, u64)> = checked
        .report
        .files
        .iter()
        .map(|file| (file.accepted, file.refused))
        .collect();
    assert_eq!(sums, [(1, 2), (1, 3)]);
}

#[test]
fn r33_a_full_import_of_a_header_alone_is_a_warning_and_of_no_byte_unreadable() {
    let checked = check_package(
        "auto",
        &[("users.csv", Profile::PowerschoolFullV2.template())],
    );
    assert!(checked.report.ok && checked.report.profile.as_deref() == Some("powerschool-full-v2"));
    assert_eq!(checked.report.files[0].counts[&Code::HeaderOnly], 1);
    let checked = check_package("powerschool-full-v2", &[("users.csv", "")]);
    assert!(checked.report.unreadable());
}

#[test]
fn r35_a_package_holds_files_of_its_own_names_and_each_once() {
    let leavers = ("leavers.csv", "email\nana@x\nben\n");
    for profile in ["auto", "powerschool-full-v1"] {
        for files in [[USERS, leavers], [leavers, USERS]] {
            let checked = check_package(profile, &files);
            assert_eq!(
                errors(&checked),
                [("file-name-unknown", "leavers.csv", None)]
            );
            assert_eq!(checked.profile, Some(Profile::PowerschoolFullV1));
            assert_eq!(checked.report.files[0].refused, 2);
            assert_eq!(checked.void.len(), 1);
        }
    }
    let checked = check_package(
        "auto",
        &[("a/users.csv", USERS.1), ("b/Users.csv", USERS.1)],
    );
    let codes: Vec<&str> = errors(&checked).iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, ["file-name-duplicate"; 2]);
    assert!(checked.report.unreadable() && checked.withdrawn.is_empty());
}

#[test]
fn r35_an_archive_that_cannot_be_used_is_told_under_its_own_name() {
    for code in [
        Code::ZipBroken,
        Code::ZipEmpty,
        Code::ZipPath,
        Code::ZipEncrypted,
        Code::ZipNested,
        Code::ZipBomb,
        Code::ZipTooManyFiles,
        Code::FileNameDuplicate,
    ] {
        let mut checker = Checker::new(ProfileChoice::Auto, 1, Kept::default());
        checker.reject(code, "before any file".to_owned());
        checker.begin("package.zip");
        checker.push(b"import_id\nS1\n");
        checker.reject(code, "the archive ends too early".to_owned());
        checker.push(b"ignored");
        checker.begin("leavers.csv");
        checker.push(b"email\nana@x\n");
        let checked = checker.finish();
        assert_eq!(errors(&checked), [(code.as_str(), "package.zip", None)]);
        assert!(checked.report.unreadable() && !checked.report.ok);
        assert_eq!(checked.report.profile.as_deref(), Some("benchprep"));
        assert_eq!(checked.void, [0]);
        let notice = &checked.report.files[1].notices[0];
        assert_eq!(notice.message, "the archive ends too early");
        // Also where another file shows that this is a package.
        for is_first in [true, false] {
            let mut checker = Checker::new(ProfileChoice::Auto, 1, Kept::default());
            for begins_broken in [is_first, !is_first] {
                if begins_broken {
                    checker.begin("package.zip");
                    checker.push(b"email\nana@x\n");
                    checker.reject(code, "the archive ends too early".to_owned());
                } else {
                    checker.begin(USERS.0);
                    checker.push(USERS.1.as_bytes());
                }
            }
            let checked = checker.finish();
            assert_eq!(errors(&checked), [(code.as_str(), "package.zip", None)]);
            assert!(checked.report.unreadable());
        }
    }
}
