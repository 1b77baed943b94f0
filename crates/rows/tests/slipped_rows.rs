//! Rows whose fields may not stand in their columns: they name nobody, and no password stays in them.

mod support;

use rollbook_rows::rewrite::PasswordStripper;
use rollbook_rows::{AcceptedRow, Checked, Field, FileKind, Profile, Sink};
use support::{check, check_package, check_package_with, errors};

/// Whom a file lists, and which rows cannot be read.
#[derive(Default)]
struct Told {
    listed: Vec<String>,
    unreadable: Vec<u32>,
}

impl Sink for Told {
    fn row(&mut self, row: &AcceptedRow<'_>) {
        self.listed
            .extend(row.cell(Field::ImportId).map(str::to_owned));
    }

    fn refused(&mut self, row: &AcceptedRow<'_>) {
        self.row(row);
    }

    fn unreadable(&mut self, _file: usize, row: u32, _kind: FileKind) {
        self.unreadable.push(row);
    }
}

fn told(content: &str) -> Checked<Told> {
    check_package_with(
        "powerschool-full-v2",
        &[("users.csv", content)],
        Told::default(),
    )
}

/// The file without its passwords; a second time must change nothing.
fn stripped(content: &str) -> String {
    let strip = |content: &str| {
        let (mut stripper, mut out) = (PasswordStripper::new(), Vec::new());
        stripper.push(content.as_bytes(), &mut out);
        stripper.finish(&mut out);
        String::from_utf8(out).unwrap_or_default()
    };
    let once = strip(content);
    assert_eq!(strip(&once), once);
    once
}

#[test]
fn r28_quotation_marks_that_swallow_rows_make_the_row_unreadable() {
    for (content, column) in [
        (
            "import_id,first_name,last_name,blocked\n1,\"Ana,Lee,0\n2,Ben,Ray,0\n3,Cal\",Roe,0\n",
            Some("first_name"),
        ),
        (
            "import_id,shoe_size,blocked\n1,\"43,0\r2,44,0\r3,45\",0\n",
            None,
        ),
        (
            "import_id,password,first_name\n1,\"ab,Ana\n2,x,Ben\n3,yz\",Cal\n",
            None,
        ),
        (
            "import_id,password,first_name\n,\"ab,Ana\n2,x,Ben\n3,yz\",\n",
            None,
        ),
    ] {
        for content in [content.to_owned(), stripped(content)] {
            let checked = told(&content);
            assert_eq!(
                errors(&checked),
                [("control-character", "users.csv", Some(2))],
                "{content}"
            );
            let notice = checked.report.files[0]
                .notices
                .iter()
                .find(|notice| notice.row == Some(2));
            assert_eq!(notice.and_then(|notice| notice.column.as_deref()), column);
            assert_eq!(checked.sink.unreadable, [2]);
            assert!(checked.sink.listed.is_empty());
        }
    }
    // What names nobody to be ended may hold line breaks where they mean nothing.
    let outcome = check("benchprep", "email,address\na@x,\"1 High Street\nTown\"\n");
    assert_eq!(outcome.sums(), (1, 1, 0));
}

#[test]
fn r25_passwords_of_swallowed_rows_are_left_out_and_not_repeated() {
    let content = "import_id,first_name,password\n1,\"Ana,secret\n2,Ben,secret\n3,Cal\",secret\n";
    let out = stripped(content);
    assert_eq!(out, "import_id,first_name,password\n1,\"removed\n\",\n");
    for profile in ["powerschool-full-v1", "benchprep", "accounts"] {
        let content = content.replace("import_id", "email").replace("1,", "a@x,");
        let report = check(profile, &content).checked.report;
        assert!(!format!("{report:?}").contains("secret"), "{report:?}");
    }
}

#[test]
fn r25_a_row_with_a_field_too_few_is_refused_without_its_password() {
    let header = "import_id,login,password,email";
    for (row, left) in [
        ("1,s3cr3t!,a@x", "1,removed,"),
        ("1,s3cr3t,a@x", "1,removed,"),
        ("1,\"ana,s3cr3t!\",a@x", "1,removed,"),
        ("1,s3cr3t!", "removed,"),
        ("1,s3cr3t!,a\"@x", "1,,removed\""),
        ("1,s3cr3t!,\"a@x\n\"", "1,,\"removed\n\""),
    ] {
        let content = format!("{header}\n{row}\n");
        let out = stripped(&content);
        assert_eq!(out, format!("{header}\n{left}\n"));
        let (before, after) = (told(&content), told(&out));
        assert!(!format!("{:?}", before.report).contains("s3cr3t"), "{row}");
        assert_eq!(errors(&before), errors(&after), "{row}");
        assert_eq!(errors(&before).len(), 1, "{row}");
        assert_eq!(before.sink.unreadable, [2]);
    }
    // Without a column of passwords, missing fields at the end are blank.
    assert_eq!(told("import_id,login,email\n1,ana\n").sink.listed, ["1"]);
}

#[test]
fn r20_a_package_under_a_name_of_no_file_is_not_taken_for_another_profile() {
    for (name, content) in [
        (
            "users (1).csv",
            "import_id,login,email,blocked\n1,ana,a@x,0\n",
        ),
        ("users_2026.csv", "Import ID,email\n1,a@x\n"),
        ("roster-1.csv", "classid,user_id,email\nC1,1,a@x\n"),
        (
            "people.csv",
            "email,login,is_enabled,org_id,nick\na@x,ana,1,O1,\n",
        ),
    ] {
        let checked = check_package("auto", &[(name, content)]);
        assert_eq!(errors(&checked), [("file-name-unknown", name, None)]);
        assert_eq!((checked.profile, checked.void.len()), (None, 1));
        assert!(checked.sink.rows.is_empty());
        // Nor after a file that is one of the other profile.
        let bulk = ("a.csv", "email,username\nb@x,ben\n");
        let checked = check_package("auto", &[bulk, (name, content)]);
        assert_eq!(errors(&checked), [("file-name-unknown", name, None)]);
        assert_eq!(checked.profile, Some(Profile::Benchprep));
    }
    let users = ("users.csv", "student_id,login,email,enabled\n1,ana,a@x,1\n");
    let checked = check_package("auto", &[users]);
    assert_eq!(errors(&checked), [("column-missing", "users.csv", Some(1))]);
    let message = &checked.report.files[0].notices[0].message;
    assert_eq!(message, "the header has no column import_id");
    // Whoever names the profile has said it.
    let checked = check_package("benchprep", &[users]);
    assert!(checked.report.ok && checked.sink.rows.len() == 1);
}

#[test]
fn r28_a_refused_row_with_surplus_fields_names_nobody() {
    let content = "name,import_id,blocked\nLee, Ana,17,\nRay,2,x\nRoe,3,0,\n";
    let checked = told(content);
    assert_eq!(checked.sink.unreadable, [2]);
    assert_eq!(checked.sink.listed, ["2", "3"]);
    // Blank names at the end of the header make room for the same blanks in the rows.
    let checked = told(&content.replace("blocked\n", "blocked,\n"));
    assert_eq!(checked.sink.listed, ["Ana", "2", "3"]);
}

#[test]
fn r25_half_a_password_does_not_survive_a_field_too_many() {
    for (content, left) in [
        (
            "import_id,password,first_name\n1,se,cret,\n",
            "import_id,password,first_name\n1,,,removed\n",
        ),
        (
            "email,password,type\na@x,s,student,\n",
            "email,password,type\na@x,,,removed\n",
        ),
        (
            "email,password,type,,\na@x,s,student,\n",
            "email,password,type,,\nremoved,,,\n",
        ),
        (
            "email,password,type,\na@x,s,student,\n",
            "email,password,type,\na@x,,student,\n",
        ),
        ("email,password\n,s,,\n", "email,password\n,,,\n"),
    ] {
        assert_eq!(stripped(content), left);
        for profile in ["benchprep", "accounts"] {
            let (before, after) = (check(profile, content), check(profile, left));
            assert_eq!(before.sums(), after.sums(), "{content}");
            assert_eq!(before.checked.refusals, after.checked.refusals, "{content}");
        }
    }
}

#[test]
fn r25_many_columns_of_passwords_take_no_longer_than_others() {
    // Looking through all columns for each row would come to no end while anybody waits.
    let (columns, rows) = (100_000, 20_000);
    let content = format!("email{}\n", ",pwd".repeat(columns))
        + &format!("a@x{}\n", ",".repeat(columns))
        + &format!("{}x\n", ",".repeat(columns))
        + &"b@x\n".repeat(rows);
    let given = check("benchprep", &content).checked.report.files[0].rows;
    assert_eq!(given, rows as u64 + 1);
    let without = check("benchprep", stripped(&content));
    assert_eq!(without.checked.report.files[0].rows, given);
}

#[test]
fn r25_a_void_file_has_as_many_rows_with_its_passwords_as_without() {
    for header in ["import_id,password,import_id", "shoe_size,password,email"] {
        let content = format!("{header}\n1,x,\n,x,\n,\"x\n\",\n");
        let users = ("update_users.csv", "import_id\n1\n");
        for name in ["update_users.csv", "leavers.csv"] {
            let rows = |files: &[(&str, &str)]| check_package("auto", files).report.rows();
            let out = stripped(&content);
            let expected = rows(&[(name, &content), users]);
            assert_eq!(expected, 3, "{header}");
            assert_eq!(rows(&[users, (name, &content)]), expected);
            assert_eq!(rows(&[users, (name, &out)]), expected);
            assert_eq!(rows(&[(name, &out), users]), expected);
        }
    }
}

#[test]
fn r25_blank_fields_that_a_spreadsheet_left_out_at_the_end_refuse_nobody() {
    let header = "import_id,login,password,email,user_type,display_id,google_email_address\n";
    let content = format!("{header}1,ana.lee,s3cr3t!,ana@school.example,S\n2,ben.ray,s3cr3t!\n");
    let told = told(&content);
    assert_eq!(told.sink.listed, ["1"]);
    assert_eq!(
        told.sink.unreadable,
        [3],
        "nothing says that its fields are in place"
    );
    let kept = format!("{header}1,ana.lee,,ana@school.example,S\n");
    assert!(
        stripped(&content).starts_with(&kept),
        "{}",
        stripped(&content)
    );
    assert!(!stripped(&content).contains("s3cr3t"));
}
