//! Bundles: an event, its proof, and what tampering does to them.

use ledger::{
    Bundle, BundleError, Checkpoint, Hash, Signer, commit, consistency_proof, empty_root, inclusion_proof, leaf_hash,
};
use proptest::prelude::*;

use crate::Memory;

const ORIGIN: &str = "yizhan.example/hubs/LCX";
const EVENT: &str = r#"{"action":"record.written","firm":"温州康捷鞋业有限公司"}"#;
const SALT: [u8; 32] = [9; 32];
const INDEX: u64 = 257;
const OLDER: usize = 200;
const SIZE: usize = 300;

fn signer() -> Signer {
    Signer::new(ORIGIN, &[7; 32]).unwrap()
}

/// The signed note of a checkpoint that this signer's log could have.
fn checkpoint(signer: &Signer, origin: &str, size: usize, root: Hash) -> String {
    signer.sign(&Checkpoint { origin: origin.into(), size: size as u64, root }.text()).unwrap()
}

fn tree() -> Memory {
    let mut leaves: Vec<Hash> = (0..SIZE).map(|number| leaf_hash(&commit(&[number as u8; 32], b"{}").0)).collect();
    leaves[INDEX as usize] = leaf_hash(&commit(&SALT, EVENT.as_bytes()).0);
    Memory::new(&leaves, &[100])
}

fn bundle() -> Bundle {
    let (mut tree, signer) = (tree(), signer());
    let Ok(proof) = inclusion_proof(INDEX, SIZE as u64, &mut tree);
    let note = checkpoint(&signer, ORIGIN, SIZE, tree.root(SIZE));
    Bundle::new(EVENT.into(), &SALT, INDEX, &proof, note, &signer.verifier())
}

fn bundle_with_older() -> Bundle {
    let mut tree = tree();
    let Ok(proof) = consistency_proof(OLDER as u64, SIZE as u64, &mut tree);
    bundle().since(checkpoint(&signer(), ORIGIN, OLDER, tree.root(OLDER)), &proof)
}

#[test]
fn a_bundle_survives_its_file_and_verifies() {
    let read = Bundle::parse(&bundle().to_json().unwrap()).unwrap();
    let verified = read.verify(Some(&signer().verifier())).unwrap();
    assert_eq!((verified.origin.as_str(), verified.size, verified.index), (ORIGIN, SIZE as u64, INDEX));
    assert_eq!((verified.event.as_str(), verified.since), (EVENT, None));
    assert_eq!(verified.key, signer().verifier().to_string());
    assert_eq!(read.verify(None).unwrap(), verified);

    let read = Bundle::parse(&bundle_with_older().to_json().unwrap()).unwrap();
    assert_eq!(read.verify(None).unwrap().since, Some(OLDER as u64));
}

#[test]
fn what_is_not_a_bundle() {
    let json = bundle().to_json().unwrap();
    let newer = json.replace("yizhan-bundle-1", "yizhan-bundle-2");
    assert!(matches!(Bundle::parse(&newer), Err(BundleError::Format(format)) if format == "yizhan-bundle-2"));
    for bad in ["", "[]", "{}", &json.replace("\"salt\"", "\"sugar\""), &json.replace("257", "-1")] {
        assert!(matches!(Bundle::parse(bad), Err(BundleError::Form(_))), "{bad}");
    }
}

#[test]
fn another_event_place_or_salt_does_not_verify() {
    let changes: [fn(&mut Bundle); 4] = [
        |bundle| bundle.event = EVENT.replace("康捷", "巨恒"),
        |bundle| bundle.index = 256,
        |bundle| bundle.salt = Hash([8; 32]).hex(),
        |bundle| drop(bundle.proof.pop()),
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut touched = bundle();
        change(&mut touched);
        assert!(matches!(touched.verify(None), Err(BundleError::Proof)), "change {number}");
    }
    let mut short = bundle();
    short.salt.truncate(20);
    assert!(matches!(short.verify(None), Err(BundleError::Field("salt"))));
    let mut odd = bundle();
    odd.proof[0] = "不是哈希".into();
    assert!(matches!(odd.verify(None), Err(BundleError::Field("proof"))));
}

#[test]
fn only_the_trusted_key_and_only_for_its_own_log() {
    let stranger = Signer::new(ORIGIN, &[8; 32]).unwrap();
    assert!(matches!(bundle().verify(Some(&stranger.verifier())), Err(BundleError::Untrusted(_))));

    let mut forged = bundle();
    forged.checkpoint = checkpoint(&stranger, ORIGIN, SIZE, tree().root(SIZE));
    assert!(matches!(forged.verify(None), Err(BundleError::Note(_))));

    let mut foreign = bundle();
    foreign.checkpoint = checkpoint(&signer(), "yizhan.example/hubs/YQE", SIZE, tree().root(SIZE));
    assert!(matches!(foreign.verify(None), Err(BundleError::Origin { .. })));
}

#[test]
fn an_older_checkpoint_of_another_history_does_not_verify() {
    let mut rewritten = bundle_with_older();
    rewritten.older.as_mut().unwrap().checkpoint = checkpoint(&signer(), ORIGIN, OLDER, empty_root());
    assert!(matches!(rewritten.verify(None), Err(BundleError::Older)));
    let mut short = bundle_with_older();
    short.older.as_mut().unwrap().proof.pop();
    assert!(matches!(short.verify(None), Err(BundleError::Older)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One changed byte of the file spoils it, unless it is only white space between its parts.
    #[test]
    fn a_changed_byte_never_proves_anything_else(at: usize, byte: u8) {
        let json = bundle_with_older().to_json().unwrap();
        let expected = bundle_with_older().verify(None).unwrap();
        let mut bytes = json.into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let read = String::from_utf8(bytes).ok().and_then(|text| Bundle::parse(&text).ok());
        if let Some(verified) = read.and_then(|bundle| bundle.verify(None).ok()) {
            prop_assert_eq!(verified, expected);
        }
    }
}
