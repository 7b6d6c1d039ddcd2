//! Roots, proofs and tiles.

use std::convert::Infallible;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::{
    Hash, Tiles, append, consistency_proof, empty_root, inclusion_proof, leaf_hash, node_hash, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;

use crate::Memory;

/// The leaves of the Certificate Transparency reference tests (`merkle_tree_test.cc`), hex.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// The roots over the first one to eight of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Index of the leaf from 0, size, inclusion proof.
const INCLUSION: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

/// Old size, size, consistency proof.
const CONSISTENCY: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

fn hash(hex: &str) -> Hash {
    Hash::from_hex(hex).unwrap()
}

fn root_of_size(size: u64) -> Hash {
    hash(ROOTS[size as usize - 1])
}

fn reference_leaves() -> Vec<Hash> {
    LEAVES.iter().map(|hex| leaf_hash(&data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap())).collect()
}

/// The leaf hashes of that many orders.
fn orders(count: usize) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(format!("办件 {number}").as_bytes())).collect()
}

#[test]
fn published_roots() {
    let leaves = reference_leaves();
    let mut memory = Memory::new(&leaves, &[3]);
    for (number, root) in ROOTS.iter().enumerate() {
        assert_eq!(memory.root(number + 1).hex(), *root);
    }
    assert_eq!(memory.root(0), empty_root());
    assert_eq!(empty_root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn published_inclusion_proofs() {
    let leaves = reference_leaves();
    let mut memory = Memory::new(&leaves, &[8]);
    for (index, size, expected) in INCLUSION {
        let Ok(proof) = inclusion_proof(index, size, &mut memory);
        assert_eq!(proof, expected.iter().map(|hex| hash(hex)).collect::<Vec<_>>(), "leaf {index} of {size}");
        assert!(verify_inclusion(&leaves[index as usize], index, size, &proof, &root_of_size(size)));
    }
}

#[test]
fn published_consistency_proofs() {
    let mut memory = Memory::new(&reference_leaves(), &[8]);
    for (old, size, expected) in CONSISTENCY {
        let Ok(proof) = consistency_proof(old, size, &mut memory);
        assert_eq!(proof, expected.iter().map(|hex| hash(hex)).collect::<Vec<_>>(), "{old} in {size}");
        assert!(verify_consistency(old, &root_of_size(old), size, &root_of_size(size), &proof));
    }
}

#[test]
fn what_is_not_in_the_tree_has_no_proof() {
    let leaves = reference_leaves();
    let mut memory = Memory::new(&leaves, &[8]);
    for (index, size) in [(0, 0), (8, 8), (9, 8), (u64::MAX, 8)] {
        assert_eq!(inclusion_proof(index, size, &mut memory), Ok(vec![]));
        assert!(!verify_inclusion(&leaves[0], index, size, &[], &leaves[0]));
    }
    for (old, size) in [(0, 8), (9, 8), (0, 0)] {
        assert_eq!(consistency_proof(old, size, &mut memory), Ok(vec![]));
        assert!(!verify_consistency(old, &empty_root(), size, &root_of_size(8), &[]));
    }
    assert!(verify_consistency(0, &empty_root(), 0, &empty_root(), &[]));
}

/// The root by the definition, level by level: a node without a sibling moves up as it is.
fn plain_root(leaves: &[Hash]) -> Hash {
    let mut row = leaves.to_vec();
    while row.len() > 1 {
        row = row.chunks(2).map(|pair| if pair.len() == 2 { node_hash(&pair[0], &pair[1]) } else { pair[0] }).collect();
    }
    row[0]
}

/// More than 256² leaves, so that tiles of three levels take part.
#[test]
fn a_tree_of_three_levels_of_tiles() {
    let leaves = orders(66_000);
    let mut memory = Memory::new(&leaves, &[4096, 1, 700]);
    assert_eq!(memory.stored[&(2, 0)], [plain_root(&leaves[..65_536])]);
    let root = memory.root(66_000);
    assert_eq!(root, plain_root(&leaves));
    for index in [0, 255, 256, 65_535, 65_536, 65_999] {
        let Ok(proof) = inclusion_proof(index, 66_000, &mut memory);
        assert!(verify_inclusion(&leaves[index as usize], index, 66_000, &proof, &root), "leaf {index}");
    }
    for old in [1, 256, 257, 65_535, 65_536, 65_537] {
        let Ok(proof) = consistency_proof(old, 66_000, &mut memory);
        let old_root = plain_root(&leaves[..old as usize]);
        assert!(verify_consistency(old, &old_root, 66_000, &root, &proof), "from {old}");
    }
}

/// Tiles that note what is read.
struct Watched(Memory, Vec<(u8, u64, u16)>);

impl Tiles for Watched {
    type Error = Infallible;
    fn tile(&mut self, level: u8, index: u64, width: u16) -> Result<Vec<Hash>, Infallible> {
        self.1.push((level, index, width));
        self.0.tile(level, index, width)
    }
}

#[test]
fn adding_reads_only_the_right_edge() {
    let leaves = orders(1_400);
    let mut watched = Watched(Memory::new(&leaves[..700], &[700]), Vec::new());
    let Ok(writes) = append(700, &leaves[700..], &mut watched);
    assert_eq!(watched.1, [(0, 2, 188), (1, 0, 2)]);
    let written: Vec<_> = writes.iter().map(|write| (write.level, write.index, write.hashes.len())).collect();
    assert_eq!(written, [(0, 2, 256), (0, 3, 256), (0, 4, 256), (0, 5, 120), (1, 0, 5)]);
    let Ok(nothing) = append(700, &[], &mut watched);
    assert_eq!(nothing, []);
}

fn bytes(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn as_the_oracle(size in 1usize..600, batches in prop::collection::vec(1usize..300, 1..4), pick: usize, old: usize) {
        let (pick, old) = (pick % size, old % size + 1);
        let mut oracle = MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
        (0..size).for_each(|number| oracle.push(format!("办件 {number}").into_bytes()));
        let leaves = orders(size);
        let mut memory = Memory::new(&leaves, &batches);
        let (root, old_root) = (memory.root(size), memory.root(old));
        prop_assert_eq!(root.0.to_vec(), oracle.root().as_bytes().to_vec());

        let Ok(proof) = inclusion_proof(pick as u64, size as u64, &mut memory);
        prop_assert_eq!(bytes(&proof), oracle.prove_inclusion(pick).as_bytes().to_vec());
        prop_assert!(verify_inclusion(&leaves[pick], pick as u64, size as u64, &proof, &root));

        let Ok(proof) = consistency_proof(old as u64, size as u64, &mut memory);
        prop_assert_eq!(bytes(&proof), oracle.prove_consistency(size - old).as_bytes().to_vec());
        prop_assert!(verify_consistency(old as u64, &old_root, size as u64, &root, &proof));
    }

    #[test]
    fn batches_leave_no_trace(size in 1usize..1200, batches in prop::collection::vec(1usize..600, 1..5)) {
        let leaves = orders(size);
        prop_assert_eq!(Memory::new(&leaves, &batches), Memory::new(&leaves, &[size]));
    }

    #[test]
    fn touched_inclusion_never_verifies(size in 2u64..600, pick: u64, bit in 0usize..256, step: usize) {
        let (index, leaves) = (pick % size, orders(size as usize));
        let mut memory = Memory::new(&leaves, &[size as usize]);
        let (leaf, root) = (leaves[index as usize], memory.root(size as usize));
        let Ok(proof) = inclusion_proof(index, size, &mut memory);
        prop_assert!(!verify_inclusion(&flip(leaf, bit), index, size, &proof, &root));
        prop_assert!(!verify_inclusion(&leaf, index, size, &proof, &flip(root, bit)));
        for other in (0..size).filter(|other| *other != index) {
            prop_assert!(!verify_inclusion(&leaf, other, size, &proof, &root));
        }
        for touched in touch(&proof, step, bit) {
            prop_assert!(!verify_inclusion(&leaf, index, size, &touched, &root));
        }
    }

    #[test]
    fn touched_consistency_never_verifies(size in 2u64..600, old: u64, bit in 0usize..256, step: usize) {
        let old = old % (size - 1) + 1;
        let mut memory = Memory::new(&orders(size as usize), &[size as usize]);
        let (old_root, root) = (memory.root(old as usize), memory.root(size as usize));
        let Ok(proof) = consistency_proof(old, size, &mut memory);
        prop_assert!(!verify_consistency(old, &flip(old_root, bit), size, &root, &proof));
        prop_assert!(!verify_consistency(old, &old_root, size, &flip(root, bit), &proof));
        prop_assert!(!verify_consistency(size, &root, old, &old_root, &proof));
        for touched in touch(&proof, step, bit) {
            prop_assert!(!verify_consistency(old, &old_root, size, &root, &touched));
        }
    }
}

fn flip(mut hash: Hash, bit: usize) -> Hash {
    hash.0[bit / 8] ^= 1 << (bit % 8);
    hash
}

/// The proof with a bit changed, a step less, and a step more.
fn touch(proof: &[Hash], step: usize, bit: usize) -> Vec<Vec<Hash>> {
    let step = step % proof.len();
    let (mut changed, mut shorter, mut longer) = (proof.to_vec(), proof.to_vec(), proof.to_vec());
    changed[step] = flip(proof[step], bit);
    shorter.remove(step);
    longer.insert(step, proof[step]);
    vec![changed, shorter, longer]
}
