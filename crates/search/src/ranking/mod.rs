//! How documents are found and ranked, in two stages.
//!
//! 1. The few most telling terms of the question, pairs and words, bring some hundred candidates by block-max WAND: it
//!    never looks at what cannot come among them.
//! 2. The candidates alone are scored by all terms, also by the single characters whose long lists make searching by them
//!    slow: a list is sought at the candidates' places only.

mod first;
mod plan;
mod second;

pub(crate) use first::{Candidate, candidates};
pub(crate) use plan::Plan;
pub(crate) use second::ranked;

/// The figures that ranking goes by. Those given were tuned as `docs/search.md` tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    /// How soon a repeated term stops to count.
    pub k1: f32,
    /// How much a document's length counts.
    pub b: f32,
    /// What a single character weighs beside a pair.
    pub single: f32,
    /// How much of that a character loses that a pair stands for.
    pub covered: f32,
    /// What a known word of three characters and more weighs beside its pairs.
    pub word: f32,
    /// What a run of Latin letters and digits weighs.
    pub latin: f32,
    /// What parts of a run weigh.
    pub part: f32,
    /// At which share of its rarer character's documents a pair is half a word.
    pub cohesion: f32,
    /// What a pair that is no word at all still weighs.
    pub loose: f32,
    /// What the words of asking weigh: 请问, 怎么办.
    pub asking: f32,
    /// What a pair weighs that is half of asking.
    pub half_asking: f32,
    /// What a word weighs that only means the same.
    pub alike: f32,
    /// The power of the share of the question that a document has.
    pub coverage: f32,
    /// Candidates of the first stage.
    pub depth: usize,
    /// Terms of the first stage.
    pub first: usize,
    /// The share of the question's weight at which the first stage needs no more terms.
    pub enough: f32,
    /// Terms in a larger share of the documents tell nothing.
    pub common: f32,
    /// The share of the question's worth under which the second stage leaves a term out.
    pub negligible: f32,
}

impl Default for Tuning {
    fn default() -> Tuning {
        Tuning {
            k1: 1.0,
            b: 0.6,
            single: 0.8,
            covered: 0.7,
            word: 0.5,
            latin: 1.0,
            part: 0.3,
            cohesion: 0.015,
            loose: 0.25,
            asking: 0.1,
            half_asking: 0.4,
            alike: 0.5,
            coverage: 0.6,
            depth: 150,
            first: 12,
            enough: 0.9,
            common: 0.5,
            negligible: 0.01,
        }
    }
}

/// How telling a term is that `having` of `all` documents have.
pub(crate) fn rarity(having: u64, all: u64) -> f32 {
    let (having, all) = (having.min(all) as f32, all as f32);
    ((all - having + 0.5) / (having + 0.5)).ln_1p()
}
