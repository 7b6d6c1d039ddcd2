//! How many leaves a second one core puts into the tree: leaf hashes, nodes and tiles.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ledger::{Hash, Tiles, append, leaf_hash};

#[derive(Default)]
struct Memory(HashMap<(u8, u64), Vec<Hash>>);

impl Tiles for Memory {
    type Error = Infallible;
    fn tile(&mut self, level: u8, index: u64, width: u16) -> Result<Vec<Hash>, Infallible> {
        Ok(self.0[&(level, index)][..width as usize].to_vec())
    }
}

fn build(c: &mut Criterion) {
    const LEAVES: u64 = 100_000;
    let commitments: Vec<[u8; 32]> = (0..LEAVES).map(|n| [n as u8; 32]).collect();
    let mut group = c.benchmark_group("ledger");
    group.throughput(Throughput::Elements(LEAVES));
    group.bench_function("build", |b| {
        b.iter(|| {
            let leaves: Vec<Hash> = commitments.iter().map(|data| leaf_hash(data)).collect();
            black_box(append(0, &leaves, &mut Memory::default()))
        });
    });
    group.finish();
}

criterion_group!(benches, build);
criterion_main!(benches);
