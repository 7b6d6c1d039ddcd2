//! A question and what it finds.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, TantivyDocument};

use crate::highlighting::{self, Piece};
use crate::index::{Index, words_of};
use crate::ranking::{self, Candidate, Plan};
use crate::{Error, meaning, suggesting};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every document: for measuring and for the machine itself.
    Machine,
    /// Sees what one of these may see.
    Holding(Vec<String>),
}

/// What found documents must have: in a field one of some whole words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The field.
    pub field: String,
    /// The words, of which one is enough; none of them finds nothing.
    pub any_of: Vec<String>,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What was typed. Nothing typed lists what the filters leave, by key.
    pub text: String,
    /// Who asks; what they may not see has no part in the answer.
    pub viewer: Viewer,
    /// All of these hold.
    pub filters: Vec<Filter>,
    /// The fields whose words are counted.
    pub facets: Vec<String>,
    /// How many of the first are left out.
    pub offset: usize,
    /// How many are given.
    pub limit: usize,
    /// The share of the best score under which a document is not given; 0 gives all.
    pub least: f32,
    /// Whether the words of the found are given with marks.
    pub marked: bool,
    /// Whether something else may be proposed when what was typed is nowhere.
    pub mended: bool,
}

impl Query {
    /// Asks for the ten best.
    #[must_use]
    pub fn of(text: impl Into<String>, viewer: Viewer) -> Query {
        Query {
            text: text.into(),
            viewer,
            filters: Vec::new(),
            facets: Vec::new(),
            offset: 0,
            limit: 10,
            least: 0.0,
            marked: false,
            mended: true,
        }
    }

    /// Only what has one of these words in a field.
    #[must_use]
    pub fn only(mut self, field: &str, any_of: &[&str]) -> Query {
        let any_of = any_of.iter().map(|word| (*word).to_owned()).collect();
        self.filters.push(Filter { field: field.to_owned(), any_of });
        self
    }
}

/// A found document.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its key.
    pub key: String,
    /// The higher, the better; comparable within one answer only.
    pub score: f32,
    /// Its words by field with what was sought marked, when they were asked for and are kept.
    pub marked: Vec<(String, Vec<Piece>)>,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(usize),
    /// So many were ranked, and there may be more.
    AtLeast(usize),
}

/// The words of a field and how many of the found have each, the most frequent first.
pub type Facet = Vec<(String, usize)>;

/// What a question found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The page that was asked for.
    pub hits: Vec<Hit>,
    /// How many there are on all pages.
    pub count: Count,
    /// By field, over all pages.
    pub facets: BTreeMap<String, Facet>,
    /// What may have been meant, when something typed is nowhere; it finds something.
    pub meant: Option<String>,
}

impl Index {
    /// Answers a question. The order is that of score, then of key: pages asked for one after the other neither repeat nor
    /// leave out a document while the index stays as it is.
    ///
    /// # Errors
    /// A field that the index does not have, or an index that cannot be read.
    pub fn find(&self, query: &Query) -> Result<Found, Error> {
        let searcher = self.searcher();
        let admission = Admission::of(self, &query.viewer, &query.filters)?;
        if query.text.trim().is_empty() {
            return self.listed(query, &admission, &searcher);
        }
        let plan = Plan::of(&query.text, &self.analysis, &self.handles, &searcher, &self.tuning)?;
        let mut ranked = self.ranked(&plan, &admission, &searcher)?;
        let many = ranked.len() >= self.tuning.depth;
        if ranked.is_empty() {
            ranked = suggesting::by_reading(self, &query.text, &admission, &searcher)?;
        }
        if let Some(best) = ranked.first().map(|best| best.score) {
            ranked.retain(|candidate| candidate.score >= best * query.least);
        }
        let meant = match query.mended && (plan.unknown || ranked.is_empty()) {
            true => meaning::meant(self, &query.text, &admission, &searcher)?,
            false => None,
        };
        let count =
            if many && query.least == 0.0 { Count::AtLeast(ranked.len()) } else { Count::Exactly(ranked.len()) };
        let page: Vec<Candidate> = ranked.iter().skip(query.offset).take(query.limit).copied().collect();
        let hits = self.hits(&page, query, &searcher)?;
        Ok(Found { hits, count, facets: self.facets(query, &ranked, &searcher)?, meant })
    }

    /// What is like a document, itself left out; nothing when its words are not kept or the viewer may not see it.
    ///
    /// # Errors
    /// As [`Index::find`].
    pub fn alike(&self, key: &str, viewer: &Viewer, filters: &[Filter], limit: usize) -> Result<Vec<Hit>, Error> {
        let searcher = self.searcher();
        let Some(address) = self.address(key, viewer, &searcher)? else { return Ok(Vec::new()) };
        let kept: TantivyDocument = searcher.doc(address)?;
        let words: Vec<String> = self.handles.texts.iter().map(|handle| words_of(&kept, handle)).collect();
        let plan = meaning::telling(self, &words, &searcher)?;
        let admission = Admission::of(self, viewer, filters)?;
        let query = Query::of("", viewer.clone());
        let itself = |candidate: &&Candidate| {
            (candidate.segment, candidate.document) != (address.segment_ord as usize, address.doc_id)
        };
        let ranked = self.ranked(&plan, &admission, &searcher)?;
        let page: Vec<Candidate> = ranked.iter().filter(itself).take(limit).copied().collect();
        self.hits(&page, &query, &searcher)
    }

    fn address(&self, key: &str, viewer: &Viewer, searcher: &Searcher) -> Result<Option<DocAddress>, Error> {
        let admission = Admission::of(self, viewer, &[])?;
        let term = tantivy::Term::from_field_text(self.handles.key, key);
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let admitted = admission.to(reader)?;
            if let Some(document) = suggesting::documents_of(reader, &term)?.into_iter().find(|at| admitted.admits(*at))
            {
                return Ok(Some(DocAddress::new(u32::try_from(segment).unwrap_or(0), document)));
            }
        }
        Ok(None)
    }

    /// The candidates of a plan, the best first, equals by key.
    pub(crate) fn ranked(
        &self,
        plan: &Plan,
        admission: &Admission,
        searcher: &Searcher,
    ) -> Result<Vec<Candidate>, Error> {
        let candidates = ranking::candidates(plan, &self.handles, searcher, admission, &self.tuning)?;
        let mut ranked = ranking::ranked(candidates, plan, &self.handles, searcher, &self.tuning)?;
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        for equals in ranked.chunk_by_mut(|a, b| a.score == b.score).filter(|equals| equals.len() > 1) {
            let keys = self.keys(equals, searcher)?;
            let mut keyed: Vec<(String, Candidate)> = keys.into_iter().zip(equals.iter().copied()).collect();
            keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            equals.iter_mut().zip(keyed).for_each(|(place, (_, candidate))| *place = candidate);
        }
        Ok(ranked)
    }

    /// The key of a candidate.
    pub(crate) fn key(&self, candidate: &Candidate, searcher: &Searcher) -> Result<String, Error> {
        let reader = searcher.segment_reader(u32::try_from(candidate.segment).unwrap_or(0));
        let column = reader.fast_fields().str("key")?;
        let mut key = String::new();
        if let Some(column) = column
            && let Some(place) = column.ords().first(candidate.document)
        {
            column.ord_to_str(place, &mut key)?;
        }
        Ok(key)
    }

    /// The keys of candidates of any segments, in their order: each block of keys is read once.
    fn keys(&self, page: &[Candidate], searcher: &Searcher) -> Result<Vec<String>, Error> {
        let mut keys = vec![String::new(); page.len()];
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let of_segment = page.iter().enumerate().filter(|(_, candidate)| candidate.segment == segment);
            let Some(column) = reader.fast_fields().str("key")? else { continue };
            let place = |(at, candidate): (usize, &Candidate)| Some((column.ords().first(candidate.document)?, at));
            let mut places: Vec<(u64, usize)> = of_segment.filter_map(place).collect();
            places.sort_unstable();
            let mut next = places.iter();
            let sorted: Vec<u64> = places.iter().map(|(place, _)| *place).collect();
            column.dictionary().sorted_ords_to_term_cb(&sorted, |key| {
                if let Some((_, at)) = next.next() {
                    keys[*at] = String::from_utf8_lossy(key).into_owned();
                }
            })?;
        }
        Ok(keys)
    }

    fn hits(&self, page: &[Candidate], query: &Query, searcher: &Searcher) -> Result<Vec<Hit>, Error> {
        let keys = self.keys(page, searcher)?;
        let mut hits = Vec::with_capacity(page.len());
        let sought = query.marked.then(|| highlighting::Sought::of(&query.text, &self.analysis));
        for (candidate, key) in page.iter().zip(keys) {
            let mut marked = Vec::new();
            if let Some(sought) = &sought {
                let address = DocAddress::new(u32::try_from(candidate.segment).unwrap_or(0), candidate.document);
                let kept: TantivyDocument = searcher.doc(address)?;
                for handle in &self.handles.texts {
                    let pieces = highlighting::marked(&words_of(&kept, handle), sought, &self.analysis);
                    marked.extend((!pieces.is_empty()).then(|| (handle.name.clone(), pieces)));
                }
            }
            hits.push(Hit { key, score: candidate.score, marked });
        }
        Ok(hits)
    }

    fn facets(
        &self,
        query: &Query,
        ranked: &[Candidate],
        searcher: &Searcher,
    ) -> Result<BTreeMap<String, Facet>, Error> {
        let mut facets = BTreeMap::new();
        for name in &query.facets {
            self.handles.keyword(name).ok_or_else(|| Error::Field(name.clone()))?;
            let mut counts: HashMap<String, usize> = HashMap::new();
            for (segment, reader) in searcher.segment_readers().iter().enumerate() {
                let Some(column) = reader.fast_fields().str(&format!("keyword_{name}"))? else { continue };
                let mut places: HashMap<u64, usize> = HashMap::new();
                for candidate in ranked.iter().filter(|candidate| candidate.segment == segment) {
                    for place in column.term_ords(candidate.document) {
                        *places.entry(place).or_default() += 1;
                    }
                }
                for (place, number) in places {
                    let mut word = String::new();
                    column.ord_to_str(place, &mut word)?;
                    *counts.entry(word).or_default() += number;
                }
            }
            let mut facet: Facet = counts.into_iter().collect();
            facet.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            facets.insert(name.clone(), facet);
        }
        Ok(facets)
    }

    /// Everything that is admitted, by key.
    fn listed(&self, query: &Query, admission: &Admission, searcher: &Searcher) -> Result<Found, Error> {
        let mut all = Vec::new();
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let admitted = admission.to(reader)?;
            let documents = (0..reader.max_doc()).filter(|document| admitted.admits(*document));
            all.extend(documents.map(|document| Candidate { score: 0.0, segment, document }));
        }
        // Keys are read for the page alone: within a segment their places are in order already.
        let mut keyed = Vec::new();
        for of_segment in all.chunk_by(|a, b| a.segment == b.segment) {
            let reader = searcher.segment_reader(u32::try_from(of_segment[0].segment).unwrap_or(0));
            let Some(column) = reader.fast_fields().str("key")? else { continue };
            let mut places: Vec<(u64, Candidate)> = of_segment
                .iter()
                .filter_map(|candidate| Some((column.ords().first(candidate.document)?, *candidate)))
                .collect();
            places.sort_unstable_by_key(|(place, _)| *place);
            for (place, candidate) in places.into_iter().take(query.offset.saturating_add(query.limit)) {
                let mut key = String::new();
                column.ord_to_str(place, &mut key)?;
                keyed.push((key, candidate));
            }
        }
        keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let page = keyed.iter().skip(query.offset).take(query.limit);
        let page: Vec<Candidate> = page.map(|(_, candidate)| *candidate).collect();
        let hits = self.hits(&page, query, searcher)?;
        Ok(Found { hits, count: Count::Exactly(all.len()), facets: self.facets(query, &all, searcher)?, meant: None })
    }
}

/// What is admitted to an answer: who asks, and the filters. Everything an answer is made of passes through it.
pub(crate) struct Admission {
    /// Columns, and the words of which a document has one.
    conditions: Vec<(String, Vec<String>)>,
}

impl Admission {
    pub(crate) fn of(index: &Index, viewer: &Viewer, filters: &[Filter]) -> Result<Admission, Error> {
        let mut conditions = Vec::new();
        if let Viewer::Holding(holders) = viewer {
            conditions.push(("seen_by".to_owned(), holders.clone()));
        }
        for filter in filters {
            index.handles.keyword(&filter.field).ok_or_else(|| Error::Field(filter.field.clone()))?;
            conditions.push((format!("keyword_{}", filter.field), filter.any_of.clone()));
        }
        Ok(Admission { conditions })
    }

    pub(crate) fn to<'a>(&self, reader: &'a SegmentReader) -> Result<Admitted<'a>, Error> {
        let mut conditions = Vec::with_capacity(self.conditions.len());
        for (column, words) in &self.conditions {
            let column = reader.fast_fields().str(column)?;
            let mut places = Vec::with_capacity(words.len());
            if let Some(column) = &column {
                for word in words {
                    places.extend(column.dictionary().term_ord(word.as_bytes())?);
                }
            }
            conditions.push((column, places));
        }
        Ok(Admitted { reader, conditions })
    }
}

/// An admission to one segment.
pub(crate) struct Admitted<'a> {
    reader: &'a SegmentReader,
    conditions: Vec<(Option<StrColumn>, Vec<u64>)>,
}

impl Admitted<'_> {
    pub(crate) fn admits(&self, document: DocId) -> bool {
        let has = |(column, wanted): &(Option<StrColumn>, Vec<u64>)| {
            column.as_ref().is_some_and(|column| column.term_ords(document).any(|place| wanted.contains(&place)))
        };
        !self.reader.is_deleted(document) && self.conditions.iter().all(has)
    }
}
