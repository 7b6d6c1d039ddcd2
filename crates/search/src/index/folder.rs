//! A folder that holds one index at a time, rebuilt beside the old one and swapped in one step.

use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::path::{Path, PathBuf};

use super::{Fields, Index, Writer};
use crate::Error;
use crate::analysis::Analysis;

/// Grows when what is kept of a text changes: an index of another edition is built anew.
const EDITION: u32 = 1;
/// The file that names the index in use.
const CURRENT: &str = "current";

/// The folder of an index: in it a folder for each generation, and a file that names the one in use.
pub struct Folder {
    root: PathBuf,
    fields: Fields,
    analysis: Analysis,
}

/// A new generation that is not in use yet; dropped without [`Rebuilding::swap`], the old one stays.
pub struct Rebuilding<'a> {
    folder: &'a Folder,
    name: String,
    index: Index,
}

impl Folder {
    /// A folder, made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn of(root: &Path, fields: Fields, analysis: Analysis) -> Result<Folder, Error> {
        fs::create_dir_all(root)?;
        Ok(Folder { root: root.to_owned(), fields, analysis })
    }

    /// The index in use; none when there is none, when it was made by another analysis, with other words or fields, or
    /// is damaged: then it must be rebuilt.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn current(&self) -> Result<Option<Index>, Error> {
        let name = match fs::read_to_string(self.root.join(CURRENT)) {
            Ok(name) => name,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let fits = name.split_once('-').is_some_and(|(mark, _)| mark == self.mark());
        if !fits || !self.root.join(&name).is_dir() {
            return Ok(None);
        }
        Ok(Index::open(&self.root.join(name), &self.fields, self.analysis.clone()).ok())
    }

    /// Begins a new generation beside the one in use.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn rebuild(&self) -> Result<Rebuilding<'_>, Error> {
        self.sweep()?;
        let newest =
            self.generations()?.into_iter().filter_map(|name| name.rsplit_once('-')?.1.parse::<u64>().ok()).max();
        let name = format!("{}-{}", self.mark(), newest.map_or(1, |newest| newest + 1));
        let index = Index::open(&self.root.join(&name), &self.fields, self.analysis.clone())?;
        Ok(Rebuilding { folder: self, name, index })
    }

    /// Takes away what is not in use: what a broken-off rebuilding left, and old generations.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn sweep(&self) -> Result<(), Error> {
        let current = fs::read_to_string(self.root.join(CURRENT)).unwrap_or_default();
        for name in self.generations()?.into_iter().filter(|name| *name != current) {
            fs::remove_dir_all(self.root.join(name))?;
        }
        Ok(())
    }

    fn generations(&self) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        Ok(names)
    }

    /// What an index must have been made with: edition, fields and known words.
    fn mark(&self) -> String {
        let mut hasher = foldhash::fast::FixedState::with_seed(u64::from(EDITION)).build_hasher();
        for text in &self.fields.texts {
            hasher.write(format!("{}:{};", text.name, text.names).as_bytes());
        }
        hasher.write(format!("{:?}{}", self.fields.keywords, self.fields.stored).as_bytes());
        let mut words: Vec<&str> = self.analysis.words().iter().collect();
        words.sort_unstable();
        words.iter().for_each(|word| hasher.write(word.as_bytes()));
        format!("{EDITION}x{:016x}", hasher.finish())
    }
}

impl Rebuilding<'_> {
    /// The writer of the new generation.
    ///
    /// # Errors
    /// As [`Index::writer`].
    pub fn writer(&self, threads: usize) -> Result<Writer, Error> {
        self.index.writer(threads)
    }

    /// Puts the new generation, committed, in the old one's place. The old one's files stay until [`Folder::sweep`], for
    /// those who still read them.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn swap(self) -> Result<Index, Error> {
        let beside = self.folder.root.join("current.new");
        fs::write(&beside, &self.name)?;
        fs::File::open(&beside)?.sync_all()?;
        fs::rename(&beside, self.folder.root.join(CURRENT))?;
        fs::File::open(&self.folder.root)?.sync_all()?;
        self.index.reload()?;
        Ok(self.index)
    }
}
