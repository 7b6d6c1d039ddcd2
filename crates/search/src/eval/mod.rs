//! Quality and speed as figures, on any set of documents and questions.

mod measures;
mod sets;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::{Analysis, Error, Fields, Index, Query, Tuning, Viewer};

pub use measures::{Quality, quality};
pub use sets::{Asked, Given, Unreadable, read_documents, read_queries};

/// Results of each question that are measured and written.
const RESULTS: usize = 100;
/// How much a title counts beside the text.
const TITLE: f32 = 1.5;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Documents in the index.
    pub documents: usize,
    /// Questions that were asked.
    pub queries: usize,
    /// How good the answers are, on average.
    pub quality: Quality,
    /// Questions answered in a second, one after the other.
    pub queries_per_second: f64,
    /// Half of the questions took no longer, in milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 took no longer, in milliseconds.
    pub p99_ms: f64,
    /// Documents indexed in a second.
    pub documents_per_second: f64,
    /// Bytes of the index.
    pub index_bytes: u64,
    /// The most memory that the process has held, in bytes; none where it cannot be told.
    pub memory_bytes: Option<u64>,
}

/// What a question found, with scores.
pub type Ranked = Vec<(String, f32)>;

/// Builds an index of the documents in memory.
///
/// # Errors
/// When the index cannot be written.
pub fn build(documents: &[Given], analysis: Analysis, tuning: Tuning, threads: usize) -> Result<Index, Error> {
    let titled = documents.iter().any(|document| document.title.is_some());
    let mut fields = Fields::new().text("text", 1.0);
    fields.stored = false;
    if titled {
        fields = fields.text("title", TITLE);
    }
    let index = Index::in_memory(&fields, analysis)?.tuned(tuning);
    let mut writer = index.writer(threads)?;
    for document in documents {
        writer.add(&document.to_index())?;
    }
    writer.commit(documents.len() as u64)?;
    writer.merge()?;
    writer.finish()?;
    Ok(index)
}

/// Asks all questions and measures.
///
/// # Errors
/// When the index cannot be written or read.
pub fn evaluate(documents: &[Given], queries: &[Asked], threads: usize) -> Result<(Report, Vec<Ranked>), Error> {
    let begun = Instant::now();
    let index = build(documents, Analysis::default(), Tuning::default(), threads)?;
    let building = begun.elapsed();
    let (ranked, times) = ask(&index, queries)?;
    let report = Report {
        documents: documents.len(),
        queries: queries.len(),
        quality: quality(queries, &ranked),
        queries_per_second: queries.len() as f64 / times.iter().sum::<Duration>().as_secs_f64().max(1e-9),
        p50_ms: percentile(&times, 0.5),
        p99_ms: percentile(&times, 0.99),
        documents_per_second: documents.len() as f64 / building.as_secs_f64().max(1e-9),
        index_bytes: index.bytes()?,
        memory_bytes: most_memory(),
    };
    Ok((report, ranked))
}

/// Asks all questions, the first few twice so that the lists of the index are in memory.
///
/// # Errors
/// When the index cannot be read.
pub fn ask(index: &Index, queries: &[Asked]) -> Result<(Vec<Ranked>, Vec<Duration>), Error> {
    let query =
        |asked: &Asked| Query { limit: RESULTS, mended: false, ..Query::of(asked.text.clone(), Viewer::Machine) };
    for asked in queries.iter().take(50) {
        index.find(&query(asked))?;
    }
    let mut all = Vec::with_capacity(queries.len());
    let mut times = Vec::with_capacity(queries.len());
    for asked in queries {
        let query = query(asked);
        let begun = Instant::now();
        let found = index.find(&query)?;
        times.push(begun.elapsed());
        all.push(found.hits.into_iter().map(|hit| (hit.key, hit.score)).collect());
    }
    Ok((all, times))
}

/// The time, in milliseconds, that a share of the questions did not exceed.
#[must_use]
pub fn percentile(times: &[Duration], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).ceil() as usize).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

/// The results as TREC's programs read them: `query Q0 document rank score name`.
#[must_use]
pub fn run_file(queries: &[Asked], ranked: &[Ranked]) -> String {
    let mut run = String::new();
    for (asked, found) in queries.iter().zip(ranked) {
        for (rank, (document, score)) in found.iter().enumerate() {
            let _ = writeln!(run, "{} Q0 {document} {} {score} yizhan", asked.id, rank + 1);
        }
    }
    run
}

/// The most memory that this process has held, where Linux tells it.
#[must_use]
pub fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}
