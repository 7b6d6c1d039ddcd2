//! Signed notes, as in C2SP signed-note with Ed25519 signatures.

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Why a note, a key or a checkpoint is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not of the form.
    #[error("not a signed note")]
    Form,
    /// A key is not of the form `name+id+base64`.
    #[error("not a verifier key")]
    Key,
    /// No signature by the key.
    #[error("not signed by this key")]
    Unsigned,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
    /// The text is no checkpoint.
    #[error("not a checkpoint")]
    Checkpoint,
}

/// The byte that says Ed25519.
const ED25519: u8 = 1;
/// Bytes of a key id, which stand before every signature.
const ID: usize = 4;
/// Most signatures of a note, as in Go's sumdb/note; the specification asks for at least 16.
const MOST_SIGNATURES: usize = 100;

fn key_id(name: &str, public: &[u8; 32]) -> [u8; ID] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(public).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn good_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c < ' ' || c == '+')
}

/// No control characters but line breaks.
fn good_text(text: &str) -> bool {
    !text.contains(|c: char| c < ' ' && c != '\n')
}

/// Signs notes under a name.
pub struct Signer {
    name: String,
    key: SigningKey,
}

impl Signer {
    /// A key from its 32 secret bytes.
    ///
    /// # Errors
    /// `Key` when the name is empty or holds a space, a control character or a plus sign.
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Signer, NoteError> {
        if !good_name(name) {
            return Err(NoteError::Key);
        }
        Ok(Signer { name: name.to_owned(), key: SigningKey::from_bytes(secret) })
    }

    /// Who verifies its notes.
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The note of this text, which must end with a line break and hold no other control characters.
    ///
    /// # Errors
    /// `Form` when it is not so.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        if !text.ends_with('\n') || !good_text(text) {
            return Err(NoteError::Form);
        }
        let mut signature = key_id(&self.name, self.key.verifying_key().as_bytes()).to_vec();
        signature.extend(self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n— {} {}\n", self.name, BASE64.encode(&signature)))
    }
}

/// A public key with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

impl Verifier {
    /// Reads `name+id+base64`.
    ///
    /// # Errors
    /// `Key`.
    pub fn parse(text: &str) -> Result<Verifier, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = BASE64.decode(key.as_bytes()).map_err(|_| NoteError::Key)?;
        let Some((&ED25519, public)) = bytes.split_first() else { return Err(NoteError::Key) };
        let public: [u8; 32] = public.try_into().map_err(|_| NoteError::Key)?;
        if !good_name(name) || id != HEXLOWER.encode(&key_id(name, &public)) {
            return Err(NoteError::Key);
        }
        let key = VerifyingKey::from_bytes(&public).map_err(|_| NoteError::Key)?;
        Ok(Verifier { name: name.to_owned(), key })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let public = self.key.as_bytes();
        let mut key = vec![ED25519];
        key.extend(public);
        write!(f, "{}+{}+{}", self.name, HEXLOWER.encode(&key_id(&self.name, public)), BASE64.encode(&key))
    }
}

/// A text with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text, with its last line break.
    pub text: String,
    signatures: Vec<(String, Vec<u8>)>,
}

impl Note {
    /// Reads a note; its signatures are not verified yet, so its text is not to be believed yet.
    ///
    /// # Errors
    /// `Form`.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        if !good_text(note) {
            return Err(NoteError::Form);
        }
        let at = note.rfind("\n\n").ok_or(NoteError::Form)?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            let (name, signature) =
                line.strip_prefix("— ").and_then(|line| line.split_once(' ')).ok_or(NoteError::Form)?;
            let signature = BASE64.decode(signature.as_bytes()).map_err(|_| NoteError::Form)?;
            if !good_name(name) || signature.len() <= ID || signatures.len() == MOST_SIGNATURES {
                return Err(NoteError::Form);
            }
            signatures.push((name.to_owned(), signature));
        }
        Ok(Note { text: text.to_owned(), signatures })
    }

    /// Whether this key signed it. Signatures of other keys are passed over; one of this key that is wrong spoils the
    /// note, even beside a right one.
    ///
    /// # Errors
    /// `Unsigned`, `Signature`.
    pub fn verify(&self, verifier: &Verifier) -> Result<(), NoteError> {
        let id = key_id(&verifier.name, verifier.key.as_bytes());
        let mut signed = Err(NoteError::Unsigned);
        for (name, signature) in &self.signatures {
            let Some(signature) = signature.strip_prefix(&id).filter(|_| *name == verifier.name) else { continue };
            let signature = Signature::from_slice(signature).map_err(|_| NoteError::Signature)?;
            verifier.key.verify_strict(self.text.as_bytes(), &signature).map_err(|_| NoteError::Signature)?;
            signed = Ok(());
        }
        signed
    }
}
