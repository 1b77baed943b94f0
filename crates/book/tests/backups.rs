//! What a copy of the book and its keys holds, and what it must not.

mod support;

use rollbook_book::{Book, BookError, KeyFile};
use rollbook_records::{KeyId, Keyring};
use support::{Stage, id, key_file};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// As a machine leaves it that stops between the commit of a deletion and the end of the key.
#[test]
fn r42_a_key_that_waits_for_its_destruction_is_not_backed_up() {
    let mut stage = Stage::set();
    stage.add_account(1);
    stage.add_account(2);
    let [deleted, living] = [1, 2].map(|number| KeyId(id(number)));
    let keys = [(deleted, 10), (living, 20)].map(|(id, byte)| (id, Zeroizing::new([byte; 32])));
    key_file(&stage).create(&keys).expect("created");
    stage.delete(1);
    assert_eq!(stage.read(|reads| reads.pending_destructions()), [deleted]);

    let copy = TempDir::new().expect("a directory");
    let (book, keys) = (copy.path().join("book"), copy.path().join("keys"));
    for directory in [&book, &keys] {
        std::fs::create_dir(directory).expect("made");
    }
    let backed_up = stage
        .book
        .back_up::<BookError>(&book, &keys, |_| Ok(()), &mut |_, _| {});
    backed_up.expect("backed up");
    let copied = KeyFile::open(&keys).expect("a keyring").ids();
    assert_eq!(copied.expect("read"), [living]);
    let bytes = std::fs::read(keys.join(KeyFile::FILE)).expect("read");
    let holds = |byte: u8| bytes.windows(32).any(|window| window == [byte; 32]);
    assert_eq!((holds(10), holds(20)), (false, true));
    let copied = Book::open(&book).expect("a book");
    let pending = copied.read(|reads| reads.pending_destructions());
    assert_eq!(pending.expect("read"), []);

    // The ledger itself still has both, and knows that one must go.
    assert_eq!(key_file(&stage).ids().expect("read"), [deleted, living]);
    assert_eq!(stage.read(|reads| reads.pending_destructions()), [deleted]);
}
