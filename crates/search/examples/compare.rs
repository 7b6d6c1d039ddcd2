//! Quality and speed beside the usual ways, on any set:
//! `cargo run --release -p search --example compare -- DOCS.jsonl QUERIES.jsonl [--only ours] [name=value,… …]`.
//!
//! The usual ways are BM25 as tantivy does it (k1 1.2, b 0.75), title and text in one, over single characters, over single
//! characters and pairs, and over the words of jieba; and the trigrams of SQLite's FTS5. Each `name=value,…` ranks
//! once more with these figures changed.

use std::time::{Duration, Instant};

use jieba_rs::Jieba;
use search::eval::{self, Asked, Given, Ranked, percentile, quality};
use search::{Analysis, Tuning};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{TantivyDocument, Term};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
type Cut = std::sync::Arc<dyn Fn(&str) -> Vec<String> + Send + Sync>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents, queries, rest @ ..] = arguments.as_slice() else {
        return Err("compare DOCS.jsonl QUERIES.jsonl [--only ours] [name=value …]".into());
    };
    let documents = eval::read_documents(&std::fs::read_to_string(documents)?)?;
    let queries = eval::read_queries(&std::fs::read_to_string(queries)?)?;
    let only_ours = rest.iter().any(|word| word == "ours");
    println!("{} documents, {} questions", documents.len(), queries.len());
    if !only_ours {
        let jieba = std::sync::Arc::new(Jieba::new());
        let words = move |text: &str| {
            let text = text.to_lowercase();
            let cut = jieba.cut_for_search(&text, true);
            cut.into_iter()
                .map(|token| token.word.to_owned())
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .collect()
        };
        plain("single characters", &documents, &queries, std::sync::Arc::new(singles))?;
        plain("characters and pairs", &documents, &queries, std::sync::Arc::new(pairs))?;
        plain("words of jieba", &documents, &queries, std::sync::Arc::new(words))?;
        trigrams(&documents, &queries)?;
    }
    let begun = Instant::now();
    let index = eval::build(&documents, Analysis::default(), Tuning::default(), 2)?;
    let built = begun.elapsed();
    let (ranked, times) = eval::ask(&index, &queries)?;
    tell("this crate", &queries, &ranked, &times, documents.len(), built);
    if rest.iter().any(|word| word == "--misses") {
        misses(&queries, &ranked);
    }
    for changed in rest.iter().filter(|word| word.contains('=')) {
        let mut tuning = Tuning::default();
        for (name, value) in changed.split(',').filter_map(|one| one.split_once('=')) {
            set(&mut tuning, name, value.parse()?);
        }
        let (ranked, times) = eval::ask(&index.clone().tuned(tuning), &queries)?;
        tell(changed, &queries, &ranked, &times, documents.len(), built);
    }
    Ok(())
}

fn set(tuning: &mut Tuning, name: &str, value: f32) {
    match name {
        "k1" => tuning.k1 = value,
        "b" => tuning.b = value,
        "single" => tuning.single = value,
        "covered" => tuning.covered = value,
        "word" => tuning.word = value,
        "latin" => tuning.latin = value,
        "part" => tuning.part = value,
        "cohesion" => tuning.cohesion = value,
        "loose" => tuning.loose = value,
        "asking" => tuning.asking = value,
        "half_asking" => tuning.half_asking = value,
        "alike" => tuning.alike = value,
        "coverage" => tuning.coverage = value,
        "depth" => tuning.depth = value as usize,
        "first" => tuning.first = value as usize,
        "enough" => tuning.enough = value,
        "negligible" => tuning.negligible = value,
        "common" => tuning.common = value,
        other => eprintln!("no figure is called {other}"),
    }
}

fn tell(name: &str, queries: &[Asked], ranked: &[Ranked], times: &[Duration], documents: usize, built: Duration) {
    let quality = quality(queries, ranked);
    println!(
        "{name:22} nDCG@10 {:.4}  MRR@10 {:.4}  R@10 {:.4}  R@100 {:.4}  p50 {:.3} ms  p99 {:.3} ms  {:.0} documents/s",
        quality.ndcg_10,
        quality.mrr_10,
        quality.recall_10,
        quality.recall_100,
        percentile(times, 0.5),
        percentile(times, 0.99),
        documents as f64 / built.as_secs_f64()
    );
}

/// The questions whose best answer is not the first, with what came instead.
fn misses(queries: &[Asked], ranked: &[Ranked]) {
    for (asked, found) in queries.iter().zip(ranked) {
        let good = quality(std::slice::from_ref(asked), std::slice::from_ref(found)).ndcg_10;
        if good < 0.8 {
            let first: Vec<&str> = found.iter().take(4).map(|(id, _)| id.as_str()).collect();
            println!("{good:.2} {} {:?} instead {first:?}", asked.text, asked.relevant);
        }
    }
}

/// Single characters, and runs of Latin letters and digits.
fn singles(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut run = false;
    for character in text.to_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            match tokens.last_mut().filter(|_| run) {
                Some(last) => last.push(character),
                None => tokens.push(character.to_string()),
            }
            run = true;
        } else {
            run = false;
            tokens.extend(character.is_alphanumeric().then(|| character.to_string()));
        }
    }
    tokens
}

fn pairs(text: &str) -> Vec<String> {
    let mut tokens = singles(text);
    let characters: Vec<char> = text.to_lowercase().chars().collect();
    let han = |character: char| character.is_alphanumeric() && !character.is_ascii();
    let beside = characters.windows(2).filter(|pair| han(pair[0]) && han(pair[1]));
    tokens.extend(beside.map(|pair| pair.iter().collect::<String>()));
    tokens
}

#[derive(Clone)]
struct Cutter(Cut);

struct Stream(std::vec::IntoIter<String>, Token);

impl Tokenizer for Cutter {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream((self.0)(text).into_iter(), Token::default())
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(next) = self.0.next() else { return false };
        self.1.text = next;
        self.1.position = self.1.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.1
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.1
    }
}

fn plain(name: &str, documents: &[Given], queries: &[Asked], cut: Cut) -> Outcome<()> {
    let mut schema = Schema::builder();
    let id = schema.add_text_field("id", STRING | STORED);
    let indexing = TextFieldIndexing::default().set_tokenizer("cut").set_index_option(IndexRecordOption::WithFreqs);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let index = tantivy::Index::create_in_ram(schema.build());
    index.tokenizers().register("cut", TextAnalyzer::from(Cutter(cut.clone())));
    let begun = Instant::now();
    let mut writer = index.writer_with_num_threads(2, 256 << 20)?;
    for document in documents {
        let mut made = TantivyDocument::default();
        made.add_text(id, &document.id);
        made.add_text(text, format!("{}\n{}", document.title.as_deref().unwrap_or_default(), document.text));
        writer.add_document(made)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    let built = begun.elapsed();
    let searcher = index.reader()?.searcher();
    let (mut ranked, mut times) = (Vec::new(), Vec::new());
    for (number, asked) in queries.iter().take(50).chain(queries).enumerate() {
        let begun = Instant::now();
        let query = any(&cut(&asked.text), text);
        let best = searcher.search(&query, &TopDocs::with_limit(100).order_by_score())?;
        let mut found = Ranked::new();
        for (score, address) in best {
            let kept: TantivyDocument = searcher.doc(address)?;
            let key = kept.get_first(id).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
            found.push((key, score));
        }
        if number >= 50.min(queries.len()) {
            times.push(begun.elapsed());
            ranked.push(found);
        }
    }
    tell(name, queries, &ranked, &times, documents.len(), built);
    Ok(())
}

fn any(tokens: &[String], field: Field) -> BooleanQuery {
    let term = |token: &String| -> (Occur, Box<dyn Query>) {
        let query = TermQuery::new(Term::from_field_text(field, token), IndexRecordOption::WithFreqs);
        (Occur::Should, Box::new(query))
    };
    BooleanQuery::new(tokens.iter().map(term).collect())
}

fn trigrams(documents: &[Given], queries: &[Asked]) -> Outcome<()> {
    let base = rusqlite::Connection::open_in_memory()?;
    base.execute_batch("CREATE VIRTUAL TABLE entries USING fts5(id UNINDEXED, text, tokenize='trigram')")?;
    let begun = Instant::now();
    for document in documents {
        let text = format!("{}\n{}", document.title.as_deref().unwrap_or_default(), document.text);
        base.execute("INSERT INTO entries VALUES (?1, ?2)", [&document.id, &text])?;
    }
    let built = begun.elapsed();
    let mut search =
        base.prepare("SELECT id, -bm25(entries) FROM entries WHERE entries MATCH ?1 ORDER BY bm25(entries) LIMIT 100")?;
    let (mut ranked, mut times) = (Vec::new(), Vec::new());
    for asked in queries {
        let begun = Instant::now();
        let characters: Vec<char> = asked.text.chars().filter(|character| *character != '"').collect();
        let threes = characters.windows(3).map(|three| format!("\"{}\"", three.iter().collect::<String>()));
        let wanted = threes.collect::<Vec<_>>().join(" OR ");
        let mut found = Ranked::new();
        if !wanted.is_empty() {
            let rows = search.query_map([wanted], |row| Ok((row.get(0)?, row.get::<_, f64>(1)? as f32)))?;
            found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        times.push(begun.elapsed());
        ranked.push(found);
    }
    tell("trigrams of FTS5", queries, &ranked, &times, documents.len(), built);
    Ok(())
}
