//! The first stage: some hundred candidates by the most telling terms.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use foldhash::{HashMap, HashMapExt};
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, Term};

use super::Tuning;
use super::plan::{Asked, Plan};
use crate::Error;
use crate::analysis::Kind;
use crate::finding::Admission;
use crate::index::Handles;

/// A document that may be found: its segment and its place in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) score: f32,
    pub(crate) segment: usize,
    pub(crate) document: DocId,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> std::cmp::Ordering {
        let place = |candidate: &Candidate| Reverse((candidate.segment, candidate.document));
        self.score.total_cmp(&other.score).then_with(|| place(self).cmp(&place(other)))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The best candidates among what is admitted.
pub(crate) fn candidates(
    plan: &Plan,
    handles: &Handles,
    searcher: &Searcher,
    admission: &Admission,
    tuning: &Tuning,
) -> Result<Vec<Candidate>, Error> {
    let chosen = chosen(plan, tuning);
    let found = run(plan, &chosen, handles, searcher, admission, tuning)?;
    if found.len() >= tuning.depth / 3 || chosen.len() == plan.terms.len() {
        return Ok(found);
    }
    // Few have the telling terms: single characters bring the rest.
    let all: Vec<&Asked> = plan.terms.iter().take(tuning.first * 3).collect();
    run(plan, &all, handles, searcher, admission, tuning)
}

/// The terms of the first stage: pairs, words and runs that are not common, until most of the question is told.
fn chosen<'a>(plan: &'a Plan, tuning: &Tuning) -> Vec<&'a Asked> {
    let telling = |term: &&Asked| {
        !matches!(term.kind, Kind::Single | Kind::Part) && term.having as f32 <= tuning.common * plan.documents as f32
    };
    let all: f32 = plan.terms.iter().filter(telling).map(Asked::worth).sum();
    let mut told = 0.0;
    let mut chosen = Vec::new();
    for term in plan.terms.iter().filter(telling) {
        if chosen.len() >= tuning.first || told >= tuning.enough * all {
            break;
        }
        told += term.worth();
        chosen.push(term);
    }
    if chosen.is_empty() {
        chosen.extend(plan.terms.iter().take(tuning.first));
    }
    chosen
}

fn run(
    plan: &Plan,
    terms: &[&Asked],
    handles: &Handles,
    searcher: &Searcher,
    admission: &Admission,
    tuning: &Tuning,
) -> Result<Vec<Candidate>, Error> {
    let mut frequencies = Frequencies { searcher, having: HashMap::new(), documents: plan.documents };
    let mut wanted: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for term in terms {
        for (handle, lists) in handles.texts.iter().zip(&term.lists) {
            if lists.iter().all(Option::is_none) || handle.weight <= 0.0 {
                continue;
            }
            let sought = Term::from_field_text(handle.field, &term.text);
            frequencies.having.insert(sought.clone(), term.having);
            let query = TermQuery::new(sought, IndexRecordOption::WithFreqs);
            wanted.push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), term.weight * handle.weight))));
        }
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let scoring = EnableScoring::enabled_from_statistics_provider(&frequencies, searcher);
    let weight = BooleanQuery::new(wanted).weight(scoring)?;
    let mut best: BinaryHeap<Reverse<Candidate>> = BinaryHeap::with_capacity(tuning.depth + 1);
    for (segment, reader) in searcher.segment_readers().iter().enumerate() {
        let admitted = admission.to(reader)?;
        let mut threshold =
            if best.len() < tuning.depth { f32::MIN } else { best.peek().map_or(f32::MIN, |least| least.0.score) };
        weight.for_each_pruning(threshold, reader, &mut |document, score| {
            if score > threshold && admitted.admits(document) {
                best.push(Reverse(Candidate { score, segment, document }));
                if best.len() > tuning.depth {
                    best.pop();
                }
                if best.len() == tuning.depth {
                    threshold = best.peek().map_or(f32::MIN, |least| least.0.score);
                }
            }
            threshold
        })?;
    }
    Ok(best.into_iter().map(|candidate| candidate.0).collect())
}

/// How rare terms are over all fields, so that a word that is rare in titles only does not count as rare.
struct Frequencies<'a> {
    searcher: &'a Searcher,
    having: HashMap<Term, u64>,
    documents: u64,
}

impl Bm25StatisticsProvider for Frequencies<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.having.get(term).copied().unwrap_or(0).min(self.documents))
    }
}
