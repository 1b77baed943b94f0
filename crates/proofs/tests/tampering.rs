//! Whatever is done to a log at random is found, and one deed alone is located.

mod grown;
mod stored;

use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::Index;
use rollbook_proofs::FaultKind::{self, Cut, Edited, Inserted, Removed, Swapped, Tile, Unsigned};
use stored::{Log, record};

/// One thing that somebody does to a log, and where that must be found.
#[derive(Clone, Debug)]
enum Deed {
    Edit(Index),
    Swap(Index, Index),
    Insert(Index),
    Remove(Index, bool),
    Cut(Index),
    Append(u8),
    Tile(Index),
}

fn deed() -> impl Strategy<Value = Deed> {
    let place = any::<Index>;
    prop_oneof![
        place().prop_map(Deed::Edit),
        (place(), place()).prop_map(|(one, other)| Deed::Swap(one, other)),
        place().prop_map(Deed::Insert),
        (place(), any::<bool>()).prop_map(|(at, renumber)| Deed::Remove(at, renumber)),
        place().prop_map(Deed::Cut),
        (1..=u8::MAX).prop_map(Deed::Append),
        place().prop_map(Deed::Tile),
    ]
}

impl Deed {
    fn apply(&self, log: &mut Log) -> (FaultKind, u64) {
        let length = log.records.len();
        match self {
            Deed::Edit(at) => {
                let at = at.index(length);
                log.records[at].1.push(b'!');
                (Edited, at as u64)
            }
            Deed::Swap(one, other) => {
                let (one, other) = (one.index(length), other.index(length));
                log.swap(one, other);
                (Swapped, one.min(other) as u64)
            }
            Deed::Insert(at) => {
                let at = at.index(length);
                log.records.insert(at, (0, b"put in".to_vec()));
                log.renumber();
                (Inserted, at as u64)
            }
            Deed::Remove(at, renumber) => {
                let at = at.index(length);
                log.records.remove(at);
                if *renumber {
                    log.renumber();
                }
                (if at + 1 == length { Cut } else { Removed }, at as u64)
            }
            Deed::Cut(at) => {
                log.records.truncate(at.index(length));
                (Cut, at.index(length) as u64)
            }
            Deed::Append(count) => {
                let new =
                    (0..u64::from(*count)).map(|number| (length as u64 + number, record(number)));
                log.records.extend(new);
                (Unsigned, length as u64)
            }
            Deed::Tile(at) => {
                let (level, index) = {
                    let mut tiles: Vec<_> = log.store.0.keys().copied().collect();
                    tiles.sort_unstable();
                    tiles[at.index(tiles.len())]
                };
                let tile = log.tile(level, index);
                let byte = at.index(tile.len());
                tile[byte] ^= 0x40;
                (Tile, index * 256_u64.pow(u32::from(level) + 1))
            }
        }
    }
}

fn sizes() -> impl Strategy<Value = (usize, Vec<usize>)> {
    let choices = prop::collection::vec(any::<Index>(), 0..6);
    (1..1500_usize, choices).prop_map(|(size, choices)| {
        let mut sizes: Vec<_> = choices.iter().map(|choice| choice.index(size)).collect();
        sizes.push(size);
        (size, sizes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn r64_any_deed_is_found_where_it_was_done((size, checkpoints) in sizes(), deed in deed()) {
        if let Deed::Swap(one, other) = deed {
            prop_assume!(one.index(size) != other.index(size));
        }
        let mut log = Log::new(size, &checkpoints);
        let (kind, position) = deed.apply(&mut log);
        let faults = log.verdict().faults;
        let found: Vec<_> = faults.iter().map(|fault| (fault.kind, fault.position)).collect();
        prop_assert_eq!(found, [(kind, Some(position))], "{:?}", faults);
    }

    #[test]
    fn r64_however_many_deeds_there_are_the_log_is_not_right(
        (size, checkpoints) in sizes(), deeds in prop::collection::vec(deed(), 1..8), tiles: bool,
    ) {
        let mut log = Log::new(size, &checkpoints);
        let before = log.records.clone();
        for deed in &deeds {
            if !log.records.is_empty() {
                deed.apply(&mut log);
            }
        }
        let same = log.records == before;
        let without = log.held_against(log.evidence());
        prop_assert_eq!(without.is_ok(), same);
        if tiles {
            log.rewrite_tiles();
        }
        prop_assert_eq!(log.verdict().is_ok(), same && (tiles || log.tiles_are_right()));
    }

    #[test]
    fn r64_any_run_of_records_may_be_gone_or_new(
        (size, checkpoints) in sizes(), one: Index, other: Index, new in 0..400_usize,
    ) {
        let mut log = Log::new(size, &checkpoints);
        let (one, other) = (one.index(size), other.index(size));
        let run: Range<usize> = one.min(other)..one.max(other);
        let put_in = (0..new).map(|number| (0, format!("put in {number}").into_bytes()));
        let same = run.is_empty() && new == 0;
        log.records.splice(run.clone(), put_in);
        log.renumber();
        let faults = log.verdict().faults;
        prop_assert_eq!(faults.is_empty(), same);
        prop_assert!(faults.first().is_none_or(|fault| fault.position == Some(run.start as u64)), "{:?}", faults);
    }
}
