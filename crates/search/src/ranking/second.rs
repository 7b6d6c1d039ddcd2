//! The second stage: the candidates scored by all that was asked.

use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, Searcher, TERMINATED};

use super::Tuning;
use super::first::Candidate;
use super::plan::{Asked, Plan};
use crate::Error;
use crate::index::Handles;

/// The candidates with their scores, in no order.
pub(crate) fn ranked(
    mut candidates: Vec<Candidate>,
    plan: &Plan,
    handles: &Handles,
    searcher: &Searcher,
    tuning: &Tuning,
) -> Result<Vec<Candidate>, Error> {
    candidates.sort_unstable_by_key(|candidate| (candidate.segment, candidate.document));
    let lengths = average_lengths(handles, searcher)?;
    let mut ranked = Vec::with_capacity(candidates.len());
    for of_segment in candidates.chunk_by(|a, b| a.segment == b.segment) {
        let mut scored = Scored::of(of_segment, handles, searcher, &lengths, tuning)?;
        for term in plan.terms.iter().filter(|term| worth_seeking(term, plan, tuning)) {
            scored.add(term, handles, searcher, tuning)?;
        }
        ranked.extend(scored.finish(plan.worth, tuning));
    }
    Ok(ranked)
}

/// What tells next to nothing of the question is not sought; such words have the longest lists.
fn worth_seeking(term: &Asked, plan: &Plan, tuning: &Tuning) -> bool {
    term.worth() >= tuning.negligible * plan.worth
}

fn average_lengths(handles: &Handles, searcher: &Searcher) -> Result<Vec<f32>, Error> {
    let mut lengths = Vec::with_capacity(handles.texts.len());
    for handle in &handles.texts {
        let (mut tokens, mut documents) = (0, 0);
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(handle.field)?.total_num_tokens();
            documents += u64::from(segment.max_doc());
        }
        lengths.push((tokens as f32 / documents.max(1) as f32).max(1.0));
    }
    Ok(lengths)
}

struct Scored<'a> {
    candidates: &'a [Candidate],
    segment: usize,
    scores: Vec<f32>,
    /// What each has of the question's worth.
    having: Vec<f32>,
    /// By field, what each one's length adds to how often a term must stand in it.
    lengths: Vec<Vec<f32>>,
}

impl<'a> Scored<'a> {
    fn of(
        candidates: &'a [Candidate],
        handles: &Handles,
        searcher: &Searcher,
        averages: &[f32],
        tuning: &Tuning,
    ) -> Result<Scored<'a>, Error> {
        let segment = candidates[0].segment;
        let reader = searcher.segment_reader(u32::try_from(segment).unwrap_or(0));
        let mut lengths = Vec::with_capacity(handles.texts.len());
        for (handle, average) in handles.texts.iter().zip(averages) {
            let norms = reader.get_fieldnorms_reader(handle.field)?;
            let length = |candidate: &Candidate| norms.fieldnorm(candidate.document) as f32 / average;
            let length = |candidate: &Candidate| tuning.k1 * (1.0 - tuning.b + tuning.b * length(candidate));
            lengths.push(candidates.iter().map(length).collect());
        }
        let none = vec![0.0; candidates.len()];
        Ok(Scored { candidates, segment, scores: none.clone(), having: none, lengths })
    }

    fn add(&mut self, term: &Asked, handles: &Handles, searcher: &Searcher, tuning: &Tuning) -> Result<(), Error> {
        let reader = searcher.segment_reader(u32::try_from(self.segment).unwrap_or(0));
        let worth = term.worth();
        let mut has = vec![false; self.candidates.len()];
        for ((handle, lists), lengths) in handles.texts.iter().zip(&term.lists).zip(&self.lengths) {
            let Some(list) = &lists[self.segment] else { continue };
            let inverted = reader.inverted_index(handle.field)?;
            let mut list = inverted.read_postings_from_terminfo(list, IndexRecordOption::WithFreqs)?;
            for (index, candidate) in self.candidates.iter().enumerate() {
                let mut at = list.doc();
                if at < candidate.document {
                    at = list.seek(candidate.document);
                }
                if at == TERMINATED {
                    break;
                }
                if at == candidate.document {
                    let times = list.term_freq() as f32;
                    let gain = worth * times * (tuning.k1 + 1.0) / (times + lengths[index]);
                    self.scores[index] += gain * handle.weight;
                    has[index] = true;
                }
            }
        }
        for (having, _) in self.having.iter_mut().zip(&has).filter(|(_, has)| **has) {
            *having += worth;
        }
        Ok(())
    }

    fn finish(self, worth: f32, tuning: &Tuning) -> impl Iterator<Item = Candidate> {
        let parts = self.candidates.iter().zip(self.scores).zip(self.having);
        parts.map(move |((candidate, score), having)| {
            let share = (having / worth.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
            Candidate { score: score * share.powf(tuning.coverage), ..*candidate }
        })
    }
}
