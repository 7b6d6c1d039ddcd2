//! The folder of a demonstration. A mark in it says what was loaded and whether to the end; a complete one of the same
//! kind is used again with all that visitors changed in it, another is made afresh. A folder that holds anything else
//! is left alone.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::{Persona, Size};

const MARK: &str = "demonstration.json";
/// What a demonstration puts beside its mark.
const OURS: [&str; 5] = ["yizhan.db", "yizhan.db-wal", "yizhan.db-shm", "files", "mail"];

/// What was loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Of the program.
    pub version: String,
    /// How much.
    pub size: Size,
    /// Of chance.
    pub seed: u64,
    /// Last day of the data.
    pub until: String,
    /// Who can be signed in as; empty until everything is loaded.
    pub personas: Vec<Persona>,
}

/// A folder to put a demonstration in.
pub struct Folder(PathBuf);

impl Folder {
    /// Looks at a folder, making it when it is missing.
    ///
    /// # Errors
    /// When it holds something else than a demonstration.
    pub fn at(path: &Path) -> anyhow::Result<Folder> {
        std::fs::create_dir_all(path).with_context(|| format!("making {}", path.display()))?;
        let mut entries = std::fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?;
        let folder = Folder(path.to_owned());
        if entries.next().is_some() && !folder.mark_path().exists() {
            anyhow::bail!("{} 里有其他内容,不是演示数据:请用 --data 指定一个空文件夹", path.display());
        }
        Ok(folder)
    }

    fn mark_path(&self) -> PathBuf {
        self.0.join(MARK)
    }

    /// The complete demonstration that is there, when it is of the kind wanted, whatever its last day.
    pub fn found(&self, wanted: &Mark) -> Option<Mark> {
        let text = std::fs::read_to_string(self.mark_path()).ok()?;
        let mark: Mark = serde_json::from_str(&text).ok()?;
        let like = Mark { until: mark.until.clone(), personas: mark.personas.clone(), ..wanted.clone() };
        (mark == like && !mark.personas.is_empty()).then_some(mark)
    }

    /// Takes away what is there and leaves the mark of a load that has begun.
    ///
    /// # Errors
    /// Of the disk.
    pub fn clear(&self, wanted: &Mark) -> anyhow::Result<()> {
        self.put(wanted)?;
        for name in OURS {
            let path = self.0.join(name);
            let gone = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            match gone {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("removing {}", path.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Leaves the mark.
    ///
    /// # Errors
    /// Of the disk.
    pub fn put(&self, mark: &Mark) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(mark)?;
        std::fs::write(self.mark_path(), text).with_context(|| format!("writing {}", self.mark_path().display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Mark {
        Mark { version: "0.1.0".into(), size: Size::Small, seed: 1, until: "2026-03-04".into(), personas: Vec::new() }
    }

    fn complete() -> Mark {
        let persona = Persona { role: "auditor".into(), name: "林晓".into(), person: uuid::Uuid::nil() };
        Mark { personas: vec![persona], ..mark() }
    }

    #[test]
    fn a_folder_with_something_else_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("yizhan.db"), "账目").unwrap();
        assert!(Folder::at(place.path()).is_err());
        assert!(place.path().join("yizhan.db").exists());
    }

    #[test]
    fn only_a_complete_demonstration_of_the_same_kind_is_used_again() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::at(place.path()).unwrap();
        folder.clear(&mark()).unwrap();
        std::fs::write(place.path().join("yizhan.db"), "半途").unwrap();
        let folder = Folder::at(place.path()).unwrap();
        assert_eq!(folder.found(&mark()), None, "a load that was broken off");
        folder.put(&complete()).unwrap();
        assert_eq!(folder.found(&Mark { until: "2026-03-05".into(), ..mark() }), Some(complete()));
        assert_eq!(folder.found(&Mark { seed: 2, ..mark() }), None);
        folder.clear(&mark()).unwrap();
        assert!(!place.path().join("yizhan.db").exists());
    }
}
