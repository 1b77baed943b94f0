//! The rules of the bulk file (profile `benchprep`) that can be judged without a ledger.

mod support;

use rollbook_rows::{Checker, Code, Field, Profile, ProfileChoice, Report};
use support::check;

#[test]
fn r01_columns_come_in_any_order_and_only_email_must_exist() {
    let outcome = check(
        "benchprep",
        "remove_from_group,email\ny,ana@school.example\n,ben@school.example\n",
    );
    assert_eq!(outcome.sums(), (2, 2, 0));
    assert_eq!(outcome.cell(2, Field::Email), Some("ana@school.example"));
    assert_eq!(outcome.cell(2, Field::RemoveFromGroup), Some("y"));

    let outcome = check("benchprep", "user_id,username\n17,ana\n");
    assert_eq!(outcome.sums(), (1, 0, 1));
    assert_eq!(outcome.codes(), [(Some(1), "column-missing")]);
    assert!(outcome.checked.sink.rows.is_empty());
}

#[test]
fn r01_names_close_to_a_column_are_read_as_it() {
    for header in ["Email", "E-mail", "e mail", "EMAIL ADDRESS", " email "] {
        let outcome = check("benchprep", format!("{header}\nana@school.example\n"));
        assert_eq!(outcome.sums(), (1, 1, 0), "{header}");
        assert_eq!(outcome.codes(), [(Some(1), "column-near-miss")], "{header}");
    }
}

#[test]
fn r02_the_template_is_the_header_and_is_accepted() {
    let template = Profile::Benchprep.template();
    assert_eq!(
        template.trim_end(),
        "email,user_id,username,sis_id,institution,remove_from_group"
    );
    let rows = [
        (Profile::Benchprep, "ana@school.example"),
        (Profile::Accounts, "ana@school.example"),
        (Profile::Activity, "17"),
    ];
    for (profile, row) in rows {
        let outcome = check("auto", format!("{}{row}\r\n", profile.template()));
        assert_eq!(
            outcome.checked.report.profile.as_deref(),
            Some(profile.name())
        );
        assert_eq!(outcome.sums(), (1, 1, 0));
        assert!(outcome.codes().is_empty());
    }
}

#[test]
fn r03_a_row_with_only_an_email_is_accepted() {
    let outcome = check(
        "benchprep",
        format!(
            "{}ana@school.example,,,,,\r\n",
            Profile::Benchprep.template()
        ),
    );
    assert_eq!(outcome.sums(), (1, 1, 0));
    assert_eq!(outcome.cell(2, Field::UserId), None);
}

#[test]
fn r04_a_blank_email_refuses_the_row() {
    let outcome = check(
        "benchprep",
        "email,user_id\n,17\n\"  \",18\nana@school.example,19\n",
    );
    assert_eq!(outcome.sums(), (3, 1, 2));
    assert_eq!(
        outcome.codes(),
        [(Some(2), "email-missing"), (Some(3), "email-missing")]
    );
}

#[test]
fn r05_a_malformed_email_refuses_the_row() {
    let outcome = check(
        "benchprep",
        "email\nana\nben@school.example\ncarla@school..example\n",
    );
    assert_eq!(outcome.sums(), (3, 1, 2));
    assert_eq!(
        outcome.codes(),
        [(Some(2), "email-malformed"), (Some(4), "email-malformed")]
    );
}

#[test]
fn r06_user_id_is_a_whole_number() {
    let outcome = check(
        "benchprep",
        "email,user_id\na@x,17\nb@x,x17\nc@x,1.5\nd@x,99999999999999999999\ne@x,007\n",
    );
    assert_eq!(
        outcome.codes(),
        [
            (Some(3), "id-malformed"),
            (Some(4), "id-malformed"),
            (Some(5), "id-malformed")
        ]
    );
    assert_eq!(outcome.effective(), [2, 6]);
}

#[test]
fn r06_a_name_for_the_institution_refuses_the_row() {
    let outcome = check(
        "benchprep",
        "email,institution\na@x,3\nb@x,Springfield High\n",
    );
    assert_eq!(outcome.codes(), [(Some(3), "institution-not-an-id")]);
    assert_eq!(
        outcome.file().notices[0].column.as_deref(),
        Some("institution")
    );
    assert_eq!(
        outcome.file().notices[0].value.as_deref(),
        Some("Springfield High")
    );
}

#[test]
fn r06_ids_that_a_spreadsheet_mangled_are_named_so() {
    for mangled in ["1.23E+05", "12345.0", "1E+11", "1.5e5", "\"1,2E+05\""] {
        let outcome = check("benchprep", format!("email,user_id\na@x,{mangled}\n"));
        assert_eq!(outcome.codes(), [(Some(2), "number-mangled")], "{mangled}");
    }
    for fine in ["12E4", "E+05", "1.2.3", "3.5", "A12345.0"] {
        let outcome = check("benchprep", format!("email,sis_id\na@x,{fine}\n"));
        assert!(outcome.codes().is_empty(), "{fine}");
    }
}

#[test]
fn r08_remove_from_group_is_y_or_blank() {
    let outcome = check(
        "benchprep",
        "email,remove_from_group\na@x,y\nb@x,Y\nc@x,\nd@x,yes\ne@x,n\n",
    );
    assert_eq!(
        outcome.codes(),
        [(Some(5), "flag-malformed"), (Some(6), "flag-malformed")]
    );
    assert_eq!(outcome.effective(), [2, 3, 4]);
}

#[test]
fn r12_outer_spaces_of_an_email_get_a_note() {
    let outcome = check("benchprep", "email\n ana@school.example\t\n");
    assert_eq!(outcome.codes(), [(Some(2), "spaces-trimmed")]);
    assert_eq!(outcome.cell(2, Field::Email), Some("ana@school.example"));
}

#[test]
fn r12_emails_are_the_same_in_either_case() {
    let outcome = check(
        "benchprep",
        "email\nAna@School.Example\nana@school.EXAMPLE \n",
    );
    assert_eq!(outcome.effective(), [2]);
}

#[test]
fn several_files_are_reported_by_name_and_judged_together() {
    let mut checker = Checker::new(ProfileChoice::Auto, 3, ());
    checker.begin("b.csv");
    checker.push(b"email\nana@school.example\nben@school.example\n");
    checker.begin("a.csv");
    checker.push(b"email,user_id\nana@school.example,17\n");
    let checked = checker.finish();
    let names: Vec<&str> = checked
        .report
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["a.csv", "b.csv"]);
    assert_eq!(checked.withdrawn, [(0, 2), (1, 2)]);
    assert_eq!(
        checked.report.files[0].notices[0].message,
        "the same email as row 2 of b.csv, but the rows differ"
    );
    assert_eq!(checked.report.files[1].accepted, 1);
    assert_eq!(
        checked.refusals.iter().map(Vec::len).collect::<Vec<_>>(),
        [1, 1]
    );
}

#[test]
fn auto_prefers_the_profile_that_knows_more_of_the_columns() {
    for (header, profile) in [
        ("email", Some("benchprep")),
        (
            "email,user_id,username,sis_id,institution",
            Some("benchprep"),
        ),
        ("email,remove_from_group,first_name", Some("benchprep")),
        ("email,first_name", Some("accounts")),
        ("username", Some("accounts")),
        ("sis_id,login", Some("accounts")),
        ("colour", None),
    ] {
        let outcome = check("auto", format!("{header}\n"));
        assert_eq!(
            outcome.checked.report.profile.as_deref(),
            profile,
            "{header}"
        );
    }
}

const LEAVERS: &str = "email,remove_from_group\nana@school.example,y\n";
const NEW_ACCOUNTS: &str = "email,username,first_name,last_name\nben@school.example,ben,Ben,B\nzoe@school.example,zoe,Zoe,Z\n";

fn check_files(choice: ProfileChoice, files: &[&str]) -> Report {
    let mut checker = Checker::new(choice, 3, ());
    for (index, content) in files.iter().enumerate() {
        checker.begin(&format!("{index}.csv"));
        checker.push(content.as_bytes());
    }
    checker.finish().report
}

#[test]
fn auto_refuses_a_file_that_fits_another_profile_better_than_the_first() {
    for (files, own, first) in [
        ([LEAVERS, NEW_ACCOUNTS], "accounts", "benchprep"),
        ([NEW_ACCOUNTS, LEAVERS], "benchprep", "accounts"),
    ] {
        let report = check_files(ProfileChoice::Auto, &files);
        assert_eq!(report.profile.as_deref(), Some(first));
        assert!(!report.ok && !report.unreadable());
        assert!(!report.files[0].has_errors());
        let mixed = &report.files[1];
        assert_eq!((mixed.accepted, mixed.refused), (0, mixed.rows));
        let [notice] = mixed.notices.as_slice() else {
            panic!("{:?}", mixed.notices);
        };
        assert_eq!((notice.row, notice.code), (Some(1), Code::ProfileMixed));
        assert_eq!(
            notice.message,
            format!("this file looks like profile {own}, the first one like {first}")
        );
    }
}

#[test]
fn a_file_of_another_profile_is_read_where_the_profile_is_named_or_fits_as_well() {
    for profile in [Profile::Benchprep, Profile::Accounts] {
        let report = check_files(ProfileChoice::Named(profile), &[LEAVERS, NEW_ACCOUNTS]);
        assert!(report.ok, "{report:?}");
    }
    // An email alone fits both profiles, so it takes the one of the files before it.
    let emails = "email\nzoe@x\n";
    let report = check_files(ProfileChoice::Auto, &[NEW_ACCOUNTS, emails]);
    assert!(report.ok, "{report:?}");
    // A file that cannot be used does not say what the others have to be.
    let report = check_files(
        ProfileChoice::Auto,
        &["colour\nred\n", NEW_ACCOUNTS, LEAVERS],
    );
    assert_eq!(report.profile.as_deref(), Some("accounts"));
    let accepted: Vec<u64> = report.files.iter().map(|file| file.accepted).collect();
    assert_eq!(accepted, [0, 2, 0]);
}

#[test]
fn a_column_that_is_almost_an_absent_one_gets_a_warning() {
    for (header, meant) in [
        ("email,instituton", Some("institution")),
        ("email,Instituton ID", Some("institution")),
        ("email,usrname", Some("username")),
        ("email,remove_form_group", Some("remove_from_group")),
        ("email,sis id,sis_idd", None),
        ("email,username,usrname", None),
        ("email,surname", None),
        ("email,colour", None),
        ("email,s_i", None),
    ] {
        let outcome = check("benchprep", format!("{header}\nana@x\n"));
        assert_eq!(outcome.sums(), (1, 1, 0), "{header}");
        let notices = &outcome.file().notices;
        let found = notices.iter().find(|n| n.code == Code::ColumnMisspelt);
        let message = meant.map(|name| format!("did you mean {name}? it is ignored as it stands"));
        assert_eq!(found.map(|n| n.message.clone()), message, "{header}");
        assert_eq!(outcome.count(Code::ColumnUnknown), 1, "{header}");
    }
}

#[test]
fn two_columns_of_one_meaning_are_refused_with_the_profile_they_fit() {
    for profile in ["auto", "benchprep"] {
        let outcome = check(profile, "email,E-mail\nana@x,ben@x\n");
        assert_eq!(outcome.sums(), (1, 0, 1));
        assert_eq!(outcome.codes(), [(Some(1), "column-duplicate")]);
        let report = &outcome.checked.report;
        assert_eq!(report.profile.as_deref(), Some("benchprep"));
    }
}
