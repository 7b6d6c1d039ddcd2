//! Checkpoints: signed tree heads, as in C2SP tlog-checkpoint.

use crate::hash::Hash;
use crate::note::NoteError;

/// A tree head: the text of a checkpoint's note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text to be signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.base64())
    }

    /// Reads the text of a note. Extension lines may follow the three lines; they say nothing about the tree, we write
    /// none, and they are not kept here.
    ///
    /// # Errors
    /// `Checkpoint`.
    pub fn parse(text: &str) -> Result<Checkpoint, NoteError> {
        let mut lines = text.strip_suffix('\n').ok_or(NoteError::Checkpoint)?.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(NoteError::Checkpoint);
        };
        let canonical = size.bytes().all(|b| b.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
        let size = size.parse().ok().filter(|_| canonical).ok_or(NoteError::Checkpoint)?;
        let root = Hash::from_base64(root).ok_or(NoteError::Checkpoint)?;
        if origin.is_empty() || lines.any(str::is_empty) {
            return Err(NoteError::Checkpoint);
        }
        Ok(Checkpoint { origin: origin.to_owned(), size, root })
    }
}
