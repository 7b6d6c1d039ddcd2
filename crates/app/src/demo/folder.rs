//! The folder of a demonstration. A mark in it says what was loaded and whether to the end; a complete one of the same
//! kind is used again with all that visitors changed in it, another is made afresh. A folder that holds anything else
//! is left alone.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::{Persona, Size};

/// What is wanted of a folder, and what is there.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Complete, and of the kind wanted, whatever its last day.
    Complete(Mark),
    /// A city of the kind wanted that is not complete: it is gone on with.
    Begun(Mark),
    /// Nothing that is kept.
    Nothing,
}

const MARK: &str = "demonstration.json";
/// What a demonstration puts beside its mark.
const OURS: [&str; 8] = [
    "yizhan.db",
    "yizhan.db-wal",
    "yizhan.db-shm",
    "yizhan.db.founding",
    "yizhan.db.founding-wal",
    "yizhan.db.founding-shm",
    "files",
    "mail",
];

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
    /// When the data end, in milliseconds UTC: a load that is gone on with ends where it was to end.
    #[serde(default)]
    pub ends_at: i64,
    /// Who can be signed in as; empty until everything is loaded.
    pub personas: Vec<Persona>,
}

impl Mark {
    /// In words.
    fn kind(&self) -> String {
        format!("规模 {},种子 {},版本 {}", self.size, self.seed, self.version)
    }
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

    fn mark(&self) -> Option<Mark> {
        let text = std::fs::read_to_string(self.mark_path()).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// What is there of the kind wanted.
    ///
    /// # Errors
    /// When something else is there that took long to load: it is not thrown away unasked.
    pub fn found(&self, wanted: &Mark) -> anyhow::Result<Found> {
        let Some(mark) = self.mark() else { return Ok(Found::Nothing) };
        let like = Mark {
            until: mark.until.clone(),
            ends_at: mark.ends_at,
            personas: mark.personas.clone(),
            ..wanted.clone()
        };
        let takes_long = matches!(mark.size, Size::City(_));
        match (mark == like, mark.personas.is_empty()) {
            (true, false) => Ok(Found::Complete(mark)),
            (true, true) if takes_long => Ok(Found::Begun(mark)),
            (false, _) if takes_long => anyhow::bail!(
                "{} 里是另一份演示数据({}),这次要的是({}):请用 --data 另选文件夹,或先删除它",
                self.0.display(),
                mark.kind(),
                wanted.kind()
            ),
            _ => Ok(Found::Nothing),
        }
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
    use crate::demo::City;

    fn mark() -> Mark {
        Mark {
            version: "0.1.0".into(),
            size: Size::Small,
            seed: 1,
            until: "2026-03-04".into(),
            ends_at: 7,
            personas: Vec::new(),
        }
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
        assert_eq!(folder.found(&mark()).unwrap(), Found::Nothing, "a load that was broken off");
        folder.put(&complete()).unwrap();
        assert_eq!(
            folder.found(&Mark { until: "2026-03-05".into(), ends_at: 9, ..mark() }).unwrap(),
            Found::Complete(complete())
        );
        assert_eq!(folder.found(&Mark { seed: 2, ..mark() }).unwrap(), Found::Nothing);
        folder.clear(&mark()).unwrap();
        assert!(!place.path().join("yizhan.db").exists());
    }

    #[test]
    fn a_city_is_gone_on_with_and_never_thrown_away_unasked() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::at(place.path()).unwrap();
        let city = Mark { size: Size::City(City::WHOLE), ..mark() };
        folder.clear(&city).unwrap();
        let later = Mark { until: "2026-03-05".into(), ends_at: 9, ..city.clone() };
        assert_eq!(folder.found(&later).unwrap(), Found::Begun(city.clone()));
        for other in [mark(), Mark { seed: 2, ..later.clone() }, Mark { version: "0.2.0".into(), ..later.clone() }] {
            let refused = folder.found(&other).unwrap_err().to_string();
            assert!(refused.contains("另一份演示数据") && refused.contains("规模 city,种子 1,版本 0.1.0"), "{refused}");
        }
        folder.put(&Mark { personas: complete().personas, ..city.clone() }).unwrap();
        assert!(matches!(folder.found(&later).unwrap(), Found::Complete(found) if found.until == "2026-03-04"));
        let part = Mark { size: Size::City(City::WHOLE.part(20)), ..later };
        let refused = folder.found(&part).unwrap_err().to_string();
        assert!(refused.contains("23500"), "{refused}");
    }
}
