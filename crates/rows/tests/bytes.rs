//! Encodings, delimiters, line ends, quotation marks and sizes.

mod support;

use rollbook_rows::{Code, Field};
use support::{check, check_in_pieces};

#[test]
fn delimiters_are_recognised_with_a_note() {
    for (delimiter, noted) in [(",", false), (";", true), ("\t", true)] {
        let content = format!("email{delimiter}user_id\r\nana@x{delimiter}17\r\n");
        let outcome = check("benchprep", content);
        assert_eq!(outcome.cell(2, Field::UserId), Some("17"));
        assert_eq!(outcome.count(Code::DelimiterDetected) == 1, noted);
    }
}

#[test]
fn line_ends_of_every_kind_are_counted_alike() {
    for end in ["\n", "\r\n", "\r"] {
        let content = format!("email{end}{end}ana@x{end}\"ben\"@x{end}{end}c@x");
        for piece in [1, 2, 3, 100] {
            let outcome = check_in_pieces("benchprep", &content, piece, 5);
            assert_eq!(outcome.effective(), [3, 6], "{end:?} in pieces of {piece}");
            assert_eq!(
                outcome.codes(),
                [
                    (Some(2), "row-blank"),
                    (Some(4), "quote-stray"),
                    (Some(5), "row-blank")
                ]
            );
        }
    }
}

#[test]
fn a_quoted_line_break_does_not_count_as_a_row() {
    let outcome = check(
        "benchprep",
        "email,note\n\"ana@x\",\"one\r\ntwo\nthree\"\nben,\n",
    );
    assert_eq!(
        outcome.codes(),
        [(Some(1), "column-unknown"), (Some(3), "email-malformed")]
    );
}

#[test]
fn marks_that_a_parser_would_repair_refuse_the_row() {
    for stray in [
        "a@x,O\"Brien",
        "\"a\"@x,b",
        "a@x,\"b\"c",
        "a@x, \"b\"",
        "a@x,\"b\" \"",
        "a@x,b\"",
    ] {
        for piece in [1, 5, 100] {
            let outcome = check_in_pieces(
                "benchprep",
                format!("email,username\n{stray}\nc@x,\n"),
                piece,
                1,
            );
            assert_eq!(outcome.codes(), [(Some(2), "quote-stray")], "{stray}");
            assert_eq!(outcome.effective(), [3], "{stray}");
        }
    }
    for fine in [
        "\"a@x\",\"O\"\"Brien\"",
        "a@x,\"\"",
        "a@x,\"\"\"\"",
        "\"a@x\" ,b",
        "a@x,\"b,c\"",
    ] {
        let outcome = check("benchprep", format!("email,username\n{fine}\n"));
        assert_eq!(outcome.count(Code::QuoteStray), 0, "{fine}");
        assert_eq!(outcome.effective(), [2], "{fine}");
    }
}

#[test]
fn an_unclosed_mark_refuses_what_it_swallows() {
    let outcome = check("benchprep", "email,username\na@x,\"a\nb@x,b\nc@x,c\n");
    assert_eq!(outcome.codes(), [(Some(2), "quote-unclosed")]);
    assert_eq!(outcome.sums(), (1, 0, 1));
}

#[test]
fn nul_bytes_are_data_and_refused() {
    let outcome = check("benchprep", "email,username\na@x,\0\nb\0@x,b\n\0\nc@x,c\n");
    assert_eq!(outcome.count(Code::ControlCharacter), 3);
    assert_eq!(outcome.effective(), [5]);
}

#[test]
fn other_encodings_are_named_and_make_the_file_unreadable() {
    let utf16: Vec<u8> = "email\nana@x\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (bytes, word) in [
        (utf16, "UTF-16"),
        (b"email\njos\xE9@x\n".to_vec(), "Windows-1252"),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec(), "a picture"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF\0".to_vec(), "a picture"),
        (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), "a PDF"),
        (
            b"\x1F\x8B\x08\0\0\0\0\0\0\x03email\n".to_vec(),
            "a gzip archive",
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0".to_vec(),
            "an old workbook",
        ),
    ] {
        for piece in [1, 100] {
            let outcome = check_in_pieces("benchprep", &bytes, piece, 1);
            assert!(outcome.checked.report.unreadable());
            assert_eq!(outcome.count(Code::NotUtf8), 1);
            let notice = &outcome.file().notices[0];
            assert!(notice.message.contains(word));
            // Others join the two as sentences, so only one of them says what to do.
            assert!(!notice.message.contains("save"), "{}", notice.message);
        }
    }
}

#[test]
fn a_fault_of_encoding_makes_the_rows_before_it_void() {
    let mut bytes = "email\n".to_owned() + &"ana@x\nben@x\n".repeat(20_000);
    bytes += "zoë@x";
    let outcome = check("benchprep", &bytes.as_bytes()[..bytes.len() - 3]);
    assert_eq!(outcome.sums(), (40_000, 0, 40_000));
    assert_eq!(outcome.codes(), [(Some(40_002), "not-utf8")]);
    assert!(outcome.checked.refusals[0].is_empty());
}

#[test]
fn a_second_byte_order_mark_is_a_character_like_any_other() {
    for piece in [1, 2, 4, 100] {
        let outcome = check_in_pieces("benchprep", "\u{FEFF}\u{FEFF}email\na@x\n", piece, 1);
        assert_eq!(outcome.codes(), [(Some(1), "column-near-miss")]);
        assert_eq!(outcome.effective(), [2]);
    }
}

#[test]
fn fields_and_records_have_a_longest_length() {
    let field = |bytes: usize| format!("email,note\na@x,{}\nb@x,\n", "n".repeat(bytes));
    assert_eq!(check("benchprep", field(32 * 1024)).effective(), [2, 3]);
    assert_eq!(check("benchprep", field(32 * 1024 + 1)).effective(), [3]);

    for bytes in [1 << 20, (1 << 20) + 70_000, 8 << 20] {
        for quote in ["", "\""] {
            for piece in [1000, 65_536, usize::MAX] {
                let content = format!(
                    "email,note\na@x,{quote}{}{quote}\nb@x,\n",
                    "n".repeat(bytes)
                );
                let outcome = check_in_pieces("benchprep", content, piece, 1);
                assert_eq!(
                    outcome.codes()[1..],
                    [(Some(2), "field-too-long")],
                    "{bytes} bytes in pieces of {piece}"
                );
                assert_eq!(outcome.effective(), [3]);
            }
        }
    }
}

#[test]
fn a_record_of_a_million_fields_is_bounded_too() {
    for piece in [4096, usize::MAX] {
        let content = format!("email\na@x{}\nb@x\n", ",".repeat(900_000));
        assert_eq!(
            check_in_pieces("benchprep", content, piece, 1).effective(),
            [2, 3]
        );
        let content = format!("email\na@x{}\nb@x\n", ",".repeat(5_000_000));
        assert_eq!(
            check_in_pieces("benchprep", content, piece, 1).effective(),
            [3]
        );
    }
}

#[test]
fn errors_are_kept_before_notes() {
    let mut content = "email\n".to_owned();
    for row in 0..rollbook_rows::MAX_NOTICES {
        content += &format!(" a{row}@x\n");
    }
    let outcome = check("benchprep", content + "broken\n");
    assert_eq!(outcome.file().notices.len(), rollbook_rows::MAX_NOTICES);
    assert_eq!(
        outcome.count(Code::SpacesTrimmed),
        rollbook_rows::MAX_NOTICES as u64
    );
    assert_eq!(
        outcome.file().notices.last().map(|notice| notice.code),
        Some(Code::EmailMalformed)
    );
}

#[test]
fn a_value_is_cut_between_characters() {
    let outcome = check("benchprep", format!("email\n{}\n", "é".repeat(500)));
    assert_eq!(outcome.file().notices[0].value, Some("é".repeat(80)));
}
