//! The log against published vectors, against a second implementation, and against tampering.

use std::collections::HashMap;
use std::convert::Infallible;

use ledger::{Hash, Tiles, append, root};

mod bundles;
mod notes;
mod trees;

/// Tiles in memory.
#[derive(Default, PartialEq, Debug)]
struct Memory {
    stored: HashMap<(u8, u64), Vec<Hash>>,
}

impl Tiles for Memory {
    type Error = Infallible;
    fn tile(&mut self, level: u8, index: u64, width: u16) -> Result<Vec<Hash>, Infallible> {
        Ok(self.stored[&(level, index)][..usize::from(width)].to_vec())
    }
}

impl Memory {
    /// The tree of these leaves, added in batches of these sizes over and over.
    fn new(leaves: &[Hash], batches: &[usize]) -> Memory {
        let mut memory = Memory::default();
        let (mut size, mut sizes) = (0, batches.iter().cycle());
        while size < leaves.len() {
            let batch = (*sizes.next().unwrap()).min(leaves.len() - size);
            memory.append(size as u64, &leaves[size..size + batch]);
            size += batch;
        }
        memory
    }

    fn append(&mut self, size: u64, leaves: &[Hash]) {
        let Ok(writes) = append(size, leaves, self);
        for write in writes {
            self.stored.insert((write.level, write.index), write.hashes);
        }
    }

    fn root(&mut self, size: usize) -> Hash {
        let Ok(root) = root(size as u64, self);
        root
    }
}
