//! What is done to a log is found and located, one deed after another.

mod grown;
mod stored;

use rollbook_proofs::{Evidence, FaultKind, HASH_BYTES, MAX_FAULTS, SigningKey, leaf_hash};
use stored::{Log, ORIGIN, record};

/// The sizes of checkpoints to judge a log of 1,000 by: all in one, and some between.
const CHECKPOINTS: [&[usize]; 3] = [
    &[1000],
    &[300, 512, 700, 1000],
    &[1, 255, 256, 257, 999, 1000],
];

/// Does the same to a log under each set of checkpoints.
#[track_caller]
fn check(deed: impl Fn(&mut Log), expected: &[(FaultKind, u64)]) {
    for checkpoints in CHECKPOINTS {
        let mut log = Log::new(1000, checkpoints);
        deed(&mut log);
        log.check(expected);
    }
}

use FaultKind::{Cut, Edited, Inserted, Moved, Removed, Rewritten, Swapped, Tile, Unsigned};

#[test]
fn r64_an_untouched_log_has_no_fault() {
    check(|_| {}, &[]);
    Log::new(0, &[]).check(&[]);
    Log::new(0, &[0]).check(&[]);
    for size in [1, 2, 255, 256, 257, 65_535, 65_536, 65_537] {
        Log::new(size, &[size]).check(&[]);
    }
}

#[test]
fn r64_an_edited_record_is_found() {
    for place in [0, 1, 254, 255, 256, 299, 300, 511, 700, 767, 768, 998, 999] {
        check(
            |log| log.records[place].1[3] ^= 1,
            &[(Edited, place as u64)],
        );
    }
    check(
        |log| {
            [7, 8, 300, 999]
                .iter()
                .for_each(|place| log.records[*place].1.push(0))
        },
        &[(Edited, 7), (Edited, 8), (Edited, 300), (Edited, 999)],
    );
}

#[test]
fn r64_a_swapped_pair_is_found() {
    for (one, other) in [
        (0, 1),
        (10, 12),
        (255, 256),
        (298, 301),
        (3, 900),
        (998, 999),
        (0, 999),
    ] {
        check(|log| log.swap(one, other), &[(Swapped, one as u64)]);
    }
}

#[test]
fn r64_an_inserted_record_is_found() {
    for place in [0, 1, 255, 256, 300, 511, 998, 999] {
        let insert = |log: &mut Log| {
            log.records.insert(place, (0, b"put in".to_vec()));
            log.renumber();
        };
        check(insert, &[(Inserted, place as u64)]);
    }
    let many = |log: &mut Log| {
        let records = (0..300).map(|number| (0, format!("put in {number}").into_bytes()));
        log.records.splice(400..400, records);
        log.renumber();
    };
    let found: Vec<_> = (400..700).map(|place| (Inserted, place)).collect();
    check(many, &found);
}

#[test]
fn r64_a_removed_record_is_found_renumbered_or_not() {
    for place in [0, 1, 255, 256, 300, 511, 998] {
        let remove = |log: &mut Log| drop(log.records.remove(place));
        check(remove, &[(Removed, place as u64)]);
        let renumbered = |log: &mut Log| {
            log.records.remove(place);
            log.renumber();
        };
        check(renumbered, &[(Removed, place as u64)]);
    }
    let found: Vec<_> = (200..500).map(|place| (Removed, place)).collect();
    check(|log| drop(log.records.drain(200..500)), &found);
}

#[test]
fn r64_a_moved_record_is_found() {
    let forwards = |log: &mut Log| {
        let (_, record) = log.records.remove(100);
        log.records.insert(130, (0, record));
        log.renumber();
    };
    check(forwards, &[(Moved, 130)]);
}

#[test]
fn r64_a_cut_tail_is_found() {
    for length in [0, 1, 255, 256, 257, 300, 512, 999] {
        check(|log| log.records.truncate(length), &[(Cut, length as u64)]);
    }
    let edited_too = |log: &mut Log| {
        log.records.truncate(600);
        log.records[5].1.clear();
    };
    check(edited_too, &[(Edited, 5), (Cut, 600)]);
    let mut log = Log::new(1000, &[1000]);
    edited_too(&mut log);
    let message = &log.verdict().faults[0].message;
    assert_eq!(message, "the record 5 was changed after it was recorded");
}

#[test]
fn r64_a_tail_cut_with_its_checkpoint_is_told_by_its_tiles() {
    let mut log = Log::new(1000, &[300, 700]);
    log.records.truncate(700);
    log.check_with_tiles(&[(Cut, 700)]);
    log = Log::new(1000, &[512]);
    log.records.truncate(512);
    log.check_with_tiles(&[(Cut, 512)]);
}

#[test]
fn r64_records_behind_the_last_checkpoint_are_unsigned() {
    for added in [1, 2, 300] {
        let behind = |log: &mut Log| {
            log.records
                .extend((0..added).map(|number| (1000 + number, record(number))));
        };
        check(behind, &[(Unsigned, 1000)]);
        let tiles_too = |log: &mut Log| {
            behind(log);
            log.rewrite_tiles();
        };
        check(tiles_too, &[(Unsigned, 1000)]);
    }
    Log::new(5, &[]).check(&[(Unsigned, 0)]);
}

#[test]
fn r64_a_changed_tile_is_found_and_no_record_is_blamed() {
    let places = [
        (0, 0, 0),
        (0, 1, 100),
        (0, 2, 255),
        (0, 3, 0),
        (0, 3, 231),
        (1, 0, 0),
        (1, 0, 2),
    ];
    for (level, index, hash) in places {
        let change = |log: &mut Log| log.tile(level, index)[hash * HASH_BYTES + 9] ^= 1;
        check(change, &[(Tile, index * 256)]);
    }
    check(|log| log.tile(0, 1).truncate(40), &[(Tile, 256)]);
    check(|log| log.tile(0, 3).clear(), &[(Tile, 768)]);
    check(|log| drop(log.store.0.remove(&(0, 2))), &[(Tile, 512)]);
    check(|log| drop(log.store.0.remove(&(1, 0))), &[(Tile, 0)]);
    check(|log| log.tile(0, 1).fill(0), &[(Tile, 256)]);
    check(|log| log.tile(0, 2).push(0), &[(Tile, 512)]);
}

#[test]
fn r64_changed_records_and_tiles_are_told_apart() {
    let both = |log: &mut Log| {
        log.tile(0, 0)[0] ^= 1;
        log.records[600].1.push(1);
    };
    check(both, &[(Tile, 0), (Edited, 600)]);

    // The records that are held back at the first checkpoint count for the second one.
    let mut log = Log::new(1000, &[100, 1000]);
    log.records[95].1.push(1);
    log.tile(0, 1)[0] ^= 1;
    log.check(&[(Edited, 95), (Tile, 256)]);
}

#[test]
fn r64_a_record_under_a_tile_that_is_wrong_too_is_found_as_one_of_its_run() {
    let mut log = Log::new(1000, &[1000]);
    log.tile(0, 1)[0] ^= 1;
    log.records[300].1.push(1);
    log.check(&[(Tile, 256), (Rewritten, 256)]);
}

#[test]
fn r64_a_record_changed_together_with_its_leaf_hash_is_found() {
    let deed = |log: &mut Log| {
        log.records[300].1.push(1);
        let leaf = leaf_hash(&log.records[300].1);
        log.tile(0, 1)[44 * HASH_BYTES..45 * HASH_BYTES].copy_from_slice(&leaf);
    };
    let mut log = Log::new(1000, &[1000]);
    deed(&mut log);
    log.check(&[(Rewritten, 256)]);
    let mut log = Log::new(1000, &[300, 700, 1000]);
    deed(&mut log);
    log.check(&[(Rewritten, 300)]);
}

#[test]
fn r64_a_history_rewritten_with_all_its_tiles_is_found_between_two_checkpoints() {
    let rewrite = |log: &mut Log| {
        log.records[600].1.push(1);
        log.rewrite_tiles();
    };
    for (checkpoints, expected) in [([700, 1000], 0), ([512, 1000], 512), ([600, 601], 600)] {
        let mut log = Log::new(1000, &checkpoints);
        rewrite(&mut log);
        let faults = log.verdict().faults;
        assert_eq!(
            (faults[0].kind, faults[0].position),
            (Rewritten, Some(expected)),
            "{faults:?}"
        );
    }
}

#[test]
fn r64_without_tiles_a_fault_is_found_between_two_checkpoints() {
    let mut log = Log::new(1000, &[300, 700, 1000]);
    log.records[600].1.push(1);
    let faults = log.held_against(log.evidence()).faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!((faults[0].kind, faults[0].position), (Rewritten, Some(300)));
    assert!(faults[0].message.contains("300 to 699"), "{faults:?}");
}

#[test]
fn r64_a_tile_of_a_higher_level_hides_no_edited_record() {
    let mut log = Log::new(70_000, &[70_000]);
    log.tile(1, 0)[100] ^= 1;
    log.check(&[(Tile, 0)]);
    log.records[66_000].1.push(1);
    log.records[3].1.push(1);
    log.check(&[(Tile, 0), (Edited, 3), (Edited, 66_000)]);

    let mut log = Log::new(70_000, &[70_000]);
    log.tile(1, 0)[100] ^= 1;
    log.tile(0, 260)[100] ^= 1;
    log.records[3].1.push(1);
    log.check(&[(Tile, 0), (Edited, 3), (Tile, 260 * 256)]);
}

#[test]
fn r64_a_long_run_put_in_is_told_up_to_the_limit_and_counted_beyond() {
    let mut log = Log::new(1000, &[1000]);
    log.records
        .iter_mut()
        .for_each(|(_, record)| record.push(1));
    let verdict = log.verdict();
    assert_eq!(verdict.faults.len(), 1000);
    let mut log = Log::new(3000, &[3000]);
    log.records
        .iter_mut()
        .for_each(|(_, record)| record.push(1));
    let verdict = log.verdict();
    assert_eq!(
        (verdict.faults.len(), verdict.more_faults),
        (MAX_FAULTS, 2000)
    );
    assert!(verdict.faults.iter().all(|fault| fault.kind == Edited));
}

#[test]
fn r64_positions_that_records_do_not_bear_are_found() {
    check(|log| log.records[999].0 = 2000, &[(Removed, 999)]);
    let twice = |log: &mut Log| log.records[10].0 = 9;
    for checkpoints in CHECKPOINTS {
        let mut log = Log::new(1000, checkpoints);
        twice(&mut log);
        assert!(!log.verdict().is_ok());
    }
}

#[test]
fn r64_a_forged_checkpoint_is_a_fault() {
    let key = SigningKey::new(ORIGIN, &[1; 32]).expect("the name fits");
    let keys = [key.verifying_key().clone()];
    let log = Log::new(1000, &[]);
    let note = log
        .checkpoint(1000)
        .sign(&key)
        .expect("the key bears the log's name");
    let verdict = |note: &str| {
        let mut evidence = Evidence::new();
        evidence.check(note, &keys);
        evidence.tiles(|level, index| log.store.read(level, index));
        let faults = log.held_against(evidence).faults;
        faults
            .iter()
            .map(|fault| (fault.kind, fault.position))
            .collect::<Vec<_>>()
    };
    assert_eq!(verdict(&note), []);
    let other_size = note.replacen("1000", "999", 1);
    assert_eq!(
        verdict(&other_size),
        [(Unsigned, Some(0)), (FaultKind::Checkpoint, Some(999))]
    );
    assert_eq!(
        verdict("nothing"),
        [(FaultKind::Checkpoint, None), (Unsigned, Some(0))]
    );
}

#[test]
fn r64_two_histories_under_one_key_are_a_fault() {
    let log = Log::new(1000, &[300, 1000]);
    let mut evidence = log.evidence();
    evidence.trust(Log::new(1000, &[]).checkpoint(300));
    assert!(
        log.held_against(evidence).is_ok(),
        "the same checkpoint twice is none"
    );
    let mut evidence = log.evidence();
    evidence.trust(rollbook_proofs::Checkpoint {
        root: [7; 32],
        ..log.checkpoint(300)
    });
    let faults = log.held_against(evidence).faults;
    assert_eq!(
        (faults[0].kind, faults[0].position),
        (FaultKind::Checkpoint, Some(300))
    );
}

#[test]
fn r64_without_a_checkpoint_nobody_is_blamed_for_sure() {
    let mut log = Log::new(1000, &[]);
    log.records[17].1.push(1);
    log.check_with_tiles(&[(Unsigned, 0), (Edited, 17)]);
    let message = &log.verdict().faults[1].message;
    assert!(message.contains("or the stored tiles were"), "{message}");
    log = Log::new(1000, &[1000]);
    log.records[17].1.push(1);
    let message = &log.verdict().faults[0].message;
    assert_eq!(message, "the record 17 was changed after it was recorded");
}

#[test]
fn r64_a_log_that_may_be_unsigned_is_at_fault_for_nothing_else() {
    fn evidence(log: &Log) -> Evidence<'_> {
        let mut evidence = log.evidence();
        evidence.may_be_unsigned();
        evidence
    }
    let mut log = Log::new(300, &[]);
    assert!(!log.held_against(log.evidence()).is_ok());
    assert!(log.held_against(evidence(&log)).is_ok());

    // What differs is told all the same, and behind a checkpoint there is no excuse.
    log.records[7].1.push(0);
    let mut with_tiles = evidence(&log);
    with_tiles.tiles(|level, index| log.store.read(level, index));
    let faults = log.held_against(with_tiles).faults;
    let kinds: Vec<_> = faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [Edited]);
    let longer = Log::new(300, &[200]);
    assert!(!longer.held_against(evidence(&longer)).is_ok());
}
