//! Hashing of RFC 9162 §2.1.1: leaves and nodes have different prefixes, so neither can pass for the other.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// As 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }

    /// As base64, 44 characters.
    pub fn base64(&self) -> String {
        data_encoding::BASE64.encode(&self.0)
    }

    /// Reads 64 hexadecimal digits, small letters.
    pub fn from_hex(text: &str) -> Option<Hash> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Hash)
    }

    /// Reads base64, with its padding.
    pub fn from_base64(text: &str) -> Option<Hash> {
        data_encoding::BASE64.decode(text.as_bytes()).ok()?.try_into().ok().map(Hash)
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.hex())
    }
}

/// `SHA-256(0x00 || data)`
pub fn leaf_hash(data: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(data).finalize().into())
}

/// `SHA-256(0x01 || left || right)`
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut data = [1u8; 65];
    data[1..33].copy_from_slice(&left.0);
    data[33..].copy_from_slice(&right.0);
    Hash(Sha256::digest(data).into())
}

/// What a leaf holds in place of an event: `SHA-256("yizhan commitment 1\n" || salt || event)`. Without the salt the
/// event cannot be guessed from it; with salt and event anyone can check it.
pub fn commit(salt: &[u8; 32], event: &[u8]) -> Hash {
    let hash = Sha256::new().chain_update("yizhan commitment 1\n").chain_update(salt).chain_update(event);
    Hash(hash.finalize().into())
}
