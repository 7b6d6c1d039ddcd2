//! What a question asks for: its terms, weighed.

use std::sync::{Arc, LazyLock};

use foldhash::{HashMap, HashMapExt};
use tantivy::postings::TermInfo;
use tantivy::{InvertedIndexReader, Searcher, Term};

use super::{Tuning, rarity};
use crate::Error;
use crate::analysis::words::Text;
use crate::analysis::{Analysis, Kind, Token, Words};
use crate::index::{Handle, Handles};

/// The most characters of a question that are read, and the most terms that are sought.
const READ: usize = 1_000;
const TERMS: usize = 96;

/// The words of asking, which tell nothing of what is asked.
static ASKING: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    words.add_words(include_str!("../../data/asking.txt"));
    words
});

/// By field and segment, where a term's list stands.
type Lists = Vec<Vec<Option<TermInfo>>>;

/// One term of a question.
pub(crate) struct Asked {
    pub(crate) text: String,
    pub(crate) kind: Kind,
    /// What it counts beside others, how rare it is left aside.
    pub(crate) weight: f32,
    pub(crate) rarity: f32,
    /// Whether it only means the same as a word of the question.
    pub(crate) alike: bool,
    /// Documents that have it.
    pub(crate) having: u64,
    /// By field and segment, where its list stands.
    pub(crate) lists: Lists,
}

impl Asked {
    /// What a document gains at most by having it.
    pub(crate) fn worth(&self) -> f32 {
        self.weight * self.rarity
    }
}

/// The terms of a question that some document has, the most telling first.
pub(crate) struct Plan {
    pub(crate) terms: Vec<Asked>,
    /// Documents in all.
    pub(crate) documents: u64,
    /// What all terms are worth, also those that no document has.
    pub(crate) worth: f32,
    /// A pair or a run that no document has: the question may be mistyped.
    pub(crate) unknown: bool,
}

/// A term before it is looked up.
struct Raw {
    text: String,
    kind: Kind,
    times: f32,
    /// The weight by what the words around say, all places together.
    weight: f32,
    from: usize,
    /// The word of the question that it means the same as.
    like: Option<String>,
}

impl Plan {
    /// Reads a question.
    pub(crate) fn of(
        text: &str,
        analysis: &Analysis,
        handles: &Handles,
        searcher: &Searcher,
        tuning: &Tuning,
    ) -> Result<Plan, Error> {
        let end = text.char_indices().nth(READ).map_or(text.len(), |(at, _)| at);
        let read = &text[..end];
        let mut raw = raw_terms(read, analysis, tuning);
        raw.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.from.cmp(&b.from)));
        // Of a very long question only what it says first and most often.
        raw.truncate(TERMS * 3);
        add_alike(&mut raw, analysis, tuning);
        Plan::looked_up(raw, handles, searcher, tuning)
    }

    /// A plan of terms that are weighed already: what is like a document.
    pub(crate) fn of_terms(
        terms: Vec<(String, Kind, f32)>,
        handles: &Handles,
        searcher: &Searcher,
        tuning: &Tuning,
    ) -> Result<Plan, Error> {
        let raw = terms.into_iter();
        let raw = raw.map(|(text, kind, weight)| Raw { text, kind, times: 1.0, weight, from: 0, like: None }).collect();
        Plan::looked_up(raw, handles, searcher, tuning)
    }

    fn looked_up(raw: Vec<Raw>, handles: &Handles, searcher: &Searcher, tuning: &Tuning) -> Result<Plan, Error> {
        let documents = searcher.num_docs().max(1);
        let inverted = inverted(handles, searcher)?;
        let mut terms = Vec::with_capacity(raw.len());
        for raw in raw {
            let (having, lists) = look_up(&raw.text, handles, &inverted)?;
            let mut rare = rarity(having, documents);
            let alike = raw.like.is_some();
            if let Some(like) = raw.like {
                // A rare word that only means the same tells no more than the word that was asked for.
                let known = terms.iter().find(|term: &&Asked| term.text == like);
                rare = known.filter(|known| known.having > 0).map_or(rare, |known| rare.min(known.rarity));
            }
            terms.push(Asked {
                rarity: rare,
                text: raw.text,
                kind: raw.kind,
                weight: raw.weight,
                alike,
                having,
                lists,
            });
        }
        let missing = |term: &Asked| term.having == 0 && !term.alike && term.weight >= 1.0;
        let unknown = terms.iter().any(|term| missing(term) && matches!(term.kind, Kind::Pair | Kind::Latin));
        weigh_pairs(&mut terms, tuning);
        let counts = |term: &&Asked| !term.alike && (term.kind != Kind::Single || term.having > 0);
        let worth = terms.iter().filter(counts).map(Asked::worth).sum();
        terms.retain(|term| term.having > 0 && term.weight > 0.0);
        terms.sort_by(|a, b| b.worth().total_cmp(&a.worth()).then_with(|| a.text.cmp(&b.text)));
        terms.truncate(TERMS);
        Ok(Plan { terms, documents, worth, unknown })
    }
}

/// The distinct tokens of a question, weighed by what kind they are and whether they only ask.
fn raw_terms(read: &str, analysis: &Analysis, tuning: &Tuning) -> Vec<Raw> {
    let asking = asking(read);
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut raw: Vec<Raw> = Vec::new();
    for token in analysis.tokens(read) {
        let weight = kind_weight(token.kind, tuning) * asking_weight(&asking, &token, tuning);
        match at.get(&token.text) {
            Some(index) => {
                let known: &mut Raw = &mut raw[*index];
                known.times += 1.0;
                known.weight = known.weight.max(weight);
            }
            None => {
                at.insert(token.text.clone(), raw.len());
                raw.push(Raw { text: token.text, kind: token.kind, times: 1.0, weight, from: token.from, like: None });
            }
        }
    }
    raw.iter_mut().for_each(|raw| raw.weight *= raw.times.sqrt());
    raw
}

fn kind_weight(kind: Kind, tuning: &Tuning) -> f32 {
    match kind {
        Kind::Single => tuning.single,
        Kind::Pair => 1.0,
        Kind::Word => tuning.word,
        Kind::Latin | Kind::Standard => tuning.latin,
        Kind::Part => tuning.part,
    }
}

/// For each byte of a question, whether it stands in words of asking.
fn asking(read: &str) -> Vec<bool> {
    let text = Text::of(read);
    let mut asking = vec![false; read.len()];
    let mut at = 0;
    while at < text.characters.len() {
        let mut longest = at;
        ASKING.ends_at(&text, at, |end| longest = end);
        if longest > at {
            asking[text.given[at] as usize..text.given[longest] as usize].fill(true);
            at = longest;
        } else {
            at += 1;
        }
    }
    asking
}

fn asking_weight(asking: &[bool], token: &Token, tuning: &Tuning) -> f32 {
    let bytes = &asking[token.from..token.to];
    let asked = bytes.iter().filter(|asked| **asked).count();
    match asked {
        0 => 1.0,
        all if all == bytes.len() => tuning.asking,
        _ => tuning.half_asking,
    }
}

/// Adds the words that mean the same as a word of the question.
fn add_alike(raw: &mut Vec<Raw>, analysis: &Analysis, tuning: &Tuning) {
    let mut alike: Vec<Raw> = Vec::new();
    for known in raw.iter() {
        for other in analysis.words().alike(&known.text) {
            if raw.iter().chain(&alike).any(|raw| raw.text == other) {
                continue;
            }
            let kind = if other.chars().count() == 2 { Kind::Word } else { known.kind };
            let (text, like) = (other.to_owned(), Some(known.text.clone()));
            alike.push(Raw { text, kind, times: 1.0, weight: tuning.alike, from: known.from, like });
        }
    }
    raw.extend(alike);
}

/// How many documents have a term, and where its lists stand.
fn look_up(text: &str, handles: &Handles, inverted: &[Vec<Arc<InvertedIndexReader>>]) -> Result<(u64, Lists), Error> {
    let mut having = 0;
    let mut lists = Vec::with_capacity(handles.texts.len());
    for (handle, inverted) in handles.texts.iter().zip(inverted) {
        let term = Term::from_field_text(handle.field, text);
        let mut in_field = 0;
        let mut by_segment = Vec::with_capacity(inverted.len());
        for segment in inverted {
            let found = segment.get_term_info(&term)?;
            in_field += found.as_ref().map_or(0, |found| u64::from(found.doc_freq));
            by_segment.push(found);
        }
        having = having.max(in_field);
        lists.push(by_segment);
    }
    Ok((having, lists))
}

/// The term dictionaries by field and segment.
fn inverted(handles: &Handles, searcher: &Searcher) -> Result<Vec<Vec<Arc<InvertedIndexReader>>>, Error> {
    let of_field = |handle: &Handle| {
        let segments = searcher.segment_readers().iter().map(|segment| segment.inverted_index(handle.field));
        segments.collect::<tantivy::Result<Vec<_>>>()
    };
    Ok(handles.texts.iter().map(of_field).collect::<tantivy::Result<_>>()?)
}

/// A pair weighs what it is of a word: 血压 is in half of the documents that have 血, but 压怎 in hardly any of those that
/// have 压. The collection itself tells it, so no dictionary is needed. A single character that a pair stands for counts
/// for less.
fn weigh_pairs(terms: &mut [Asked], tuning: &Tuning) {
    let having: HashMap<String, u64> = terms.iter().map(|term| (term.text.clone(), term.having)).collect();
    let mut covered: HashMap<String, f32> = HashMap::new();
    for term in terms.iter_mut().filter(|term| term.kind == Kind::Pair) {
        let characters = term.text.char_indices().nth(1).map_or(0, |(at, _)| at);
        let (first, second) = term.text.split_at(characters);
        let rarer = having.get(first).into_iter().chain(having.get(second)).min().copied().unwrap_or(0).max(1);
        let share = term.having as f32 / rarer as f32;
        let cohesion = share / (share + tuning.cohesion);
        term.weight *= tuning.loose + (1.0 - tuning.loose) * cohesion;
        for single in [first, second] {
            let known = covered.entry(single.to_owned()).or_insert(0.0);
            *known = known.max(cohesion);
        }
    }
    for term in terms.iter_mut().filter(|term| term.kind == Kind::Single) {
        term.weight *= 1.0 - tuning.covered * covered.get(&term.text).copied().unwrap_or(0.0);
    }
}
