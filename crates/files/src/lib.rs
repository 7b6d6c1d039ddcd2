//! Blobs addressed by their SHA-256, on local disk, in an S3-compatible store, or in memory. What is put twice is
//! stored once; what is read is checked against its address.

mod kind;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, memory::InMemory, path::Path as Key};
use sha2::{Digest, Sha256};

pub use kind::{Kind, Unfit, check, clean_name, content_disposition};

/// Largest file, in bytes: 20 MiB.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// Where the blobs lie.
#[derive(Clone, Debug)]
pub enum Location {
    /// A folder; made when missing.
    Directory(PathBuf),
    /// An S3-compatible store.
    S3 {
        /// Its address.
        endpoint: String,
        /// Bucket.
        bucket: String,
        /// Region.
        region: String,
        /// Key id.
        access_key: String,
        /// Secret.
        secret_key: String,
        /// Put before every key.
        prefix: String,
        /// Plain HTTP, for a store on the same machine.
        allow_http: bool,
    },
    /// In memory.
    Memory,
}

/// Why a blob could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk.
    #[error("disk: {0}")]
    Disk(#[from] std::io::Error),
    /// The store.
    #[error("store: {0}")]
    Store(#[from] object_store::Error),
    /// What is there is not what its address says.
    #[error("the file {0} is damaged")]
    Corrupt(String),
    /// The program's own mistake.
    #[error("a task of the file store stopped")]
    Stopped,
}

/// The store. Clones share it.
#[derive(Clone)]
pub struct Files(Backend);

#[derive(Clone)]
enum Backend {
    Directory(PathBuf),
    Objects { store: Arc<dyn ObjectStore>, prefix: String },
}

impl Files {
    /// Opens a store.
    ///
    /// # Errors
    /// When the folder cannot be made or the store's address is wrong.
    pub fn open(location: &Location) -> Result<Files, Error> {
        Ok(Files(match location {
            Location::Directory(folder) => {
                std::fs::create_dir_all(folder)?;
                Backend::Directory(folder.clone())
            }
            Location::Memory => Backend::Objects { store: Arc::new(InMemory::new()), prefix: String::new() },
            Location::S3 { endpoint, bucket, region, access_key, secret_key, prefix, allow_http } => {
                // A second installation is an error that says it is installed already, which is what we want.
                rustls::crypto::ring::default_provider().install_default().unwrap_or_default();
                let store = AmazonS3Builder::new()
                    .with_endpoint(endpoint)
                    .with_bucket_name(bucket)
                    .with_region(if region.is_empty() { "us-east-1" } else { region })
                    .with_access_key_id(access_key)
                    .with_secret_access_key(secret_key)
                    .with_allow_http(*allow_http)
                    .build()?;
                Backend::Objects { store: Arc::new(store), prefix: prefix.clone() }
            }
        }))
    }

    /// Stores a blob and gives its address.
    ///
    /// # Errors
    /// Of the disk or the store.
    pub async fn put(&self, bytes: Bytes) -> Result<[u8; 32], Error> {
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        match &self.0 {
            Backend::Directory(folder) => {
                let path = folder.join(place(&hash));
                on_disk(move || write_durably(&path, &bytes)).await?;
            }
            Backend::Objects { store, prefix } => {
                store.put(&key(prefix, &hash), bytes.into()).await?;
            }
        }
        Ok(hash)
    }

    /// The blob at an address, `None` when there is none.
    ///
    /// # Errors
    /// `Corrupt` when it does not hash to its address; of the disk or the store.
    pub async fn get(&self, hash: &[u8; 32]) -> Result<Option<Bytes>, Error> {
        let found = match &self.0 {
            Backend::Directory(folder) => {
                let path = folder.join(place(hash));
                match on_disk(move || std::fs::read(path)).await {
                    Ok(bytes) => Some(Bytes::from(bytes)),
                    Err(Error::Disk(error)) if error.kind() == std::io::ErrorKind::NotFound => None,
                    Err(error) => return Err(error),
                }
            }
            Backend::Objects { store, prefix } => match store.get(&key(prefix, hash)).await {
                Ok(found) => Some(found.bytes().await?),
                Err(object_store::Error::NotFound { .. }) => None,
                Err(error) => return Err(error.into()),
            },
        };
        match found {
            Some(bytes) if Sha256::digest(&bytes)[..] != hash[..] => Err(Error::Corrupt(hex(hash))),
            found => Ok(found),
        }
    }
}

async fn on_disk<T: Send + 'static>(f: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Error> {
    Ok(tokio::task::spawn_blocking(f).await.map_err(|_| Error::Stopped)??)
}

fn hex(hash: &[u8; 32]) -> String {
    data_encoding::HEXLOWER.encode(hash)
}

/// `ab/abcdef…`: a folder does not hold a million files.
fn place(hash: &[u8; 32]) -> String {
    let hex = hex(hash);
    format!("{}/{hex}", &hex[..2])
}

fn key(prefix: &str, hash: &[u8; 32]) -> Key {
    Key::from(format!("{prefix}{}", place(hash)))
}

/// Written beside its place, synced, moved, and the folder synced: after the answer it survives a power cut.
fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let Some(folder) = path.parent() else { return Err(std::io::ErrorKind::InvalidInput.into()) };
    std::fs::create_dir_all(folder)?;
    let making = path.with_extension(format!("{:?}", std::thread::current().id()).replace(['(', ')'], ""));
    let mut file = std::fs::File::create(&making)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&making, path)?;
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn round_trip(files: &Files) {
        let text = Bytes::from_static("检测报告".as_bytes());
        let hash = files.put(text.clone()).await.unwrap();
        assert_eq!(files.put(text.clone()).await.unwrap(), hash);
        assert_eq!(files.get(&hash).await.unwrap(), Some(text));
        assert_eq!(files.get(&[0; 32]).await.unwrap(), None);
    }

    #[tokio::test]
    async fn in_memory() {
        round_trip(&Files::open(&Location::Memory).unwrap()).await;
    }

    #[tokio::test]
    async fn on_disk_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(&Location::Directory(folder.path().join("blobs"))).unwrap();
        round_trip(&files).await;
        let hash = files.put(Bytes::from_static(b"%PDF-1.7")).await.unwrap();
        std::fs::write(folder.path().join("blobs").join(place(&hash)), b"changed").unwrap();
        assert!(matches!(files.get(&hash).await, Err(Error::Corrupt(_))));
    }
}
