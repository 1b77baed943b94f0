//! The bytes of every kind of record, once with everything filled and once with nothing that may be
//! absent; of kinds that have grown, once more with what was added. A ledger is kept for decades: what was written once must read the same for ever.
//!
//! A kind without a golden gets one by `UPDATE_GOLDENS=1 cargo test -p rollbook-records`; one that
//! is there is never overwritten.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod examples;

use std::fs;
use std::path::PathBuf;

use examples::{Extent, KEY};
use rollbook_domain::{Change, Column, Profile};
use rollbook_records::{
    Body, Envelope, Header, Kind, Record, Sealed, open_activity, open_changes, open_class_details,
    open_exceptions, open_profile, open_text, seal_exceptions,
};

fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/records"
    ))
}

fn path(kind: Kind, extent: Extent) -> PathBuf {
    folder().join(format!("{}.{}.cbor.hex", kind.name(), extent.name()))
}

/// Thirty-two bytes a line, so that a difference can be read.
fn to_hex(bytes: &[u8]) -> String {
    let line = |bytes: &[u8]| -> String {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        digits + "\n"
    };
    bytes.chunks(32).map(line).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).unwrap();
        u8::from_str_radix(pair, 16).unwrap()
    };
    digits.chunks(2).map(byte).collect()
}

fn read(kind: Kind, extent: Extent) -> Record {
    let text = fs::read_to_string(path(kind, extent)).unwrap();
    Record::decode(&from_hex(&text)).unwrap()
}

#[test]
fn an_envelope_says_what_its_record_says() {
    for &kind in Kind::ALL {
        for &extent in examples::extents(kind) {
            let bytes = from_hex(&fs::read_to_string(path(kind, extent)).unwrap());
            let (record, envelope) = (read(kind, extent), Envelope::decode(&bytes).unwrap());
            assert_eq!(envelope.kind, kind);
            assert_eq!(envelope.account, record.account);
            assert_eq!(envelope.institution, record.institution);
            match (record.header, envelope.unit) {
                (Header::Behind(behind), None) => assert_eq!(envelope.behind, behind),
                (Header::Own(unit), Some(read)) => {
                    assert_eq!(envelope.behind, 0);
                    assert_eq!(read.channel, unit.channel);
                    assert_eq!(read.actor, unit.actor);
                    assert_eq!(read.actor_name, unit.actor_name.as_bytes());
                    let reason = unit.reason.as_ref().map(Sealed::as_bytes);
                    assert_eq!(read.reason, reason);
                }
                (header, unit) => panic!("{header:?} became {unit:?}"),
            }
        }
    }
}

#[test]
fn every_kind_is_written_as_its_golden_and_read_back_the_same() {
    for &kind in Kind::ALL {
        for &extent in examples::extents(kind) {
            let record = examples::record(kind, extent);
            let bytes = record.encode();
            assert_eq!(record.body.kind(), kind, "the example is of another kind");
            assert_eq!(Record::decode(&bytes).unwrap(), record, "{}", kind.name());

            let path = path(kind, extent);
            if !path.exists() && std::env::var_os("UPDATE_GOLDENS").is_some() {
                fs::write(&path, to_hex(&bytes)).unwrap();
            }
            let golden = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(to_hex(&bytes), golden, "{}", path.display());
        }
    }
}

/// Also those of versions and kinds that are no longer written.
#[test]
fn every_golden_ever_written_stays_readable() {
    let mut read = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let record = Record::decode(&from_hex(&fs::read_to_string(&path).unwrap()))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(name.split('.').next(), Some(record.body.kind().name()));
        read += 1;
    }
    let written: usize = Kind::ALL
        .iter()
        .map(|kind| examples::extents(*kind).len())
        .sum();
    assert!(read >= written);
}

/// What was sealed decades ago must open, too.
#[test]
fn what_the_goldens_sealed_opens() {
    let Body::AccountCreated(created) = read(Kind::AccountCreated, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    assert!(open_profile(&KEY.into(), &created.profile).unwrap() == examples::profile());

    let Body::AccountCreated(created) = read(Kind::AccountCreated, Extent::Minimal).body else {
        panic!("the golden is of another kind");
    };
    assert!(open_profile(&KEY.into(), &created.profile).unwrap() == Profile::default());

    let Body::ProfileChanged(changed) = read(Kind::ProfileChanged, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    let married = Change {
        column: Column::LastName,
        old: Some("Łukasz".to_owned()),
        new: Some("Nguyễn".to_owned()),
    };
    assert!(open_changes(&KEY.into(), &changed.changes).unwrap()[0] == married);

    let Body::GroupAdded(group) = read(Kind::GroupAdded, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    assert_eq!(
        open_text(&KEY.into(), &group.name).unwrap(),
        "Algebra I (Ms. O’Neill)"
    );

    let Body::ActivityRecorded(activity) = read(Kind::ActivityRecorded, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    assert!(open_activity(&KEY.into(), &activity.report).unwrap() == examples::report());

    let Body::ClassAdded(class) = read(Kind::ClassAdded, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    assert!(open_class_details(&KEY.into(), &class.details).unwrap() == examples::class());

    let Body::BatchRecorded(batch) = read(Kind::BatchRecorded, Extent::GrownYetAgain).body else {
        panic!("the golden is of another kind");
    };
    assert_eq!(
        open_exceptions(&KEY.into(), &batch.exceptions.unwrap()).unwrap(),
        examples::exceptions()
    );
}

/// A record has no room for as many as a reversal may keep.
#[test]
fn r52_exceptions_are_sealed_from_the_first_on_as_far_as_there_is_room() {
    let sealed = |room| {
        let exceptions = examples::exceptions().into_iter();
        open_exceptions(
            &KEY.into(),
            &seal_exceptions(&KEY.into(), [9; 12], exceptions, room),
        )
    };
    assert_eq!(sealed(120).unwrap(), examples::exceptions()[..1]);
    assert_eq!(sealed(0).unwrap(), []);
}

/// What a later version may write, an earlier example has not: it reads as none of it.
#[test]
fn what_was_added_later_is_none_in_what_was_written_before() {
    let Body::BatchRecorded(batch) = read(Kind::BatchRecorded, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    assert_eq!((batch.effects.refused, batch.effects.add_class), (12, 0));
    assert_eq!(batch.exceptions, None);
    let Body::GroupJoined(membership) = read(Kind::GroupJoined, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    assert_eq!(membership.role, None);
    let Body::InstitutionAdded(added) = read(Kind::InstitutionAdded, Extent::Full).body else {
        panic!("the golden is of another kind");
    };
    assert_eq!(added.parent, None);
}
