//! Published vectors, and a second implementation as an oracle.

use std::collections::HashMap;
use std::convert::Infallible;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::*;
use proptest::prelude::*;

#[derive(Default)]
struct Memory(HashMap<(u8, u64), Vec<Hash>>);

impl Tiles for Memory {
    type Error = Infallible;
    fn tile(&mut self, level: u8, index: u64, width: u16) -> Result<Vec<Hash>, Infallible> {
        Ok(self.0[&(level, index)][..width as usize].to_vec())
    }
}

impl Memory {
    fn append(&mut self, size: u64, leaves: &[Hash]) {
        let Ok(writes) = append(size, leaves, self);
        for write in writes {
            self.0.insert((write.level, write.index), write.hashes);
        }
    }

    fn root(&mut self, size: u64) -> Hash {
        let Ok(root) = root(size, self);
        root
    }
}

fn tree(leaves: &[Hash], batch: usize) -> Memory {
    let mut memory = Memory::default();
    for (number, part) in leaves.chunks(batch).enumerate() {
        memory.append((number * batch) as u64, part);
    }
    memory
}

/// The eight leaves and their roots of the Certificate Transparency reference tests.
#[test]
fn certificate_transparency() {
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaves: Vec<Hash> =
        leaves.iter().map(|hex| leaf_hash(&data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap())).collect();
    let mut memory = tree(&leaves, 3);
    for (number, root) in roots.iter().enumerate() {
        assert_eq!(memory.root(number as u64 + 1).hex(), *root);
    }
    assert_eq!(empty_root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/// The example of Go's sumdb/note.
#[test]
fn signed_note() {
    let note = Note::parse(concat!(
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n",
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    ))
    .unwrap();
    let verifier = Verifier::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    assert_eq!(note.verify(&verifier), Ok(()));
    let mut changed = note.clone();
    changed.text = note.text.replace("your", "my");
    assert_eq!(changed.verify(&verifier), Err(NoteError::Signature));
    let other = Signer::new("yizhan.example/LCX", &[1; 32]).unwrap().verifier();
    assert_eq!(note.verify(&other), Err(NoteError::Unsigned));
    assert_eq!(
        Verifier::parse("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
        Err(NoteError::Key)
    );
}

#[test]
fn bundle_holds_until_touched() {
    let leaves: Vec<Hash> = (0..300u32).map(|n| leaf_hash(&commit(&[n as u8; 32], b"{}").0)).collect();
    let event = r#"{"action":"record.written","firm":"温州康捷鞋业有限公司"}"#;
    let mut all = leaves.clone();
    all[257] = leaf_hash(&commit(&[9; 32], event.as_bytes()).0);
    let mut memory = tree(&all, 100);
    let signer = Signer::new("yizhan.example/LCX", &[7; 32]).unwrap();
    let checkpoint = Checkpoint { origin: "yizhan.example/LCX".into(), size: 300, root: memory.root(300) };
    let Ok(proof) = inclusion_proof(257, 300, &mut memory);
    let note = signer.sign(&checkpoint.text()).unwrap();
    let bundle = Bundle::new(event.into(), &[9; 32], 257, &proof, note, &signer.verifier());
    let read = Bundle::parse(&bundle.to_json().unwrap()).unwrap();
    assert_eq!(read.verify(Some(&signer.verifier())).unwrap().size, 300);
    let mut touched = read.clone();
    touched.event = event.replace("康捷", "巨恒");
    assert!(matches!(touched.verify(None), Err(BundleError::Proof)));
    let mut moved = read.clone();
    moved.index = 256;
    assert!(matches!(moved.verify(None), Err(BundleError::Proof)));
    let stranger = Signer::new("yizhan.example/LCX", &[8; 32]).unwrap().verifier();
    assert!(matches!(read.verify(Some(&stranger)), Err(BundleError::Untrusted(_))));
}

#[test]
fn checkpoints_are_read_strictly() {
    let good = Checkpoint { origin: "a/b".into(), size: 20, root: empty_root() };
    assert_eq!(Checkpoint::parse(&good.text()), Ok(good.clone()));
    for bad in ["", "a\n020\nx\n", "a\n-1\n", "\n1\n"] {
        assert_eq!(Checkpoint::parse(bad), Err(NoteError::Checkpoint), "{bad:?}");
    }
    let zero = good.text().replace("\n20\n", "\n020\n");
    assert_eq!(Checkpoint::parse(&zero), Err(NoteError::Checkpoint));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn as_the_oracle(size in 1usize..600, batch in 1usize..300, pick in 0usize..600, old in 1usize..600) {
        let (pick, old) = (pick % size, (old % size).max(1));
        let data: Vec<Vec<u8>> = (0..size).map(|n| format!("办件 {n}").into_bytes()).collect();
        let leaves: Vec<Hash> = data.iter().map(|data| leaf_hash(data)).collect();
        let mut memory = tree(&leaves, batch);
        let mut oracle = MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
        data.iter().for_each(|data| oracle.push(data.clone()));
        let root = memory.root(size as u64);
        let expected = oracle.root();
        prop_assert_eq!(&root.0[..], expected.as_bytes().as_slice());
        let Ok(proof) = inclusion_proof(pick as u64, size as u64, &mut memory);
        let expected = oracle.prove_inclusion(pick);
        prop_assert_eq!(proof.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>(), expected.as_bytes());
        prop_assert!(verify_inclusion(&leaves[pick], pick as u64, size as u64, &proof, &root));
        prop_assert!(!verify_inclusion(&leaf_hash(b"x"), pick as u64, size as u64, &proof, &root));
        let Ok(consistency) = consistency_proof(old as u64, size as u64, &mut memory);
        let old_root = tree(&leaves[..old], batch).root(old as u64);
        prop_assert!(verify_consistency(old as u64, &old_root, size as u64, &root, &consistency));
        prop_assert!(!verify_consistency(old as u64, &empty_root(), size as u64, &root, &consistency));
    }
}
