//! The C2SP texts: known answers, what is written is read, and a changed byte is found.

use std::error::Error;

use proptest::prelude::*;
use rollbook_proofs::note::{self, NoteError};
use rollbook_proofs::{
    BundleCut, Checkpoint, CheckpointError, Edge, LogProof, NotProven, ProofError, SigningKey,
    TileContent, TilePath, VerifyingKey, entries, leaf_hash, push_entry, tile_width,
};

type Outcome = Result<(), Box<dyn Error>>;

// The note and the keys are those of the tests of Go's note package.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SIGNS: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNED_BY_PETER: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const ORIGIN: &str = "rollbook/0198c0de-0000-7000-8000-000000000000";

fn key(seed: u8) -> SigningKey {
    SigningKey::new(ORIGIN, &[seed; 32]).expect("the name is a fitting one")
}

/// The signature line of our own key under Go's text.
fn our_signature() -> Result<String, NoteError> {
    let signed = note::sign(TEXT, &key(1))?;
    Ok(signed.replace(&format!("{TEXT}\n"), ""))
}

fn keys(of: &SigningKey) -> Vec<VerifyingKey> {
    vec![of.verifying_key().clone()]
}

const RECORDS: [&[u8]; 3] = [b"one", b"two", b"three"];

/// A proof of the second record.
fn proof() -> Result<LogProof, CheckpointError> {
    let mut edge = Edge::new();
    let leaves = RECORDS.map(leaf_hash);
    leaves.into_iter().for_each(|leaf| edge.append(leaf));
    let checkpoint = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 3,
        root: edge.root(),
    };
    Ok(LogProof {
        extra: None,
        index: 1,
        hashes: vec![leaves[0], leaves[2]],
        checkpoint: checkpoint.sign(&key(1))?,
    })
}

#[test]
fn r64_a_note_is_signed_as_go_signs_it() -> Outcome {
    let signed = note::sign(TEXT, &PETER_SIGNS.parse()?)?;
    assert_eq!(signed, format!("{TEXT}\n{SIGNED_BY_PETER}"));
    Ok(())
}

#[test]
fn r64_a_note_opens_with_each_key_that_signed_it() -> Outcome {
    let both = format!(
        "{TEXT}\n{SIGNED_BY_PETER}{}{SIGNED_BY_PETER}",
        our_signature()?
    );
    let peter: VerifyingKey = PETER.parse()?;
    let [ours, stranger] = [key(1), key(9)].map(|key| key.verifying_key().clone());
    let signers = |known: &[VerifyingKey]| {
        let opened = note::open(&both, known)?;
        assert_eq!(opened.text, TEXT);
        let names = opened.signed_by.iter().map(|key| key.name().to_owned());
        Ok::<_, NoteError>(names.collect::<Vec<_>>())
    };
    assert_eq!(signers(std::slice::from_ref(&peter))?, ["PeterNeumann"]);
    assert_eq!(signers(&[stranger.clone(), ours.clone()])?, [ORIGIN]);
    assert_eq!(
        signers(&[ours, stranger.clone(), peter])?,
        ["PeterNeumann", ORIGIN]
    );
    let expected = format!("`{ORIGIN}+{:08x}`", stranger.id());
    let Err(NoteError::UnknownSigner {
        expected: told,
        found,
    }) = signers(&[stranger])
    else {
        panic!("a note was opened that a stranger's key has not signed");
    };
    assert_eq!(told, expected);
    assert!(
        found.starts_with("`PeterNeumann+c74f20a3` or `rollbook/"),
        "{found}"
    );
    assert!(matches!(signers(&[]), Err(NoteError::UnknownSigner { .. })));
    Ok(())
}

#[test]
fn r64_a_known_key_whose_signature_does_not_fit_spoils_the_note() -> Outcome {
    let forged = SIGNED_BY_PETER.replace("x08go/ZJ", "x08go/ZK");
    let both = format!("{TEXT}\n{forged}{}", our_signature()?);
    let known = [key(1).verifying_key().clone(), PETER.parse()?];
    let name = "PeterNeumann".to_owned();
    assert_eq!(note::open(&both, &known), Err(NoteError::Forged { name }));
    let known = &known[..1];
    assert!(
        note::open(&both, known).is_ok(),
        "an unknown key's signature says nothing"
    );
    Ok(())
}

#[test]
fn r64_what_is_no_note_is_refused() -> Outcome {
    let known = [PETER.parse()?];
    let open = |text: &str| note::open(text, &known).map(|note| note.text.len());
    assert_eq!(open(TEXT), Err(NoteError::Unsigned));
    assert_eq!(open(&format!("{TEXT}\n")), Err(NoteError::Unsigned));
    assert_eq!(
        open(&format!("{TEXT}\n{}", SIGNED_BY_PETER.trim_end())),
        Err(NoteError::Unsigned)
    );
    assert_eq!(
        open(&format!("{TEXT}\r\n{SIGNED_BY_PETER}")),
        Err(NoteError::Text)
    );
    let third = NoteError::SignatureLine { line: 5 };
    for line in [
        "- a AAAAAAA=\n",
        "— a\n",
        "— a+b AAAAAAA=\n",
        "— a AAAA\n",
        "— a !\n",
        "—  AAAAAAA=\n",
    ] {
        assert_eq!(
            open(&format!("{TEXT}\n{SIGNED_BY_PETER}{line}")),
            Err(third.clone()),
            "{line}"
        );
    }
    let many = |count: usize| format!("{TEXT}\n{}", SIGNED_BY_PETER.repeat(count));
    assert!(open(&many(note::MAX_SIGNATURES)).is_ok());
    assert_eq!(
        open(&many(note::MAX_SIGNATURES + 1)),
        Err(NoteError::TooManySignatures)
    );
    for text in ["", "no newline", "a tab\t\n", "a null\0\n"] {
        assert_eq!(note::sign(text, &key(1)), Err(NoteError::Text), "{text:?}");
    }
    Ok(())
}

#[test]
fn r64_a_checkpoint_is_the_text_of_its_format() -> Outcome {
    let text =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let checkpoint: Checkpoint = text.parse()?;
    assert_eq!(checkpoint.origin, "example.com/behind-the-sofa");
    assert_eq!(checkpoint.size, 20_852_163);
    assert_eq!(checkpoint.to_string(), text);
    assert_eq!(
        format!("{text}more\n").parse::<Checkpoint>(),
        Ok(checkpoint)
    );
    let wrong = [
        text.trim_end(),
        &text.replace("2085", "02085"),
        &text.replace("2085", "+2085"),
        &text.replace("2I=", "2J="),
        &text.replace("CsUY", ""),
        &format!("{text}\n"),
        &format!("{text}\nmore\n"),
        &format!("\n{text}"),
        "a\n1\n",
    ];
    for text in wrong {
        assert_eq!(
            text.parse::<Checkpoint>(),
            Err(CheckpointError::Format),
            "{text:?}"
        );
    }
    Ok(())
}

#[test]
fn r64_a_checkpoint_is_believed_of_its_own_log_only() -> Outcome {
    let proof = proof()?;
    let checkpoint = Checkpoint::open(&proof.checkpoint, &keys(&key(1)))?;
    let other = SigningKey::new("other/log", &[1; 32])?;
    let origin = CheckpointError::Origin {
        origin: ORIGIN.to_owned(),
        signer: "other/log".to_owned(),
    };
    assert_eq!(checkpoint.sign(&other), Err(origin.clone()));
    let by_other = note::sign(&checkpoint.to_string(), &other)?;
    assert_eq!(Checkpoint::open(&by_other, &keys(&other)), Err(origin));
    let by_nobody_known = Checkpoint::open(&proof.checkpoint, &keys(&key(2)));
    assert!(matches!(
        by_nobody_known,
        Err(CheckpointError::Note(NoteError::UnknownSigner { .. }))
    ));
    Ok(())
}

#[test]
fn r64_a_proof_is_written_as_its_format_says() -> Outcome {
    let mut proof = proof()?;
    let hashes: Vec<_> = proof
        .to_string()
        .lines()
        .skip(2)
        .take(2)
        .map(str::to_owned)
        .collect();
    let expected = format!(
        "c2sp.org/tlog-proof@v1\nindex 1\n{}\n{}\n\n{}",
        hashes[0], hashes[1], proof.checkpoint
    );
    assert_eq!(proof.to_string(), expected);
    assert_eq!(proof.to_string().parse(), Ok(proof.clone()));
    proof.extra = Some(b"extra information".to_vec());
    let text = proof.to_string();
    assert_eq!(text.lines().nth(1), Some("extra ZXh0cmEgaW5mb3JtYXRpb24="));
    assert_eq!(text.parse(), Ok(proof.clone()));
    proof.verify(RECORDS[1], &keys(&key(1)))?;
    let alone = LogProof {
        extra: None,
        index: 0,
        hashes: Vec::new(),
        checkpoint: "c\n".to_owned(),
    };
    assert_eq!(alone.to_string(), "c2sp.org/tlog-proof@v1\nindex 0\n\nc\n");
    assert_eq!(alone.to_string().parse(), Ok(alone));
    Ok(())
}

#[test]
fn r64_a_proof_of_another_record_or_by_another_log_is_none() -> Outcome {
    let proof = proof()?;
    let known = keys(&key(1));
    assert_eq!(proof.verify(RECORDS[1], &known)?.size, 3);
    let not_proven = Err(ProofError::NotProven(NotProven::Root));
    assert_eq!(proof.verify(RECORDS[0], &known), not_proven);
    assert!(matches!(
        proof.verify(RECORDS[1], &keys(&key(2))),
        Err(ProofError::Checkpoint(_))
    ));
    Ok(())
}

#[test]
fn r64_what_is_no_proof_says_why() -> Outcome {
    let proof = proof()?;
    let text = proof.to_string();
    let reason = |text: &str| {
        let Err(error) = text.parse::<LogProof>() else {
            panic!("taken for a proof: {text}");
        };
        error.to_string()
    };
    assert!(reason(&text.replace("@v1", "@v2")).contains("first line"));
    assert!(reason(&text.replace("index 1", "index 01")).contains("index"));
    assert!(reason(&text.replace("index 1\n", "")).contains("index"));
    assert!(reason(&text.replace("\n\n", "\n")).contains("blank line"));
    assert!(reason(&text.replace("\nindex", "\nextra !\nindex")).contains("extra"));
    assert!(reason(&text.replace("=\n", "\n")).contains("hash"));
    Ok(())
}

#[test]
fn r64_paths_are_those_of_the_format() -> Outcome {
    let path = |content, index, width| TilePath {
        content,
        index,
        width,
    };
    let known = [
        ("tile/0/000", path(TileContent::Hashes(0), 0, 256)),
        (
            "tile/0/x001/x234/067",
            path(TileContent::Hashes(0), 1_234_067, 256),
        ),
        ("tile/2/x001/000.p/1", path(TileContent::Hashes(2), 1000, 1)),
        ("tile/63/999.p/255", path(TileContent::Hashes(63), 999, 255)),
        (
            "tile/entries/x018/x446/x744/x073/x709/x551/615",
            path(TileContent::Entries, u64::MAX, 256),
        ),
        ("tile/entries/012.p/34", path(TileContent::Entries, 12, 34)),
    ];
    for (text, path) in known {
        assert_eq!(text.parse(), Ok(path), "{text}");
        assert_eq!(path.to_string(), text);
    }
    let wrong = [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/x001/x000/",
        "tile/0/x00a/000",
        "tile/0/+01",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "/tile/0/000",
        "tile/Entries/000",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/x001//000",
    ];
    for text in wrong {
        assert!(text.parse::<TilePath>().is_err(), "{text}");
    }
    Ok(())
}

#[test]
fn r64_a_tree_of_70000_has_the_tiles_of_the_formats_example() {
    let widths = |level, indexes: [u64; 3]| indexes.map(|index| tile_width(level, index, 70_000));
    assert_eq!(widths(0, [272, 273, 274]), [256, 112, 0]);
    assert_eq!(widths(1, [0, 1, 2]), [256, 17, 0]);
    assert_eq!(widths(2, [0, 1, u64::MAX]), [1, 0, 0]);
    assert_eq!(tile_width(63, 0, u64::MAX), 0);
    assert_eq!((tile_width(0, 0, 256), tile_width(1, 0, 256)), (256, 1));
}

#[test]
fn r64_a_bundle_gives_its_records_back_or_says_where_it_is_cut() -> Outcome {
    let records = [b"one".to_vec(), Vec::new(), vec![7; 65_535]];
    let mut bundle = Vec::new();
    for record in &records {
        push_entry(&mut bundle, record)?;
    }
    assert_eq!(bundle[..5], *b"\0\x03one");
    let read: Result<Vec<_>, _> = entries(&bundle).collect();
    assert_eq!(read?, records);
    assert!(push_entry(&mut bundle, &[0; 65_536]).is_err());
    for (length, entry) in [(1, 0), (4, 0), (6, 1), (bundle.len() - 1, 2)] {
        let last = entries(&bundle[..length]).last();
        assert_eq!(last, Some(Err(BundleCut { entry })), "{length} bytes");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn r64_any_changed_byte_of_a_signed_checkpoint_is_found(place: prop::sample::Index, byte: u8) {
        let proof = proof().expect("a proof can be made");
        let mut bytes = proof.checkpoint.clone().into_bytes();
        let at = place.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert!(Checkpoint::open(&changed, &keys(&key(1))).is_err(), "{changed}");
        }
    }

    #[test]
    fn r64_any_changed_byte_of_a_proof_is_found(place: prop::sample::Index, byte: u8) {
        let proof = proof().expect("a proof can be made");
        let mut bytes = proof.to_string().into_bytes();
        let at = place.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        let parsed = String::from_utf8(bytes).ok().and_then(|text| text.parse::<LogProof>().ok());
        if let Some(changed) = parsed {
            prop_assert!(changed.verify(RECORDS[1], &keys(&key(1))).is_err());
        }
    }

    #[test]
    fn r64_paths_come_back_as_they_were(level in 0..64_u8, index: u64, width in 1..=256_usize, bundle: bool) {
        let content = if bundle { TileContent::Entries } else { TileContent::Hashes(level) };
        let path = TilePath { content, index, width };
        prop_assert_eq!(path.to_string().parse(), Ok(path));
    }

    #[test]
    fn r64_any_text_is_read_without_a_panic(text: String, bytes: Vec<u8>) {
        let _ = text.parse::<VerifyingKey>();
        let _ = text.parse::<SigningKey>();
        let _ = text.parse::<Checkpoint>();
        let _ = text.parse::<LogProof>();
        let _ = text.parse::<TilePath>();
        let _ = note::open(&text, &[]);
        entries(&bytes).for_each(drop);
    }
}
