//! What holds for every input.

mod support;

use proptest::prelude::*;
use rollbook_rows::rewrite::{Mender, Picker, Refusal, Refusals};
use rollbook_rows::{Checker, ProfileChoice};
use support::check_in_pieces;

/// Bytes that are dense in what matters to a reader of CSV.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "email", "user_id", "username", "a@x", "A@X ", "17", "y", ",", ",", ",", ";", "\t", "\n", "\n", "\r\n", "\r",
            "\"", "\"\"", " ", "'=", "\u{FEFF}", "\u{200B}", "\u{A0}", "é", "\0",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..3),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A file with a header, and rows that are mostly right.
fn table() -> impl Strategy<Value = String> {
    let cell = prop::sample::select(vec![
        "",
        "a@x",
        "b@x",
        "B@X",
        "17",
        "017",
        "ana",
        "y",
        " ",
        "\"q\"\"q\"",
        "-1",
        "=x",
    ]);
    let row = prop::collection::vec(cell, 0..6).prop_map(|cells| cells.join(","));
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let header = prop::sample::select(vec![
        "email,user_id,username,remove_from_group",
        "username,email,sis_id,first_name",
    ]);
    (header, prop::collection::vec(row, 0..12), end)
        .prop_map(|(header, rows, end)| format!("{header}{end}{}", rows.join(end)))
}

fn mend(bytes: &[u8], piece: usize) -> Vec<u8> {
    let mut mender = Mender::new([], []);
    let mut out = Vec::new();
    for bytes in bytes.chunks(piece) {
        mender.push(bytes, &mut out);
    }
    mender.finish(&mut out);
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_split_and_any_seed_give_the_same_report(bytes in bytes(), piece in 1usize..9, seed: u64) {
        let whole = check_in_pieces("auto", &bytes, usize::MAX, 1);
        let split = check_in_pieces("auto", &bytes, piece, seed);
        prop_assert_eq!(&whole.checked.report, &split.checked.report);
        prop_assert_eq!(&whole.checked.withdrawn, &split.checked.withdrawn);
        prop_assert_eq!(&whole.checked.refusals, &split.checked.refusals);
        prop_assert_eq!(&whole.checked.sink.rows, &split.checked.sink.rows);
    }

    #[test]
    fn accepted_and_refused_are_all_rows(bytes in prop_oneof![bytes(), table().prop_map(String::into_bytes)]) {
        for profile in ["auto", "benchprep", "accounts"] {
            let outcome = check_in_pieces(profile, &bytes, usize::MAX, 1);
            let (rows, accepted, refused) = outcome.sums();
            prop_assert_eq!(accepted + refused, rows);
            prop_assert_eq!(outcome.file().bytes, bytes.len() as u64);
            if !outcome.checked.report.unreadable() {
                let repeated = outcome.count(rollbook_rows::Code::DuplicateRow);
                prop_assert_eq!(outcome.effective().len() as u64, accepted - repeated);
            }
        }
    }

    #[test]
    fn a_table_without_faults_of_the_file_lists_each_refused_row(table in table()) {
        let outcome = check_in_pieces("auto", &table, usize::MAX, 1);
        prop_assert_eq!(outcome.checked.refusals[0].len() as u64, outcome.file().refused);
    }

    #[test]
    fn rewriters_never_panic_and_no_edit_changes_nothing(bytes in bytes(), piece in 1usize..9) {
        prop_assert_eq!(mend(&bytes, piece), bytes.clone());
        let mut picker = Picker::new([1, 2, 3]);
        picker.push(&bytes);
        picker.finish();
        let every_row = (1..9).map(|row| Refusal { row, code: "x".to_owned(), reason: "=y".to_owned() });
        let mut out = Vec::new();
        let mut refusals = Refusals::new(every_row);
        refusals.push(&bytes, &mut out);
        refusals.finish(&mut out);
    }

    #[test]
    fn r17_refused_rows_read_back_as_they_were(table in table()) {
        let before = check_in_pieces("auto", &table, usize::MAX, 1);
        let rows = before.checked.refusals[0].clone();
        let mut refusals = Refusals::new(rows.iter().copied().map(Refusal::from));
        let mut out = Vec::new();
        refusals.push(table.as_bytes(), &mut out);
        refusals.finish(&mut out);
        let after = check_in_pieces("auto", &out, usize::MAX, 1);
        prop_assert_eq!(after.file().rows, rows.len() as u64);
        prop_assert_eq!(after.count(rollbook_rows::Code::ColumnUnknown), before.count(rollbook_rows::Code::ColumnUnknown));
    }

    #[test]
    fn r11_the_order_of_rows_never_matters(table in table()) {
        let mut lines: Vec<String> = table.lines().map(|line| format!("{line}\n")).collect();
        let forward = check_in_pieces("auto", lines.concat(), usize::MAX, 1);
        if let Some((_, rows)) = lines.split_first_mut() {
            rows.reverse();
        }
        let reversed = check_in_pieces("auto", lines.concat(), usize::MAX, 1);
        prop_assert_eq!(&forward.file().counts, &reversed.file().counts);
        prop_assert_eq!(forward.sums(), reversed.sums());
    }
}

#[test]
fn pushing_before_the_first_file_is_ignored() {
    let mut checker = Checker::new(ProfileChoice::Auto, 1, ());
    checker.push(b"email\n");
    let report = checker.finish().report;
    assert!(report.files.is_empty() && report.ok);
}
