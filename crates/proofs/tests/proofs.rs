//! Proofs of inclusion and consistency: against known answers, against the definition in RFC 6962, section 2.1, and
//! against changes of every part.

mod grown;

use std::sync::LazyLock;

use grown::{Store, grow, leaves, naive_root};
use proptest::prelude::*;
use rollbook_proofs::{
    ConsistencyError, Hash, InclusionError, NotProven, TileError, consistency_proof, empty_root,
    inclusion_proof, leaf_hash, node_hash, root_at, verify_consistency, verify_inclusion,
};

const LARGE: usize = 70_000;

/// Three levels of tiles, and the root at every size.
struct Large {
    leaves: Vec<Hash>,
    store: Store,
}

static TREE: LazyLock<Large> = LazyLock::new(|| {
    let leaves = leaves(LARGE);
    let (_, store) = grow(&leaves, LARGE);
    Large { leaves, store }
});

impl Large {
    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        inclusion_proof(index, size, |level, index| self.store.read(level, index))
            .expect("the tiles are whole")
    }

    fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        consistency_proof(old, new, |level, index| self.store.read(level, index))
            .expect("the tiles are whole")
    }

    fn root(&self, size: u64) -> Hash {
        root_at(size, |level, index| self.store.read(level, index)).expect("the tiles are whole")
    }
}

/// PATH(m, D[n]), word for word.
fn naive_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, sibling) = if index < left.len() {
        (naive_inclusion(index, left), naive_root(right))
    } else {
        let path = naive_inclusion(index - left.len(), right);
        (path, naive_root(left))
    };
    path.push(sibling);
    path
}

/// SUBPROOF(m, D[n], b), word for word.
fn naive_consistency(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut proof, sibling) = if old <= left.len() {
        (naive_consistency(old, left, whole), naive_root(right))
    } else {
        let proof = naive_consistency(old - left.len(), right, false);
        (proof, naive_root(left))
    };
    proof.push(sibling);
    proof
}

fn check_inclusion(index: u64, size: u64, root: &Hash) {
    let proof = TREE.inclusion(index, size);
    let leaf = TREE.leaves[index as usize];
    let verified = verify_inclusion(&leaf, index, size, &proof, root);
    assert_eq!(verified, Ok(()), "record {index} of {size}");
}

fn check_consistency(old: u64, new: u64, old_root: &Hash, new_root: &Hash) {
    let proof = TREE.consistency(old, new);
    let verified = verify_consistency(old, old_root, new, new_root, &proof);
    assert_eq!(verified, Ok(()), "from {old} to {new} records");
}

#[test]
fn r64_every_record_of_small_logs_is_proven_as_defined() {
    for size in (1..=70).chain([255, 256, 257]) {
        let leaves = &TREE.leaves[..size];
        for index in 0..size {
            let proof = TREE.inclusion(index as u64, size as u64);
            assert_eq!(
                proof,
                naive_inclusion(index, leaves),
                "record {index} of {size}"
            );
        }
    }
}

#[test]
fn r64_every_pair_of_small_sizes_is_proven_as_defined() {
    for new in (1..=70).chain([256, 300]) {
        for old in 1..=new {
            let proof = TREE.consistency(old as u64, new as u64);
            let expected = naive_consistency(old, &TREE.leaves[..new], true);
            assert_eq!(proof, expected, "from {old} to {new} records");
        }
    }
}

#[test]
fn r64_every_record_of_logs_up_to_600_verifies() {
    for size in (1..150)
        .chain((150..=600).step_by(37))
        .chain([511, 512, 513, 600])
    {
        let root = TREE.root(size);
        (0..size).for_each(|index| check_inclusion(index, size, &root));
    }
}

#[test]
fn r64_every_pair_of_sizes_up_to_600_verifies() {
    let roots: Vec<_> = (0..=600).map(|size| TREE.root(size)).collect();
    for new in (0..150)
        .chain((150..=600).step_by(41))
        .chain([511, 512, 513, 600])
    {
        for old in 0..=new {
            check_consistency(old, new, &roots[old as usize], &roots[new as usize]);
        }
    }
}

#[test]
fn r64_the_root_at_every_size_is_the_one_of_the_definition() {
    for size in (0..300).chain([65_535, 65_536, 65_537, LARGE]) {
        let expected = naive_root(&TREE.leaves[..size]);
        assert_eq!(TREE.root(size as u64), expected, "{size} records");
    }
}

#[test]
fn r64_proofs_are_those_of_certificate_transparency() {
    let records = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
    ];
    let records = records.map(|text| {
        let digits = text.as_bytes().chunks(2);
        let byte = |digits| u8::from_str_radix(std::str::from_utf8(digits).expect("ASCII"), 16);
        digits
            .map(|digits| byte(digits).expect("hexadecimal"))
            .collect::<Vec<_>>()
    });
    let mut leaves: Vec<_> = records.iter().map(|record| leaf_hash(record)).collect();
    leaves.push(leaf_hash(b"`abcdefghijklmno"));
    let (_, store) = grow(&leaves, leaves.len());
    let read = |level, index| store.read(level, index);
    let short = |proof: Vec<Hash>| -> Vec<String> {
        let hexadecimal = |hash: &Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect();
        proof.iter().map(hexadecimal).collect()
    };
    let included = |index, size| short(inclusion_proof(index, size, read).expect("whole tiles"));
    let a = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
    let b = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
    let c = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
    let d = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    let e = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    let f = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
    let g = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
    let h = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    assert_eq!(included(0, 1), [""; 0]);
    assert_eq!(included(0, 8), [a, b, c]);
    assert_eq!(included(5, 8), [d, e, f]);
    assert_eq!(included(2, 3), [g]);
    assert_eq!(included(1, 5), [h, b, d]);

    let grown = |old, new| short(consistency_proof(old, new, read).expect("whole tiles"));
    let i = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
    assert_eq!(grown(1, 1), [""; 0]);
    assert_eq!(grown(1, 8), [a, b, c]);
    assert_eq!(grown(6, 8), [i, e, f]);
    assert_eq!(grown(2, 5), [b, d]);
}

#[test]
fn r64_what_the_log_does_not_have_cannot_be_proven() {
    let read = |level, index| TREE.store.read(level, index);
    let outside = InclusionError::OutsideLog { index: 5, size: 5 };
    assert_eq!(inclusion_proof(5, 5, read), Err(outside));
    let reversed = ConsistencyError::Reversed { old: 6, new: 5 };
    assert_eq!(consistency_proof(6, 5, read), Err(reversed));
    let missing = TileError::Missing { level: 0, index: 1 };
    let beyond = inclusion_proof(3, 300, |level, index| {
        (level > 0 || index == 0)
            .then(|| read(level, index))
            .flatten()
    });
    assert_eq!(beyond, Err(missing.into()));
    let short = TileError::TooShort {
        level: 0,
        index: 0,
        bytes: 64,
        expected: 96,
    };
    let cut = root_at(3, |level, index| {
        read(level, index).map(|tile| tile[..64].to_vec())
    });
    assert_eq!(cut, Err(short));
}

#[test]
fn r64_sizes_that_cannot_be_are_no_proof() {
    let (root, leaf) = (TREE.root(5), TREE.leaves[5]);
    let proof = TREE.inclusion(4, 5);
    let outside = NotProven::OutsideLog { index: 5, size: 5 };
    assert_eq!(verify_inclusion(&leaf, 5, 5, &proof, &root), Err(outside));
    let shrunk = NotProven::Shrunk { old: 6, new: 5 };
    assert_eq!(verify_consistency(6, &root, 5, &root, &[]), Err(shrunk));
    assert_eq!(
        verify_consistency(0, &root, 5, &root, &[]),
        Err(NotProven::Root)
    );
    assert_eq!(verify_consistency(0, &empty_root(), 5, &root, &[]), Ok(()));
    let length = NotProven::Length { found: 1 };
    assert_eq!(
        verify_consistency(0, &empty_root(), 5, &root, &[root]),
        Err(length)
    );
    assert_eq!(verify_consistency(5, &root, 5, &root, &[root]), Err(length));
    let other = TREE.root(6);
    assert_eq!(
        verify_consistency(5, &root, 5, &other, &[]),
        Err(NotProven::Root)
    );
    let none = NotProven::Length { found: 0 };
    assert_eq!(
        verify_consistency(4, &TREE.root(4), 6, &other, &[]),
        Err(none)
    );
}

#[test]
fn r64_a_proof_of_another_height_is_none_even_if_it_leads_to_the_root() {
    let [leaf, other] = [TREE.leaves[0], TREE.leaves[1]];
    let root = node_hash(&other, &leaf);
    let length = |found| Err(NotProven::Length { found });
    assert_eq!(verify_inclusion(&leaf, 0, 1, &[other], &root), length(1));
    assert_eq!(verify_inclusion(&leaf, 0, 2, &[], &leaf), length(0));
    assert_eq!(verify_consistency(1, &leaf, 2, &leaf, &[]), length(0));
}

fn flip(hash: &mut Hash, bit: usize) {
    hash[bit / 8 % 32] ^= 1 << (bit % 8);
}

/// Changes one bit of a list of hashes.
fn flip_one(hashes: &mut [Hash], bit: usize) {
    let hash = bit / 256 % hashes.len();
    flip(&mut hashes[hash], bit % 256);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn r64_any_record_of_any_log_verifies_and_nothing_else_does(
        size in 1..=LARGE as u64, choice: prop::sample::Index, bit in 0..65_536_usize,
    ) {
        let index = choice.index(size as usize) as u64;
        let root = TREE.root(size);
        check_inclusion(index, size, &root);

        let leaf = TREE.leaves[index as usize];
        let proof = TREE.inclusion(index, size);
        let mut parts = [[leaf].as_slice(), &[root], &proof].concat();
        flip_one(&mut parts, bit);
        let refused = verify_inclusion(&parts[0], index, size, &parts[2..], &parts[1]);
        prop_assert_eq!(refused, Err(NotProven::Root));
        let elsewhere = index ^ (1 << (bit % 17));
        prop_assert!(verify_inclusion(&leaf, elsewhere, size, &proof, &root).is_err());
        let longer = [proof.as_slice(), &[root]].concat();
        prop_assert!(verify_inclusion(&leaf, index, size, &longer, &root).is_err());
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(verify_inclusion(&leaf, index, size, shorter, &root).is_err());
        }
    }

    #[test]
    fn r64_any_growth_verifies_and_nothing_else_does(
        new in 2..=LARGE as u64, choice: prop::sample::Index, bit in 0..65_536_usize,
    ) {
        let old = 1 + choice.index(new as usize - 1) as u64;
        let (old_root, new_root) = (TREE.root(old), TREE.root(new));
        check_consistency(old, new, &old_root, &new_root);

        let proof = TREE.consistency(old, new);
        let mut parts = [[old_root, new_root].as_slice(), &proof].concat();
        flip_one(&mut parts, bit);
        let refused = verify_consistency(old, &parts[0], new, &parts[1], &parts[2..]);
        prop_assert_eq!(refused, Err(NotProven::Root));
        let longer = [proof.as_slice(), &[new_root]].concat();
        prop_assert!(verify_consistency(old, &old_root, new, &new_root, &longer).is_err());
        let shorter = &proof[..proof.len() - 1];
        prop_assert!(verify_consistency(old, &old_root, new, &new_root, shorter).is_err());
    }
}
