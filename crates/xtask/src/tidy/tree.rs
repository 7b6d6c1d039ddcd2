//! The text files of the repository.

use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold nothing of ours: git's, cargo's, npm's, and at the root a running program's data.
const SKIPPED: &[&str] = &[".git", "target", "node_modules"];
const SKIPPED_AT_ROOT: &[&str] = &["data"];

/// One text file.
pub(super) struct File {
    /// From the root of the repository, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    /// The last part of the path.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether a folder on the path is called so.
    pub(super) fn within(&self, folder: &str) -> bool {
        let mut parts = self.path.rsplit('/').skip(1);
        parts.any(|part| part == folder)
    }

    /// Whether the name ends in one of these extensions (without the dot).
    pub(super) fn is(&self, extensions: &[&str]) -> bool {
        let extension = self.name().rsplit_once('.').map(|(_, extension)| extension);
        extension.is_some_and(|extension| extensions.contains(&extension))
    }

    /// Lines with their numbers, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// All text files, in order of their paths.
pub(super) struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// Reads the repository. Files that are no UTF-8 text (pictures) are left out.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub(super) fn read(root: &Path) -> Result<Tree> {
        let mut files = Vec::new();
        read_folder(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree { files })
    }

    /// A tree made of pairs of path and text.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Tree { files: files.iter().map(file).collect() }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// The files under a folder (written with a closing `/`) that have one of the extensions.
    pub(super) fn under<'a>(&'a self, folder: &'a str, extensions: &'a [&'a str]) -> impl Iterator<Item = &'a File> {
        let wanted = move |file: &&File| file.path.starts_with(folder) && file.is(extensions);
        self.files.iter().filter(wanted)
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let skipped = SKIPPED.contains(&name.as_str()) || prefix.is_empty() && SKIPPED_AT_ROOT.contains(&name.as_str());
        let kind = entry.file_type()?;
        if kind.is_dir() && !skipped {
            read_folder(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if kind.is_file() {
            let path = format!("{prefix}{name}");
            let bytes = std::fs::read(entry.path()).with_context(|| format!("reading {path}"))?;
            files.extend(String::from_utf8(bytes).ok().map(|text| File { path, text }));
        }
    }
    Ok(())
}
