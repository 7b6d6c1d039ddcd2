//! The tree over stored tiles. A tile holds up to 256 hashes of one level out of eight; the levels between are
//! reckoned from it.

use crate::hash::{Hash, node_hash};

/// Hashes of a full tile.
pub const TILE: u64 = 256;
/// Levels of the tree that one level of tiles spans.
const HEIGHT: u32 = 8;

/// Where the tiles are read from.
pub trait Tiles {
    /// Why a tile could not be read.
    type Error;

    /// The first `width` hashes (1 to 256) of a tile; a stored tile may be wider by now. Never fewer than `width`:
    /// the callers here index into what they get.
    ///
    /// # Errors
    /// When it is not there or too narrow.
    fn tile(&mut self, level: u8, index: u64, width: u16) -> Result<Vec<Hash>, Self::Error>;
}

/// A tile to be stored, over its narrower form if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileWrite {
    /// Level of tiles, 0 holds the leaf hashes.
    pub level: u8,
    /// Which of the level.
    pub index: u64,
    /// 1 to 256 hashes.
    pub hashes: Vec<Hash>,
}

/// The root of a tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    use sha2::{Digest, Sha256};
    Hash(Sha256::digest([]).into())
}

/// Adds leaf hashes to a tree of `size` leaves: the tiles that change. Reads only the tiles at the right edge.
///
/// # Errors
/// When a tile cannot be read.
pub fn append<T: Tiles>(size: u64, leaves: &[Hash], tiles: &mut T) -> Result<Vec<TileWrite>, T::Error> {
    let mut writes = Vec::new();
    let (mut level, mut count, mut entries) = (0u8, size, leaves.to_vec());
    while !entries.is_empty() {
        let mut index = count / TILE;
        let width = (count % TILE) as u16;
        let mut hashes = if width > 0 { tiles.tile(level, index, width)? } else { Vec::new() };
        let mut above = Vec::new();
        for entry in entries {
            hashes.push(entry);
            if hashes.len() as u64 == TILE {
                above.push(fold(&hashes));
                writes.push(TileWrite { level, index, hashes: std::mem::take(&mut hashes) });
                index += 1;
            }
        }
        if !hashes.is_empty() {
            writes.push(TileWrite { level, index, hashes });
        }
        (level, count, entries) = (level + 1, count / TILE, above);
    }
    Ok(writes)
}

/// The root of a full subtree over these hashes; their number is a power of two.
fn fold(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    let mut width = row.len();
    while width > 1 {
        width /= 2;
        for at in 0..width {
            row[at] = node_hash(&row[2 * at], &row[2 * at + 1]);
        }
    }
    row[0]
}

/// The node at `index` of a level of a tree of `size` leaves; it is full.
fn node<T: Tiles>(level: u32, index: u64, size: u64, tiles: &mut T) -> Result<Hash, T::Error> {
    let (tile_level, inner) = (level / HEIGHT, level % HEIGHT);
    let first = index << inner;
    let (tile, offset) = (first / TILE, (first % TILE) as usize);
    let entries = (size >> (tile_level * HEIGHT)) - tile * TILE;
    let hashes = tiles.tile(tile_level as u8, tile, entries.min(TILE) as u16)?;
    Ok(fold(&hashes[offset..offset + (1 << inner)]))
}

/// The hash of the leaves `from..to`, as RFC 9162 §2.1.1 defines it.
fn range<T: Tiles>(from: u64, to: u64, size: u64, tiles: &mut T) -> Result<Hash, T::Error> {
    let count = to - from;
    if count.is_power_of_two() {
        let level = count.trailing_zeros();
        return node(level, from >> level, size, tiles);
    }
    let split = from + largest_power_below(count);
    Ok(node_hash(&range(from, split, size, tiles)?, &range(split, to, size, tiles)?))
}

/// The largest power of two smaller than `n`, for n > 1.
fn largest_power_below(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// The root of the first `size` leaves.
///
/// # Errors
/// When a tile cannot be read.
pub fn root<T: Tiles>(size: u64, tiles: &mut T) -> Result<Hash, T::Error> {
    if size == 0 { Ok(empty_root()) } else { range(0, size, size, tiles) }
}

/// The proof that leaf `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1). Of a leaf that is not there it is
/// empty and verifies nothing.
///
/// # Errors
/// When a tile cannot be read.
pub fn inclusion_proof<T: Tiles>(index: u64, size: u64, tiles: &mut T) -> Result<Vec<Hash>, T::Error> {
    let mut path = Vec::new();
    if index >= size {
        return Ok(path);
    }
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let split = from + largest_power_below(to - from);
        if index < split {
            path.push(range(split, to, size, tiles)?);
            to = split;
        } else {
            path.push(range(from, split, size, tiles)?);
            from = split;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `size` leaves begins with that of `old` leaves (RFC 9162 §2.1.4.1).
/// It is empty when they are equal, and when there is nothing to prove: `old` is 0 or larger than `size`.
///
/// # Errors
/// When a tile cannot be read.
pub fn consistency_proof<T: Tiles>(old: u64, size: u64, tiles: &mut T) -> Result<Vec<Hash>, T::Error> {
    let mut path = Vec::new();
    if old == 0 || old > size {
        return Ok(path);
    }
    let (mut from, mut to, mut whole) = (0, size, true);
    while to != old {
        let split = from + largest_power_below(to - from);
        if old <= split {
            path.push(range(split, to, size, tiles)?);
            to = split;
        } else {
            path.push(range(from, split, size, tiles)?);
            from = split;
            whole = false;
        }
    }
    if !whole {
        path.push(range(from, to, size, tiles)?);
    }
    path.reverse();
    Ok(path)
}
