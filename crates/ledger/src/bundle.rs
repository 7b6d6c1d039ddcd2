//! A bundle: an event and everything needed to verify offline that it is in a log.

use serde::{Deserialize, Serialize};

use crate::checkpoint::Checkpoint;
use crate::hash::{Hash, commit, leaf_hash};
use crate::note::{Note, NoteError, Verifier};
use crate::proof::{verify_consistency, verify_inclusion};

/// The form of the file.
const FORMAT: &str = "yizhan-bundle-1";

/// Why a bundle does not hold.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not JSON of the form.
    #[error("not a bundle: {0}")]
    Form(#[from] serde_json::Error),
    /// Another format.
    #[error("the format {0} is not known")]
    Format(String),
    /// A hash or the salt is not readable.
    #[error("{0} is not readable")]
    Field(&'static str),
    /// The checkpoint's note.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    /// The key in the bundle is not the one trusted.
    #[error("signed by {0}, which is not the key you trust")]
    Untrusted(String),
    /// The checkpoint names another log than its key does.
    #[error("the key of {key} signed a checkpoint of {origin}")]
    Origin {
        /// Name of the key.
        key: String,
        /// The log the checkpoint names.
        origin: String,
    },
    /// The proof does not lead to the root.
    #[error("the event is not in the log at this place")]
    Proof,
    /// The log does not begin with that of the older checkpoint.
    #[error("the log does not begin with that of the older checkpoint")]
    Older,
}

/// An event with its proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    format: String,
    /// The event exactly as committed to.
    pub event: String,
    /// 32 bytes, hex.
    pub salt: String,
    /// Place of its leaf, from 0.
    pub index: u64,
    /// Inclusion proof, hex.
    pub proof: Vec<String>,
    /// Signed note.
    pub checkpoint: String,
    /// Who signed it, `name+id+base64`.
    pub key: String,
    /// An older checkpoint, when the bundle also shows that nothing before it was changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<Older>,
}

/// An older checkpoint of the same log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Older {
    /// Signed note.
    pub checkpoint: String,
    /// Consistency proof from it to the bundle's checkpoint, hex.
    pub proof: Vec<String>,
}

/// What a verified bundle says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The log.
    pub origin: String,
    /// Leaves at the checkpoint.
    pub size: u64,
    /// Place of the event, from 0.
    pub index: u64,
    /// The event.
    pub event: String,
    /// The key.
    pub key: String,
    /// Leaves at the older checkpoint, all still in their places.
    pub since: Option<u64>,
}

impl Bundle {
    /// Packs an event with its proof.
    pub fn new(
        event: String,
        salt: &[u8; 32],
        index: u64,
        proof: &[Hash],
        checkpoint: String,
        key: &Verifier,
    ) -> Bundle {
        Bundle {
            format: FORMAT.into(),
            event,
            salt: Hash(*salt).hex(),
            index,
            proof: proof.iter().map(Hash::hex).collect(),
            checkpoint,
            key: key.to_string(),
            older: None,
        }
    }

    /// Adds an older checkpoint, as its signed note, with the consistency proof from it.
    pub fn since(mut self, checkpoint: String, proof: &[Hash]) -> Bundle {
        self.older = Some(Older { checkpoint, proof: proof.iter().map(Hash::hex).collect() });
        self
    }

    /// As the file.
    ///
    /// # Errors
    /// `Form`.
    pub fn to_json(&self) -> Result<String, BundleError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// `Form`, `Format`.
    pub fn parse(text: &str) -> Result<Bundle, BundleError> {
        let bundle: Bundle = serde_json::from_str(text)?;
        if bundle.format == FORMAT { Ok(bundle) } else { Err(BundleError::Format(bundle.format)) }
    }

    /// Verifies signatures, proofs and commitment. Without a trusted key only the bundle's own key is used: then it is
    /// proved that whoever holds that key signed this log, not who that is.
    ///
    /// # Errors
    /// What does not hold.
    pub fn verify(&self, trusted: Option<&Verifier>) -> Result<Verified, BundleError> {
        let key = Verifier::parse(&self.key)?;
        if trusted.is_some_and(|trusted| *trusted != key) {
            return Err(BundleError::Untrusted(self.key.clone()));
        }
        let checkpoint = signed(&self.checkpoint, &key)?;
        let salt = Hash::from_hex(&self.salt).ok_or(BundleError::Field("salt"))?;
        let leaf = leaf_hash(&commit(&salt.0, self.event.as_bytes()).0);
        if !verify_inclusion(&leaf, self.index, checkpoint.size, &hashes(&self.proof)?, &checkpoint.root) {
            return Err(BundleError::Proof);
        }
        let since = self.older.as_ref().map(|older| older.verify(&checkpoint, &key)).transpose()?;
        let Checkpoint { origin, size, .. } = checkpoint;
        Ok(Verified { origin, size, index: self.index, event: self.event.clone(), key: self.key.clone(), since })
    }
}

impl Older {
    /// Gives the leaves at this checkpoint when the log of the newer one begins with them.
    fn verify(&self, newer: &Checkpoint, key: &Verifier) -> Result<u64, BundleError> {
        let older = signed(&self.checkpoint, key)?;
        let proof = hashes(&self.proof)?;
        let holds = verify_consistency(older.size, &older.root, newer.size, &newer.root, &proof);
        if holds { Ok(older.size) } else { Err(BundleError::Older) }
    }
}

/// The checkpoint in a note that this key signed. A log's key has the name of the log (tlog-checkpoint, Signatures),
/// so the key of one hub cannot speak for another.
fn signed(note: &str, key: &Verifier) -> Result<Checkpoint, BundleError> {
    let note = Note::parse(note)?;
    note.verify(key)?;
    let checkpoint = Checkpoint::parse(&note.text)?;
    if checkpoint.origin == key.name() {
        Ok(checkpoint)
    } else {
        Err(BundleError::Origin { key: key.name().to_owned(), origin: checkpoint.origin })
    }
}

fn hashes(proof: &[String]) -> Result<Vec<Hash>, BundleError> {
    proof.iter().map(|hash| Hash::from_hex(hash).ok_or(BundleError::Field("proof"))).collect()
}
