//! An append-only Merkle log: hashing and proofs of RFC 9162 §2.1, tiles as in C2SP tlog-tiles, signed notes and
//! checkpoints as in C2SP signed-note and tlog-checkpoint, and a bundle that is verified offline. No input or
//! output: the caller stores the tiles.

mod bundle;
mod checkpoint;
mod hash;
mod note;
mod proof;
mod tree;

pub use bundle::{Bundle, BundleError, Older, Verified};
pub use checkpoint::Checkpoint;
pub use hash::{Hash, commit, leaf_hash, node_hash};
pub use note::{Note, NoteError, Signer, Verifier};
pub use proof::{verify_consistency, verify_inclusion};
pub use tree::{TILE, TileWrite, Tiles, append, consistency_proof, empty_root, inclusion_proof, root};
