//! The rules of profile `accounts` that can be judged without a ledger (R44).

mod support;

use rollbook_rows::{AcceptedRow, Checker, Field, Profile, ProfileChoice, Sink};
use support::check;

#[test]
fn r44_the_template_has_the_columns_of_an_existing_system() {
    assert_eq!(
        Profile::Accounts.template().trim_end(),
        "email,user_id,username,sis_id,institution,first_name,last_name,user_type,groups"
    );
}

#[test]
fn r44_an_email_or_a_username_must_be_filled() {
    let outcome = check("accounts", "email,username,user_id\na@x,,\n,ana,\n,,17\n");
    assert_eq!(outcome.codes(), [(Some(4), "id-missing")]);
    assert_eq!(outcome.effective(), [2, 3]);
    assert_eq!(
        check("accounts", "user_id,sis_id\n17,S1\n").codes(),
        [(Some(1), "column-missing")]
    );
}

#[test]
fn r44_user_type_is_t_s_or_p_in_either_case() {
    let outcome = check(
        "accounts",
        "username,user_type\na,T\nb,s\nc,p\nd,\ne,X\nf,teacher\n",
    );
    assert_eq!(
        outcome.codes(),
        [
            (Some(6), "user-type-malformed"),
            (Some(7), "user-type-malformed")
        ]
    );
}

#[derive(Default)]
struct Groups(Vec<String>);

impl Sink for Groups {
    fn row(&mut self, row: &AcceptedRow<'_>) {
        self.0.extend(row.names(Field::Groups).map(str::to_owned));
        assert_eq!(row.number(Field::UserId), Some(17));
    }
}

#[test]
fn r44_groups_are_separated_by_bars() {
    let mut checker = Checker::new(
        ProfileChoice::Named(Profile::Accounts),
        1,
        Groups::default(),
    );
    checker.begin("file.csv");
    checker.push("username,user_id,groups\nana,17, Grade 7 || Choir|\n".as_bytes());
    assert_eq!(checker.finish().sink.0, ["Grade 7", "Choir"]);
}

#[test]
fn r44_names_keep_the_joiners_that_their_language_needs() {
    let outcome = check(
        "accounts",
        "username,last_name\nfatemeh,\u{200b}نیک\u{200c}نام\u{200c} \n",
    );
    assert_eq!(outcome.cell(2, Field::LastName), Some("نیک\u{200c}نام"));
    assert_eq!(outcome.codes(), [(Some(2), "invisible-character")]);
}
