//! Rows that name the same account (R11).

mod support;

use rollbook_rows::Code;
use support::{check, check_in_pieces, check_package, errors};

#[test]
fn r11_identical_rows_count_once_with_a_warning() {
    let outcome = check(
        "benchprep",
        "email,user_id,remove_from_group\na@x,17,y\nb@x,,\nA@X,017,Y\n",
    );
    assert_eq!(outcome.sums(), (3, 3, 0));
    assert_eq!(outcome.codes(), [(Some(4), "duplicate-row")]);
    assert_eq!(outcome.effective(), [2, 3]);
    assert!(outcome.checked.report.ok);
}

#[test]
fn r11_rows_that_differ_are_all_refused() {
    let outcome = check(
        "benchprep",
        "email,remove_from_group\na@x,\nb@x,\na@x,y\na@x,\n",
    );
    assert_eq!(outcome.sums(), (4, 1, 3));
    assert_eq!(
        outcome.codes(),
        [
            (Some(2), "duplicate-conflict"),
            (Some(4), "duplicate-conflict"),
            (Some(5), "duplicate-conflict")
        ]
    );
    assert_eq!(outcome.effective(), [3]);
    let refused: Vec<u32> = outcome.checked.refusals[0]
        .iter()
        .map(|refused| refused.row)
        .collect();
    assert_eq!(refused, [2, 4, 5]);
}

#[test]
fn r11_rows_with_different_ids_name_different_people() {
    for column in ["user_id", "username", "sis_id"] {
        let outcome = check(
            "benchprep",
            format!("email,{column}\nfamily@x,1\nfamily@x,2\n"),
        );
        assert_eq!(outcome.effective(), [2, 3], "{column}");
        assert!(outcome.codes().is_empty(), "{column}");
    }
}

#[test]
fn r11_a_blank_id_can_mean_any_of_the_family() {
    let outcome = check(
        "benchprep",
        "email,user_id,sis_id\nf@x,1,\nf@x,2,\nf@x,,S3\ng@x,1,S1\ng@x,1,S2\n",
    );
    assert_eq!(outcome.effective(), [5, 6]);
    assert_eq!(outcome.count(Code::DuplicateConflict), 3);
}

#[test]
fn r11_institutions_do_not_tell_people_apart() {
    let outcome = check("benchprep", "email,institution\nf@x,1\nf@x,2\n");
    assert_eq!(outcome.sums(), (2, 0, 2));
}

#[test]
fn r11_a_row_refused_by_itself_still_contradicts_and_counts_once() {
    let outcome = check("benchprep", "email,institution\na@x,Springfield\na@x,7\n");
    assert_eq!(outcome.sums(), (2, 0, 2));
    assert_eq!(outcome.effective(), [] as [u32; 0]);
    assert_eq!(outcome.checked.withdrawn, [(0, 3)]);
    let causes: Vec<Code> = outcome.checked.refusals[0]
        .iter()
        .map(|refused| refused.cause.code)
        .collect();
    assert_eq!(causes, [Code::InstitutionNotAnId, Code::DuplicateConflict]);
}

#[test]
fn r11_a_refused_row_that_is_repeated_is_told_once_and_takes_nothing_back() {
    let outcome = check("benchprep", "email,institution\na@x,North\na@x,North\n");
    assert_eq!(
        outcome.codes(),
        [
            (Some(2), "institution-not-an-id"),
            (Some(3), "institution-not-an-id"),
        ]
    );
    assert_eq!(outcome.checked.withdrawn, []);
}

#[test]
fn r11_rows_are_identical_whatever_the_order_of_their_columns() {
    let files = [
        ("first.csv", "email,user_id,username\na@x,17,ana\n"),
        ("second.csv", "username,email,user_id\nana,a@x,17\n"),
    ];
    let checked = check_package("benchprep", &files);
    assert_eq!(errors(&checked), []);
    assert_eq!(checked.withdrawn, [(1, 2)]);
}

#[test]
fn r11_a_good_row_is_no_repeat_of_one_that_lost_its_shape() {
    let outcome = check("benchprep", "email,remove_from_group\na@x,y,oops\na@x,y\n");
    assert_eq!(outcome.codes(), [(Some(2), "too-many-fields")]);
    assert_eq!(outcome.effective(), [3]);
}

#[test]
fn r11_accounts_are_unique_by_user_id_username_and_sis_id() {
    for (column, first, second) in [
        ("user_id", "17", "017"),
        ("username", "ana", "ANA"),
        ("sis_id", "S1", "S1"),
    ] {
        let outcome = check(
            "accounts",
            format!("email,{column}\na@x,{first}\nb@x,{second}\n"),
        );
        assert_eq!(outcome.sums(), (2, 0, 2), "{column}");
        assert_eq!(outcome.file().notices[0].column.as_deref(), Some(column));
    }
    let outcome = check("accounts", "email,sis_id\na@x,s1\nb@x,S1\n");
    assert_eq!(outcome.effective(), [2, 3], "a sis_id is exact");
}

#[test]
fn r11_accounts_without_email_are_told_by_the_others() {
    let outcome = check(
        "accounts",
        "email,username,first_name\n,ana,Ana\n,ben,Ben\n,ANA,Ana\n,ben,Benjamin\n",
    );
    assert_eq!(
        outcome.codes(),
        [
            (Some(3), "duplicate-conflict"),
            (Some(4), "duplicate-row"),
            (Some(5), "duplicate-conflict"),
        ]
    );
    assert_eq!(outcome.effective(), [2]);
}

#[test]
fn r11_a_placeholder_email_for_thousands_is_judged_in_passing() {
    // Every row but the last is a person of its own; the last could be any of them.
    let rows = 60_000;
    let mut content = "email,user_id,username\n".to_owned();
    for row in 0..rows {
        content += &format!("nobody@school.example,{row},u{row}\n");
    }
    assert_eq!(check("benchprep", &content).sums(), (rows, rows, 0));
    let outcome = check("benchprep", content + "nobody@school.example,,\n");
    assert_eq!(outcome.sums(), (rows + 1, 0, rows + 1));
}

#[test]
fn r11_people_of_one_email_may_fill_different_columns() {
    let mut content = "email,user_id,username\n".to_owned();
    for row in 0..2_000 {
        let username = if row % 2 == 0 {
            format!("u{row}")
        } else {
            String::new()
        };
        content += &format!("nobody@school.example,{row},{username}\n");
    }
    assert_eq!(check("benchprep", &content).sums(), (2_000, 2_000, 0));
}

#[test]
fn r11_millions_of_repeats_are_counted_and_not_kept() {
    let rows = 250_000;
    let content = "email\n".to_owned() + &"a@x\n".repeat(rows);
    let outcome = check_in_pieces("benchprep", content, 4096, 99);
    assert_eq!(outcome.count(Code::DuplicateRow), rows as u64 - 1);
    assert_eq!(outcome.file().notices.len(), rollbook_rows::MAX_NOTICES);
    assert_eq!(outcome.effective(), [2]);
}
