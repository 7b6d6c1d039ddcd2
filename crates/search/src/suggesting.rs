//! Names suggested while they are typed, by their beginnings and by how they are read.

use foldhash::{HashSet, HashSetExt};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet as _, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

use crate::Error;
use crate::analysis::folding::{folded, is_han};
use crate::analysis::readings;
use crate::finding::{Admission, Filter, Viewer};
use crate::index::{Index, words_of};
use crate::ranking::Candidate;

/// Beginnings that are looked through for one suggestion, in each segment, and documents of each.
const LOOKED_THROUGH: usize = 1_000;
/// Characters of a name that are kept.
const KEPT: usize = 32;
/// What the name of an organization ends with: only its own beginnings are kept, not those of its parts.
const ENDINGS: &[&str] = &["公司", "厂", "店", "社", "所", "院", "中心", "经营部", "工作室", "综合体"];
const PLACES: &str = include_str!("../data/places.txt");

/// A suggested name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The document's key.
    pub key: String,
    /// Its name.
    pub name: String,
}

impl Index {
    /// The names that begin with what was typed, also without their place and by how they are read, the shortest first.
    ///
    /// # Errors
    /// A field that the index does not have, or an index that cannot be read.
    pub fn suggest(
        &self,
        typed: &str,
        viewer: &Viewer,
        filters: &[Filter],
        limit: usize,
    ) -> Result<Vec<Suggestion>, Error> {
        let searcher = self.searcher();
        let admission = Admission::of(self, viewer, filters)?;
        let mut begun = Vec::new();
        for way in ways(typed) {
            begun.extend(self.begun(&way, &admission, &searcher)?);
        }
        begun.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let mut told = HashSet::new();
        let mut suggestions = Vec::new();
        for (_, candidate) in begun {
            if suggestions.len() == limit {
                break;
            }
            if told.insert((candidate.segment, candidate.document)) {
                suggestions.extend(self.suggestion(&candidate, &searcher)?);
            }
        }
        Ok(suggestions)
    }

    fn suggestion(&self, candidate: &Candidate, searcher: &Searcher) -> Result<Option<Suggestion>, Error> {
        let key = self.key(candidate, searcher)?;
        let address = DocAddress::new(u32::try_from(candidate.segment).unwrap_or(0), candidate.document);
        let kept: TantivyDocument = searcher.doc(address)?;
        let names = self.handles.texts.iter().filter(|handle| handle.names).map(|handle| words_of(&kept, handle));
        Ok(names.into_iter().find(|name| !name.is_empty()).map(|name| Suggestion { key, name }))
    }

    /// The admitted documents with a beginning that begins so, with the length of the beginning.
    fn begun(
        &self,
        beginning: &str,
        admission: &Admission,
        searcher: &Searcher,
    ) -> Result<Vec<(usize, Candidate)>, Error> {
        let mut begun = Vec::new();
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let admitted = admission.to(reader)?;
            let inverted = reader.inverted_index(self.handles.beginnings)?;
            let after = [beginning.as_bytes(), &[0xFF]].concat();
            let mut terms = inverted.terms().range().ge(beginning.as_bytes()).lt(after).into_stream()?;
            let mut left = LOOKED_THROUGH;
            while left > 0 && terms.advance() {
                let length = terms.key().len();
                let mut list = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                while left > 0 && list.doc() != TERMINATED {
                    left -= 1;
                    let document = list.doc();
                    if admitted.admits(document) {
                        begun.push((length, Candidate { score: 1.0 / length as f32, segment, document }));
                    }
                    list.advance();
                }
                left = left.saturating_sub(1);
            }
        }
        Ok(begun)
    }
}

/// The documents whose name begins as a question reads: `yqdq` finds 乐清电气.
pub(crate) fn by_reading(
    index: &Index,
    text: &str,
    admission: &Admission,
    searcher: &Searcher,
) -> Result<Vec<Candidate>, Error> {
    let mut found: Vec<Candidate> = Vec::new();
    for way in ways(text).into_iter().filter(|way| !way.starts_with('n')) {
        for (_, candidate) in index.begun(&way, admission, searcher)? {
            if !found.iter().any(|known| (known.segment, known.document) == (candidate.segment, candidate.document)) {
                found.push(candidate);
            }
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(index.tuning.depth);
    Ok(found)
}

/// The names, among those that may be seen, that sound as a text begins.
pub(crate) fn sounding(
    index: &Index,
    text: &str,
    admission: &Admission,
    searcher: &Searcher,
) -> Result<Vec<String>, Error> {
    let han = text.chars().filter(|character| is_han(*character)).count();
    if han < 3 {
        return Ok(Vec::new());
    }
    let way = format!("s{}", readings(text).syllables);
    let begun = index.begun(&way, admission, searcher)?;
    let names = begun.iter().take(20).map(|(_, candidate)| index.suggestion(candidate, searcher));
    Ok(names.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().map(|suggestion| suggestion.name).collect())
}

/// Under what a typed beginning is kept: as it is written, and when it is of Latin letters as it is read.
fn ways(typed: &str) -> Vec<String> {
    let typed: String = folded(typed).chars().filter(|character| character.is_alphanumeric()).take(KEPT).collect();
    if typed.is_empty() {
        return Vec::new();
    }
    let mut ways = vec![format!("n{typed}")];
    if typed.len() >= 2 && typed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        ways.extend([format!("i{typed}"), format!("s{typed}")]);
    }
    ways
}

/// What is kept of a name: its beginnings as written (n), by first letters (i) and by syllables (s).
pub(crate) fn beginnings(name: &str) -> Vec<String> {
    let name: String = folded(name).chars().filter(|character| character.is_alphanumeric()).take(KEPT).collect();
    let mut starts = vec![name.as_str()];
    // 浙江省乐清电气 is sought as 乐清电气 and as 电气.
    while let Some(rest) = starts.last().and_then(|start| without_place(start)).filter(|rest| rest.chars().count() >= 2)
    {
        starts.push(rest);
    }
    if !ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        let inner = name.char_indices().skip(2).step_by(2).take(5).map(|(at, _)| &name[at..]);
        starts.extend(inner.filter(|rest| rest.chars().count() >= 2));
    }
    let mut beginnings = Vec::with_capacity(starts.len() * 3);
    for start in starts {
        beginnings.push(format!("n{start}"));
        let reading = readings(start);
        if start.chars().any(is_han) {
            beginnings.extend([format!("i{}", reading.initials), format!("s{}", reading.syllables)]);
        }
    }
    beginnings.sort_unstable();
    beginnings.dedup();
    beginnings
}

/// A name without the place that it begins with: 浙江省 as well as 浙江.
fn without_place(name: &str) -> Option<&str> {
    let places = PLACES.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    let place = places.filter(|place| name.starts_with(place)).max_by_key(|place| place.len())?;
    let after = &name[place.len()..];
    Some(["省", "市", "县", "区"].iter().find_map(|kind| after.strip_prefix(kind)).unwrap_or(after))
}

/// The documents with a term.
pub(crate) fn documents_of(reader: &SegmentReader, term: &Term) -> Result<Vec<DocId>, Error> {
    let mut documents = Vec::new();
    let inverted = reader.inverted_index(term.field())?;
    if let Some(mut list) = inverted.read_postings(term, IndexRecordOption::Basic)? {
        while list.doc() != TERMINATED {
            documents.push(list.doc());
            list.advance();
        }
    }
    Ok(documents)
}
