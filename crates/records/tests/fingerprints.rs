//! Fingerprints tell in one comparison whether an import changes an account, so they must be the
//! same whichever way they are made, and stay what they are: books hold them.

use proptest::prelude::*;
use rollbook_domain::{Column, Profile};
use rollbook_records::{Blind, Blinding, RootKeys};

fn blinding() -> Blinding {
    Blinding::new(&RootKeys::derive(&[7; 32].into()))
}

/// By a hasher that is fed piece by piece, as the first books were written.
fn by_pieces(profile: &Profile) -> Blind {
    let keys = RootKeys::derive(&[7; 32].into());
    let mut hasher = blake3::Hasher::new_keyed(&keys.blind);
    hasher.update(&[0x80]);
    for (column, value) in profile.columns() {
        let is_student = column == Column::UserType && value == "S";
        if column != Column::UserId && !is_student {
            hasher.update(&[column as u8]);
            hasher.update(&(value.len() as u64).to_le_bytes());
            hasher.update(value.as_bytes());
        }
    }
    let mut blind = [0; 16];
    blind.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    blind
}

/// A cell: often blank, sometimes longer than what is hashed in one go.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => Just("S".to_owned()),
        5 => "\\PC{1,24}",
        1 => "[a-z]{400,1300}",
    ]
}

proptest! {
    #[test]
    fn r27_a_row_has_the_fingerprint_of_the_profile_it_makes(
        cells in prop::collection::vec(cell(), Column::ALL.len()),
    ) {
        let mut profile = Profile::default();
        for (column, value) in Column::ALL.into_iter().zip(&cells) {
            profile.set(column, value);
        }
        let row = Column::ALL.into_iter().zip(cells.iter().map(String::as_str));
        prop_assert_eq!(blinding().fingerprint_of(row), by_pieces(&profile));
        prop_assert_eq!(blinding().fingerprint(&profile), by_pieces(&profile));
    }
}

#[test]
fn r23_a_fingerprint_tells_every_column_but_the_number_and_a_students_type() {
    let fingerprint =
        |columns: &[(Column, &str)]| blinding().fingerprint_of(columns.iter().copied());
    let base = fingerprint(&[(Column::Email, "ann@school.example")]);
    let with =
        |column, value| fingerprint(&[(Column::Email, "ann@school.example"), (column, value)]);
    assert_eq!(with(Column::UserId, "17"), base);
    assert_eq!(with(Column::UserType, "S"), base);
    assert_ne!(with(Column::UserType, "T"), base);
    assert_ne!(with(Column::Suffix, "Jr."), with(Column::Nickname, "Jr."));
    assert_ne!(fingerprint(&[(Column::Email, "bob@school.example")]), base);
}

#[test]
fn r34_a_class_and_an_institution_of_one_external_id_have_hashes_of_their_own() {
    let blinding = blinding();
    let class = blinding.class_import_id("107");
    assert_ne!(class, blinding.institution_import_id("107"));
    assert_eq!(class, blinding.class_import_id(" 107 "));
    assert_ne!(blinding.class_import_id("a"), blinding.class_import_id("A"));
}
