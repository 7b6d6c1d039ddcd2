//! What may have been meant by what was typed, and what tells a document from others.

use foldhash::{HashMap, HashMapExt};
use tantivy::Searcher;

use crate::Error;
use crate::analysis::Kind;
use crate::analysis::folding::{folded, is_han};
use crate::analysis::pinyin::{readings, syllable};
use crate::finding::Admission;
use crate::index::Index;
use crate::ranking::{Plan, Tuning, rarity};
use crate::suggesting;

/// The longest question that is mended, in characters.
const LONGEST: usize = 40;
/// Terms that tell a document from others.
const TELLING: usize = 24;
/// Characters of a document that are read to tell what it is about.
const READ: usize = 4_000;

/// The question with a known word, or a name that the viewer may see, in place of what is nowhere. It finds something that
/// is admitted.
pub(crate) fn meant(
    index: &Index,
    text: &str,
    admission: &Admission,
    searcher: &Searcher,
) -> Result<Option<String>, Error> {
    let typed = folded(text.trim());
    if typed.chars().count() > LONGEST {
        return Ok(None);
    }
    let mut tried = by_words(index, &typed);
    for name in suggesting::sounding(index, &typed, admission, searcher)? {
        let Some(begun) = sounding_piece(&name, &typed) else { continue };
        if folded(&begun) != typed && !tried.contains(&begun) {
            tried.insert(0, begun);
        }
    }
    for other in tried.into_iter().take(8) {
        let plan = Plan::of(&other, &index.analysis, &index.handles, searcher, &index.tuning)?;
        let tuning = Tuning { depth: 1, ..Tuning::clone(&index.tuning) };
        let found = crate::ranking::candidates(&plan, &index.handles, searcher, admission, &tuning)?;
        if !plan.unknown && !found.is_empty() {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// The piece of a name that sounds as what was typed; a place before it is left out.
fn sounding_piece(name: &str, typed: &str) -> Option<String> {
    let wanted = readings(typed).syllables;
    let (name, length): (Vec<char>, usize) = (name.chars().collect(), typed.chars().count());
    let pieces = name.windows(length).map(|piece| piece.iter().collect::<String>());
    pieces.into_iter().find(|piece| readings(piece).syllables == wanted)
}

/// The question with each known word that is nearly one of its pieces, the nearest first.
fn by_words(index: &Index, typed: &str) -> Vec<String> {
    let characters: Vec<char> = typed.chars().collect();
    let words = index.analysis.words();
    let mut nearest: Vec<(u32, usize, String)> = Vec::new();
    for word in words.iter() {
        let wanted: Vec<char> = word.chars().collect();
        let latin = wanted.iter().all(char::is_ascii_alphanumeric);
        let lengths =
            if latin { wanted.len().saturating_sub(1)..=wanted.len() + 1 } else { wanted.len()..=wanted.len() };
        for length in lengths.filter(|length| *length >= 2 && *length <= characters.len()) {
            for at in 0..=characters.len() - length {
                let piece = &characters[at..at + length];
                if let Some(far) = far(piece, &wanted, latin)
                    && !words.knows(&piece.iter().collect::<String>())
                {
                    let mended = characters[..at].iter().chain(&wanted).chain(&characters[at + length..]).collect();
                    nearest.push((far, usize::MAX - wanted.len(), mended));
                }
            }
        }
    }
    nearest.sort();
    nearest.dedup();
    nearest.into_iter().map(|(_, _, mended)| mended).collect()
}

/// How far a piece is from a word: 0 sounds the same, 1 has one other character; none when it is further.
fn far(piece: &[char], word: &[char], latin: bool) -> Option<u32> {
    if piece == word {
        return None;
    }
    if latin {
        let whole = piece.iter().all(char::is_ascii_alphanumeric);
        return (whole && word.len() >= 4 && one_apart(piece, word)).then_some(1);
    }
    if !word.iter().all(|character| is_han(*character)) || !piece.iter().all(|character| is_han(*character)) {
        return None;
    }
    let sounds = piece.iter().zip(word).all(|(a, b)| a == b || syllable(*a).is_some() && syllable(*a) == syllable(*b));
    let other = piece.iter().zip(word).filter(|(a, b)| a != b).count();
    match (sounds, other) {
        (true, _) if other < word.len() || word.len() > 2 => Some(0),
        (false, 1) if word.len() >= 3 => Some(1),
        _ => None,
    }
}

/// Whether one letter put in, taken out, changed, or two exchanged make one of the other.
fn one_apart(a: &[char], b: &[char]) -> bool {
    let same_before = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same_before..], &b[same_before..]);
    match (a, b) {
        ([_, rest_a @ ..], [_, rest_b @ ..]) if rest_a == rest_b => true,
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) if rest == a => true,
        ([a1, a2, rest_a @ ..], [b1, b2, rest_b @ ..]) => a1 == b2 && a2 == b1 && rest_a == rest_b,
        _ => false,
    }
}

/// The terms that tell these words from those of other documents, as a question.
pub(crate) fn telling(index: &Index, words: &[String], searcher: &Searcher) -> Result<Plan, Error> {
    let mut times: HashMap<String, (Kind, f32)> = HashMap::new();
    for (text, handle) in words.iter().zip(&index.handles.texts) {
        let end = text.char_indices().nth(READ).map_or(text.len(), |(at, _)| at);
        index.analysis.each(&text[..end], |token, kind, _, _| {
            if !matches!(kind, Kind::Single | Kind::Part) {
                times.entry(token.to_owned()).or_insert((kind, 0.0)).1 += handle.weight;
            }
        });
    }
    let documents = searcher.num_docs();
    let mut terms = Vec::with_capacity(times.len());
    for (text, (kind, times)) in times {
        let mut having = 0;
        for handle in &index.handles.texts {
            having = having.max(searcher.doc_freq(&tantivy::Term::from_field_text(handle.field, &text))?);
        }
        let weight = times / (times + 1.0);
        terms.push((weight * rarity(having, documents), text, kind, weight));
    }
    terms.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let terms = terms.into_iter().take(TELLING).map(|(_, text, kind, weight)| (text, kind, weight)).collect();
    Plan::of_terms(terms, &index.handles, searcher, &index.tuning)
}
