//! Passwords leave no trace (R25).

mod support;

use proptest::prelude::*;
use rollbook_rows::rewrite::PasswordStripper;
use rollbook_rows::{Checker, Code, Field, Profile, ProfileChoice, Report};
use support::{Kept, check};

/// The file without its passwords, and whether anything was left out.
fn strip(content: &[u8], piece: usize) -> (Vec<u8>, bool) {
    let mut stripper = PasswordStripper::new();
    let mut out = Vec::new();
    for bytes in content.chunks(piece) {
        stripper.push(bytes, &mut out);
    }
    stripper.finish(&mut out);
    (out, stripper.stripped())
}

fn stripped(content: &str) -> String {
    String::from_utf8(strip(content.as_bytes(), usize::MAX).0).unwrap_or_default()
}

fn check_users(content: &[u8]) -> Report {
    let choice = ProfileChoice::Named(Profile::PowerschoolFullV1);
    let mut checker = Checker::new(choice, 3, Kept::default());
    checker.begin("users.csv");
    checker.push(content);
    checker.finish().report
}

#[test]
fn r25_cells_of_passwords_become_blank_and_no_other_byte_changes() {
    for (before, after) in [
        (
            "import_id,password,email\n1,secret,a@x\n2,,b@x\n",
            "import_id,password,email\n1,,a@x\n2,,b@x\n",
        ),
        (
            "\u{feff}ID; Pass Word \r\n\r\n\"1\" ;\"a;\"\"b\"\r\n2;x",
            "\u{feff}ID; Pass Word \r\n\r\n\"1\" ;\r\n2;",
        ),
        (
            "a\tPWD\tb\n1\t x \t2\n3\t\t\n4\ty\t",
            "a\tPWD\tb\n1\t\t2\n3\t\t\n4\t\t",
        ),
        ("password\rx\r\"y\"\rz", "password\r\"\"\r\"\"\r\"\""),
        ("password,pwd\nx,y\n", "password,pwd\n,\n"),
        (
            "\n,,\nemail,password,,\na@x,x,,\n",
            "\n,,\nemail,password,,\na@x,,,\n",
        ),
    ] {
        for piece in [1, 2, 5, usize::MAX] {
            let (out, found) = strip(before.as_bytes(), piece);
            assert_eq!(String::from_utf8_lossy(&out), after, "in pieces of {piece}");
            assert!(found);
        }
        assert_eq!(
            strip(after.as_bytes(), 3),
            (after.as_bytes().to_vec(), false)
        );
    }
}

#[test]
fn r25_a_row_that_may_have_slipped_loses_all_that_may_be_a_password() {
    let header = "import_id,first_name,password,email\n";
    for (before, after) in [
        // The comma in a name moves the password to where the header has the email.
        ("1,Ana, Maria,secret,a@x\n", "1,Ana,,,removed\n"),
        ("1,Ana, Maria,secret,\n", "1,Ana,,,removed\n"),
        // A surplus blank field may come from a comma in the password.
        ("1,Ana,secret,a@x,\n", "1,Ana,,,removed\n"),
        (
            "1,A\"na,secret,a@x\n2,Ben,secret,b@x\n",
            "1,removed\",,\n2,Ben,,b@x\n",
        ),
        ("1,Ana,sec\"ret,a@x\n", "1,Ana,removed\",\n"),
        ("1,Ana,secret,a\"@x\n", "1,Ana,,removed\"\n"),
        ("1,\"Ana,secret,a@x\n2,Ben,secret,b@x\n", ",\"removed\n"),
        ("\"1\",\"A,na\",\"secret,a@x\n", "\"1\",,\"removed\n"),
    ] {
        let (before, after) = (format!("{header}{before}"), format!("{header}{after}"));
        assert_eq!(stripped(&before), after);
        assert_eq!(stripped(&after), after);
        let (first, second) = (
            check_users(before.as_bytes()),
            check_users(after.as_bytes()),
        );
        assert_eq!(first.files[0].refused, second.files[0].refused, "{before}");
    }
}

#[test]
fn r25_what_is_left_of_a_row_is_left_the_next_time() {
    for row in ["\"\",\"\"secret,a@x", "ana,\"se\ncret\",a@x", "\"\",\""] {
        let once = stripped(&format!("import_id,password,email,user_type\n{row}\n"));
        assert!(!once.contains("cret") && !once.contains("a@x"), "{once}");
        assert_eq!(stripped(&once), once);
    }
}

#[test]
fn r25_records_beyond_measure_are_left_out_and_stay_refused() {
    for long in [40_000, 3 << 20] {
        let filler = "n".repeat(long);
        let content = format!("import_id,password,note\n1,x,{filler}\n2,secret,b\n");
        for piece in [10_000, usize::MAX] {
            let (out, found) = strip(content.as_bytes(), piece);
            assert!(found && out.len() < 100 && !String::from_utf8_lossy(&out).contains("secret"));
            let report = check_users(&out);
            assert_eq!((report.files[0].rows, report.files[0].refused), (2, 1));
        }
    }
    // Without a column of passwords, nothing is held and nothing changes.
    let content = format!("import_id,note\n1,\"{}", "n\n".repeat(1 << 20));
    assert_eq!(strip(content.as_bytes(), 10_000).0, content.as_bytes());
    let content = format!("\"import_id,note\n1,{}", "n\n".repeat(1 << 18));
    assert_eq!(strip(content.as_bytes(), 10_000).0, content.as_bytes());
    // Of a header that is too long it cannot be told, since its columns of passwords may come last.
    let content = format!("import_id,{}password\n1,secret\n", "note,".repeat(1 << 18));
    for piece in [10_000, usize::MAX] {
        let (out, found) = strip(content.as_bytes(), piece);
        assert!(found && !String::from_utf8_lossy(&out).contains("secret"));
        assert_eq!(strip(&out, piece).0, out);
    }
    let content = format!("\"password\n1,{}", "n\n".repeat(1 << 20));
    assert!(strip(content.as_bytes(), 10_000).0.len() < 100);
}

#[test]
fn r25_what_cannot_be_read_is_cut_off_and_stays_unreadable() {
    let utf16: Vec<u8> = "import_id,password\n1,secret\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows = b"import_id,password\n1,s\n\r\n2,Andr\xE9\n3,secret\n".to_vec();
    let mut cut = b"import_id,password\n1,s\n2,secret".to_vec();
    cut.push(0xC3);
    let header = b"import_id,p\xE9,password\n1,secret\n".to_vec();
    for bytes in [utf16, windows, cut, header] {
        for piece in [1, 4, usize::MAX] {
            let (out, found) = strip(&bytes, piece);
            assert!(
                found && !out.windows(3).any(|window| window == b"sec"),
                "{out:?}"
            );
            let (before, after) = (check_users(&bytes), check_users(&out));
            let mut expected = before.files[0].notices.clone();
            expected.retain(|notice| notice.code != Code::PasswordDropped);
            assert_eq!(expected, after.files[0].notices);
            assert_eq!(strip(&out, piece), (out, false));
        }
    }
    // Where the header was read and has no passwords, there is nothing to cut off.
    let without = b"import_id,name\n1,Andr\xE9\n2,x\n";
    assert_eq!(strip(without, 3), (without.to_vec(), false));
}

#[test]
fn r25_no_notice_repeats_a_password() {
    let content = "import_id,login,password,email,user_type,enabled\n\
        1,ana,secret,a@x,S,1\n\
        2,ben, secret,b@x,S,1\n\
        3,carla,x,secret,c@x,S,1\n\
        4,dora,x,secret,d@x,S,\n\
        5,em\"il,secret,e@x,S,1\n\
        6,\"fay,secret,f@x,S,1\n";
    let report = check_users(content.as_bytes());
    let file = &report.files[0];
    assert!(!format!("{report:?}").contains("secret"), "{report:?}");
    assert_eq!(file.counts[&Code::PasswordDropped], 2, "{:?}", file.counts);
    assert_eq!((file.rows, file.accepted), (6, 2));
    let outcome = check("benchprep", "email,Initial Password\na@x,secret\nb@x,\n");
    assert_eq!(
        outcome.codes(),
        [(Some(1), "column-unknown"), (Some(2), "password-dropped")]
    );
    assert_eq!(outcome.effective(), [2, 3]);
}

#[test]
fn r25_a_row_of_a_password_alone_is_blank() {
    let report = check_users(b"import_id,password\n,secret\n1,x\n");
    let file = &report.files[0];
    assert_eq!((file.rows, file.counts[&Code::RowBlank]), (1, 1));
}

#[test]
fn r25_the_sink_is_never_given_a_password() {
    struct Reads;
    impl rollbook_rows::Sink for Reads {
        fn row(&mut self, row: &rollbook_rows::AcceptedRow<'_>) {
            assert!(row.has(Field::Password));
            assert_eq!(row.cell(Field::Password), None);
        }
    }
    let choice = ProfileChoice::Named(Profile::PowerschoolFullV1);
    let mut checker = Checker::new(choice, 3, Reads);
    checker.begin("users.csv");
    checker.push(b"import_id,password\n1,secret\n");
    assert_eq!(checker.finish().report.files[0].accepted, 1);
}

/// Bytes that are dense in what matters to a reader of CSV, mostly below a header with passwords.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "password", "email", "a@x", "x", "17", "S", "1", ",", ",", ",", ";", "\t", "\n", "\n", "\r\n", "\r",
            "\"", "\"\"", " ", "\u{FEFF}", "\u{A0}", "é", "\0",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..3),
    ];
    let header = prop::sample::select(vec![
        "import_id,password,email,user_type\n",
        "password;import_id\r\n",
        "\"import_id\"\tPWD\r",
        "\u{FEFF}password\n",
        "pass\"word,email\n",
        "",
    ]);
    (header, prop::collection::vec(piece, 0..50))
        .prop_map(|(header, pieces)| [header.as_bytes(), &pieces.concat()].concat())
}

fn refuses_header(notice: &rollbook_rows::Notice) -> bool {
    let codes = [
        Code::ColumnMissing,
        Code::ColumnDuplicate,
        Code::HeaderMissing,
    ];
    codes.contains(&notice.code) || notice.message == "the header cannot be read"
}

/// A table as its cells, the second of which are passwords.
fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop::sample::select(vec!["", "1", "ana", "\"a,b\"", "\"q\"\"q\"", " x ", "é"]);
    let row = prop::collection::vec(cell.prop_map(str::to_owned), 3);
    prop::collection::vec(row, 0..8)
}

fn lines(rows: &[Vec<String>], end: &str) -> String {
    let rows = rows.iter().map(|row| row.join(",") + end);
    format!("first_name,password,note{end}{}", rows.collect::<String>())
}

/// Everyone's password, which stands nowhere else.
const SECRET: &str = "S3cr3tW0rd";

fn accounts(rows: u32) -> String {
    let row = |number| format!("{number},Ana,,Lee,,,ana{number},{SECRET},a{number}@x,S,O1,1,D1,\n");
    Profile::PowerschoolFullV1.template().to_owned() + &(1..=rows).map(row).collect::<String>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r25_stripping_does_not_depend_on_pieces_and_a_second_time_changes_nothing(bytes in bytes(), piece in 1usize..9) {
        let once = strip(&bytes, usize::MAX);
        prop_assert_eq!(&strip(&bytes, piece), &once);
        // Behind a byte that is no text, a line break is added, so that it is still known for what it is.
        let as_told = (once.1 && once.0 != bytes) || (!once.1 && once.0.starts_with(&bytes));
        prop_assert!(as_told);
        prop_assert_eq!(strip(&once.0, piece), (once.0.clone(), false));
    }

    #[test]
    fn r25_stripping_changes_nothing_but_the_cells_of_passwords(
        rows in table(),
        piece in 1usize..9,
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let blank = |row: &Vec<String>| vec![row[0].clone(), String::new(), row[2].clone()];
        let expected: Vec<Vec<String>> = rows.iter().map(blank).collect();
        let (out, _) = strip(lines(&rows, end).as_bytes(), piece);
        prop_assert_eq!(String::from_utf8_lossy(&out), lines(&expected, end));
        let without = lines(&rows, end).replacen("password", "word", 1);
        let (out, found) = strip(without.as_bytes(), piece);
        prop_assert_eq!((out, found), (without.into_bytes(), false));
    }

    #[test]
    fn r25_a_check_says_the_same_before_and_after(bytes in bytes()) {
        let (before, after) = (check_users(&bytes), check_users(&strip(&bytes, usize::MAX).0));
        let (before, after) = (&before.files[0], &after.files[0]);
        // Below a header that is refused, nobody looks whether a row has more than a password, and nobody knows which
        // delimiter was meant.
        if !before.notices.iter().any(refuses_header) {
            prop_assert_eq!((before.rows, before.refused), (after.rows, after.refused));
        }
        prop_assert!(!after.counts.contains_key(&Code::PasswordDropped));
        let errors = |file: &rollbook_rows::FileReport| -> Vec<Option<u32>> {
            let errors = file.notices.iter().filter(|notice| notice.severity == rollbook_rows::Severity::Error);
            let mut rows: Vec<Option<u32>> = errors.map(|notice| notice.row).collect();
            rows.dedup();
            rows
        };
        prop_assert_eq!(errors(before), errors(after));
    }

    #[test]
    fn r25_no_password_survives_a_character_too_many(
        place in any::<prop::sample::Index>(),
        surplus in prop::sample::select(vec![",", "\"", "x", ",,", "\"\""]),
    ) {
        let mut content = accounts(4);
        let header = content.find('\n').unwrap_or_default();
        content.insert_str(header + 1 + place.index(content.len() - header), surplus);
        let (out, found) = strip(content.as_bytes(), 7);
        let (secret, halves) = (&SECRET.as_bytes()[..5], &SECRET.as_bytes()[5..]);
        prop_assert!(found);
        for part in [secret, halves] {
            prop_assert!(!out.windows(part.len()).any(|window| window == part), "{}", String::from_utf8_lossy(&out));
        }
        let report = format!("{:?}", check_users(content.as_bytes()));
        prop_assert!(!report.contains(&SECRET[..5]) && !report.contains(&SECRET[5..]), "{report}");
    }
}

#[test]
fn r25_the_rows_that_lost_a_password_are_counted() {
    for (content, rows) in [
        ("import_id,password\n1,a\n2,\n3,b\n", 2),
        ("import_id,password,pwd\n1,a,b\n", 1),
        ("import_id,email\n1,a@x\n", 0),
    ] {
        for piece in [1, 7, usize::MAX] {
            let mut stripper = PasswordStripper::new();
            let mut out = Vec::new();
            for bytes in content.as_bytes().chunks(piece) {
                stripper.push(bytes, &mut out);
            }
            stripper.finish(&mut out);
            assert_eq!(stripper.stripped_rows(), rows, "{content:?} by {piece}");
        }
    }
}
