//! Picking, mending and giving back rows.

mod support;

use rollbook_rows::Field;
use rollbook_rows::rewrite::{Edit, EditedColumn, Mender, Picker, Refusal, Refusals};
use support::check;

fn refused(content: &str, piece: usize) -> String {
    let rows = check("auto", content).checked.refusals.remove(0);
    let mut refusals = Refusals::new(rows.into_iter().map(Refusal::from));
    let mut out = Vec::new();
    for bytes in content.as_bytes().chunks(piece) {
        refusals.push(bytes, &mut out);
    }
    refusals.finish(&mut out);
    String::from_utf8(out).unwrap_or_default()
}

fn mend(content: &str, edits: &[(u32, usize, &str)], without: &[u32], piece: usize) -> String {
    let edits = edits.iter().map(|(row, column, value)| Edit {
        row: *row,
        column: EditedColumn::Index(*column),
        value: (*value).to_owned(),
    });
    mend_with(content, Mender::new(edits, without.iter().copied()), piece)
}

fn mend_with(content: &str, mut mender: Mender, piece: usize) -> String {
    let mut out = Vec::new();
    for bytes in content.as_bytes().chunks(piece) {
        mender.push(bytes, &mut out);
    }
    mender.finish(&mut out);
    String::from_utf8(out).unwrap_or_default()
}

const PIECES: [usize; 4] = [1, 2, 7, usize::MAX];

#[test]
fn r17_refused_rows_come_back_with_their_columns_and_the_reason() {
    let content = "username;email;note\r\nana;ana@x;\r\n\r\nben;ben;\"a;b\"\r\ncarla;carla@x;\r\ndavid;;,\r\n";
    for piece in PIECES {
        let csv = refused(content, piece);
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines[0], "username,email,note,row,code,reason");
        assert!(
            lines[1].starts_with("ben,ben,a;b,4,email-malformed,"),
            "{csv}"
        );
        assert!(
            lines[2].starts_with("david,,\",\",6,email-missing,"),
            "{csv}"
        );
        assert_eq!(lines[3..], [""]);
    }
}

#[test]
fn r17_the_added_columns_are_ignored_on_reading_and_not_doubled() {
    let once = refused("email,user_id\na,17\n", usize::MAX);
    let outcome = check("benchprep", &once);
    assert_eq!(outcome.codes(), [(Some(2), "email-malformed")]);
    let twice = refused(&once, usize::MAX);
    assert_eq!(twice.lines().next(), Some("email,user_id,row,code,reason"));
    let mended = once.replacen("a,17", "a@x,17", 1);
    assert_eq!(check("benchprep", mended).sums(), (1, 1, 0));
}

#[test]
fn r17_formulas_are_guarded_and_the_guard_is_taken_off_again() {
    let csv = refused("email,username\n=a,-b\n+c,\"@d\"\n", usize::MAX);
    assert!(csv.contains("'=a,'-b,2,"), "{csv}");
    assert!(csv.contains("'+c,'@d,3,"), "{csv}");
    let mended = csv.replace("'=a", "a@x").replace("'+c", "c@x");
    let outcome = check("benchprep", mended);
    assert_eq!(outcome.cell(2, Field::Username), Some("-b"));
    assert_eq!(outcome.cell(3, Field::Username), Some("@d"));
}

#[test]
fn r17_surplus_fields_are_told_in_the_reason() {
    let csv = refused("email\na@x,left over,,more\n", usize::MAX);
    assert!(csv.contains("(surplus: left over, more)"), "{csv}");
    assert!(
        csv.starts_with("email,row,code,reason\r\na@x,2,too-many-fields,"),
        "{csv}"
    );
}

#[test]
fn r17_a_byte_order_mark_stays() {
    assert!(refused("\u{FEFF}email\nx\n", 1).starts_with("\u{FEFF}email,row"));
}

#[test]
fn mending_changes_the_cells_and_no_other_byte() {
    let content = "\u{FEFF}email;user_id\r\nana@x ;17\r\n\r\n\"ben\"@x;18\r\n\"carla@x\";19";
    for piece in PIECES {
        assert_eq!(mend(content, &[], &[], piece), content);
        let mended = mend(content, &[(2, 0, "ana;b@x"), (5, 1, "20")], &[], piece);
        assert_eq!(
            mended,
            "\u{FEFF}email;user_id\r\n\"ana;b@x\";17\r\n\r\n\"ben\"@x;18\r\ncarla@x;20"
        );
    }
}

#[test]
fn mending_leaves_an_empty_line_for_each_row_left_out() {
    for (end, piece) in ["\n", "\r\n", "\r"]
        .iter()
        .flat_map(|end| PIECES.map(|piece| (end, piece)))
    {
        let content = format!("email{end}a@x{end}\"b\nb\"{end}c@x{end}d@x{end}");
        let mended = mend(&content, &[(4, 0, "C@x")], &[2, 3, 5], piece);
        assert_eq!(
            mended,
            format!("email{end}{end}{end}C@x{end}{end}"),
            "{end:?} in pieces of {piece}"
        );
    }
}

#[test]
fn mending_never_changes_the_number_of_a_row() {
    let content = "email\r\na@x\r\n\r\nb@x\r\n\"c\r\nc\"\r\nd@x\r\ne@";
    let kept = |content: &str| {
        let outcome = check("benchprep", content);
        let rows = outcome.checked.sink.rows.iter();
        rows.map(|(row, cells)| (*row, cells[0].clone().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let of = |row: u32, email: &str| (row, email.to_owned());
    assert_eq!(kept(content), [of(2, "a@x"), of(4, "b@x"), of(6, "d@x")]);
    for piece in PIECES {
        let mended = mend(content, &[(6, 0, "D@x")], &[2, 5, 7], piece);
        assert_eq!(kept(&mended), [of(4, "b@x"), of(6, "D@x")], "{mended:?}");
    }
}

#[test]
fn mending_finds_columns_by_name_and_adds_missing_cells() {
    let edits = |name: &str| Edit {
        row: 2,
        column: EditedColumn::Name(name.to_owned()),
        value: "17".to_owned(),
    };
    let content = "email,User ID,x\na@x\n";
    assert_eq!(
        mend_with(content, Mender::new([edits("user_id")], []), 3),
        "email,User ID,x\na@x,17\n"
    );
    assert_eq!(
        mend_with(content, Mender::new([edits("nothing")], []), 3),
        "email,User ID,x\na@x\n"
    );
}

#[test]
fn mending_passes_records_that_are_too_long_through() {
    let long = format!("email,note\na@x,{}\nb@x,\n", "n".repeat(3 << 20));
    for piece in [10_000, usize::MAX] {
        assert!(mend(&long, &[(2, 0, "z@x"), (3, 0, "c@x")], &[], piece).ends_with("nn\nc@x,\n"));
        assert!(mend(&long, &[(2, 0, "z@x")], &[], piece).starts_with("email,note\na@x,nn"));
        assert_eq!(mend(&long, &[], &[2], piece), "email,note\n\nb@x,\n");
    }
}

#[test]
fn picked_rows_are_as_they_stand_in_the_file() {
    for piece in PIECES {
        let mut picker = Picker::new([4, 2, 9]);
        for bytes in "\nemail;note\n\" a@x\";\"'=1\n2\"\n;\n"
            .as_bytes()
            .chunks(piece)
        {
            picker.push(bytes);
        }
        let picked = picker.finish();
        let header = picked.header.expect("a header");
        assert_eq!(
            (header.row, header.cells),
            (2, vec!["email".to_owned(), "note".to_owned()])
        );
        assert_eq!(picked.delimiter, b';');
        let rows: Vec<(u32, &[String])> = picked
            .rows
            .iter()
            .map(|row| (row.row, row.cells.as_slice()))
            .collect();
        assert_eq!(rows[0].0, 2);
        assert_eq!(rows[1], (4, [String::new(), String::new()].as_slice()));
        assert_eq!(rows.len(), 2);
    }
}
