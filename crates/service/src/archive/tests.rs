use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

const USERS: &[u8] = b"import_id,first_name\r\n7,Ada\r\n";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a file");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

/// Replaces a text by another of its length wherever it stands.
fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to);
    }
    bytes
}

fn unpacked(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Code> {
    unpacked_within(ArchiveLimits::default(), bytes)
}

fn unpacked_within(limits: ArchiveLimits, bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Code> {
    let mut archive = Archive::open(Cursor::new(bytes), limits).map_err(|fault| fault.code)?;
    let mut files = Vec::new();
    for (number, name) in archive.names().into_iter().enumerate() {
        let mut content = Vec::new();
        let taken = archive.unpack(number, |bytes| {
            content.extend_from_slice(bytes);
            Ok::<(), ()>(())
        });
        match taken {
            Ok(()) => files.push((name, content)),
            Err(Failure::Zip(fault)) => return Err(fault.code),
            Err(Failure::Taker(())) => unreachable!("it takes everything"),
        }
    }
    Ok(files)
}

#[test]
fn r35_a_zip_gives_its_files_without_the_folder_and_what_systems_leave_in_it() {
    let bytes = zip(&[
        ("export/users.csv", USERS),
        ("export/.DS_Store", b"x"),
        ("__MACOSX/export/._users.csv", b"x"),
        ("export/roster.csv", b""),
    ]);
    let files = unpacked(&bytes).expect("a package");
    assert_eq!(
        files,
        [
            ("users.csv".to_owned(), USERS.to_vec()),
            ("roster.csv".to_owned(), Vec::new())
        ]
    );
}

#[test]
fn r35_paths_that_lead_elsewhere_are_refused() {
    for path in [
        "../users.csv",
        "a/../../users.csv",
        "/etc/users.csv",
        "C:users.csv",
        "a\\users.csv",
    ] {
        assert_eq!(
            unpacked(&zip(&[(path, USERS)])),
            Err(Code::ZipPath),
            "{path}"
        );
    }
    let two_folders = zip(&[("north/users.csv", USERS), ("south/roster.csv", USERS)]);
    assert_eq!(unpacked(&two_folders), Err(Code::ZipPath));
}

#[test]
fn r35_a_zip_in_a_zip_is_refused_by_its_name_and_by_its_bytes() {
    let inner = zip(&[("users.csv", USERS)]);
    assert_eq!(unpacked(&zip(&[("a.ZIP", USERS)])), Err(Code::ZipNested));
    assert_eq!(
        unpacked(&zip(&[("users.csv", &inner)])),
        Err(Code::ZipNested)
    );
}

#[test]
fn r35_more_than_hundredfold_compression_is_refused() {
    let bomb = vec![b'a'; 8 * 1024 * 1024];
    assert_eq!(unpacked(&zip(&[("users.csv", &bomb)])), Err(Code::ZipBomb));
    let short = vec![b'a'; 900 * 1024];
    assert!(unpacked(&zip(&[("users.csv", &short)])).is_ok());
}

#[test]
fn r35_ten_thousand_files_are_refused() {
    let names: Vec<String> = (0..10_000).map(|number| format!("{number}.csv")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), USERS)).collect();
    assert_eq!(unpacked(&zip(&files)), Err(Code::ZipTooManyFiles));
    assert_eq!(unpacked(&zip(&files[..101])), Err(Code::ZipTooManyFiles));
    assert!(unpacked(&zip(&files[..100])).is_ok());
    assert_eq!(unpacked(&zip(&[])), Err(Code::ZipEmpty));
}

#[test]
fn r35_a_list_of_more_than_two_hundred_files_is_not_even_read() {
    let names: Vec<String> = (0..200)
        .map(|number| format!("__MACOSX/{number}"))
        .collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), USERS)).collect();
    files.push(("users.csv", USERS));
    assert_eq!(unpacked(&zip(&files)), Err(Code::ZipTooManyFiles));
    assert!(unpacked(&zip(&files[1..])).is_ok());
}

#[test]
fn r35_two_files_of_one_name_are_refused() {
    let alike = zip(&[("users.csv", USERS), ("Users.CSV", USERS)]);
    assert_eq!(unpacked(&alike), Err(Code::FileNameDuplicate));
    let same = patched(
        zip(&[("users.csv", USERS), ("users.cs2", USERS)]),
        b"users.cs2",
        b"users.csv",
    );
    assert_eq!(unpacked(&same), Err(Code::FileNameDuplicate));
}

#[test]
fn r35_a_locked_file_is_refused() {
    let mut bytes = zip(&[("users.csv", USERS)]);
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let place = memchr::memmem::find(&bytes, signature).expect("a header");
        bytes[place + flags] |= 1;
    }
    assert_eq!(unpacked(&bytes), Err(Code::ZipEncrypted));
}

#[test]
fn r35_a_broken_zip_is_refused() {
    let whole = zip(&[("users.csv", USERS)]);
    for length in [4, whole.len() / 2, whole.len() - 1] {
        assert_eq!(unpacked(&whole[..length]), Err(Code::ZipBroken), "{length}");
    }
    let place = memchr::memmem::find(&whole, b"users.csv").expect("a name") + 9;
    let mut changed = whole.clone();
    changed[place + 2] ^= 0xFF;
    assert_eq!(unpacked(&changed), Err(Code::ZipBroken));
}

#[test]
fn limits_are_as_they_are_set() {
    let bytes = zip(&[("users.csv", USERS), ("roster.csv", USERS)]);
    let most = |change: fn(&mut ArchiveLimits)| {
        let mut limits = ArchiveLimits::default();
        change(&mut limits);
        unpacked_within(limits, &bytes).map(|files| files.len())
    };
    assert_eq!(most(|limits| limits.files = 2), Ok(2));
    assert_eq!(most(|limits| limits.files = 1), Err(Code::ZipTooManyFiles));
    let both = 2 * USERS.len() as u64;
    assert_eq!(both, 58);
    assert_eq!(most(|limits| limits.unpacked_bytes = 58), Ok(2));
    assert_eq!(
        most(|limits| limits.unpacked_bytes = 57),
        Err(Code::ZipBomb)
    );
    let zeros = vec![b'\n'; 2 * 1024 * 1024];
    let bytes = zip(&[("users.csv", &zeros)]);
    let limits = ArchiveLimits {
        ratio: 10_000,
        ..ArchiveLimits::default()
    };
    assert_eq!(unpacked(&bytes), Err(Code::ZipBomb));
    assert!(unpacked_within(limits, &bytes).is_ok());
}
