//! The index: documents by key, committed together with a place in the stream of events.

mod fields;
mod folder;
mod tokens;

use std::path::Path;
use std::sync::Arc;

use tantivy::directory::MmapDirectory;
use tantivy::indexer::LogMergePolicy;
use tantivy::schema::Value as _;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::analysis::Analysis;
use crate::ranking::Tuning;
use crate::{Error, suggesting};

pub use fields::{Document, Fields, TextField};
pub(crate) use fields::{Handle, Handles};
pub use folder::{Folder, Rebuilding};

/// Bytes that a writer's threads may hold before they write a segment.
const WRITING: usize = 256 << 20;
/// The longest key, in bytes.
const LONGEST_KEY: usize = 512;

/// An index that is open; cheap to clone, and every clone sees what is committed.
#[derive(Clone)]
pub struct Index {
    pub(crate) tantivy: tantivy::Index,
    pub(crate) handles: Arc<Handles>,
    pub(crate) analysis: Analysis,
    pub(crate) tuning: Arc<Tuning>,
    reader: IndexReader,
}

impl Index {
    /// An index in memory, for tests and for measuring.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory(fields: &Fields, analysis: Analysis) -> Result<Index, Error> {
        let (schema, handles) = fields::schema(fields);
        Index::of(tantivy::Index::create_in_ram(schema), handles, analysis)
    }

    /// The index of a folder, made when there is none. A folder with other fields is refused: see [`Folder`].
    ///
    /// # Errors
    /// When the folder cannot be read or holds another index.
    pub fn open(folder: &Path, fields: &Fields, analysis: Analysis) -> Result<Index, Error> {
        std::fs::create_dir_all(folder)?;
        let (schema, handles) = fields::schema(fields);
        let directory = MmapDirectory::open(folder).map_err(|error| Error::Index(error.to_string()))?;
        Index::of(tantivy::Index::open_or_create(directory, schema)?, handles, analysis)
    }

    fn of(index: tantivy::Index, handles: Handles, analysis: Analysis) -> Result<Index, Error> {
        index.tokenizers().register(tokens::NAME, tokens::Tokens::of(analysis.clone()));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { tantivy: index, handles: Arc::new(handles), analysis, tuning: Arc::default(), reader })
    }

    /// The same index ranked by other figures.
    #[must_use]
    pub fn tuned(mut self, tuning: Tuning) -> Index {
        self.tuning = Arc::new(tuning);
        self
    }

    /// The one writer of the index. With one thread documents keep their order.
    ///
    /// # Errors
    /// When another process writes, or memory is short.
    pub fn writer(&self, threads: usize) -> Result<Writer, Error> {
        let writer = self.tantivy.writer_with_num_threads(threads.max(1), WRITING)?;
        let mut merging = LogMergePolicy::default();
        merging.set_max_docs_before_merge(2_000_000);
        writer.set_merge_policy(Box::new(merging));
        Ok(Writer { writer, index: self.clone() })
    }

    /// Up to which place in the stream of events the index has followed; none when nothing was committed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn position(&self) -> Result<Option<u64>, Error> {
        let metas = self.tantivy.load_metas()?;
        Ok(metas.payload.and_then(|payload| payload.parse().ok()))
    }

    /// How many documents there are.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Looks again at what another process has committed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn reload(&self) -> Result<(), Error> {
        Ok(self.reader.reload()?)
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The bytes that the index takes.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn bytes(&self) -> Result<u64, Error> {
        Ok(self.searcher().space_usage()?.total().get_bytes())
    }
}

/// Writes documents; nothing is seen before [`Writer::commit`].
pub struct Writer {
    writer: IndexWriter,
    index: Index,
}

impl Writer {
    /// Puts a document in, in place of an earlier one of its key.
    ///
    /// # Errors
    /// A field that the index does not have, or a key that is empty or longer than 512 bytes.
    pub fn put(&self, document: &Document) -> Result<(), Error> {
        let made = self.made(document)?;
        self.writer.delete_term(Term::from_field_text(self.index.handles.key, &document.key));
        self.writer.add_document(made)?;
        Ok(())
    }

    /// Puts a document in whose key is known to be new: for building from nothing.
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn add(&self, document: &Document) -> Result<(), Error> {
        self.writer.add_document(self.made(document)?)?;
        Ok(())
    }

    /// Takes a document out.
    pub fn delete(&self, key: &str) {
        self.writer.delete_term(Term::from_field_text(self.index.handles.key, key));
    }

    /// Keeps what was written, whole or not at all, together with the place in the stream of events that it follows to.
    ///
    /// # Errors
    /// When the disk is full or gone.
    pub fn commit(&mut self, position: u64) -> Result<(), Error> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&position.to_string());
        commit.commit()?;
        self.index.reload()
    }

    /// Waits until the segments are merged, and ends the writing.
    ///
    /// # Errors
    /// When merging failed.
    pub fn finish(self) -> Result<(), Error> {
        self.writer.wait_merging_threads()?;
        self.index.reload()
    }

    /// Makes one segment of all: the fastest to search.
    ///
    /// # Errors
    /// When merging failed.
    pub fn merge(&mut self) -> Result<(), Error> {
        let segments = self.index.tantivy.searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
        }
        self.index.reload()
    }

    fn made(&self, document: &Document) -> Result<TantivyDocument, Error> {
        let handles = &self.index.handles;
        if document.key.is_empty() || document.key.len() > LONGEST_KEY {
            return Err(Error::Key(document.key.chars().take(40).collect()));
        }
        let mut made = TantivyDocument::default();
        made.add_text(handles.key, &document.key);
        for holder in &document.seen_by {
            made.add_text(handles.seen_by, holder);
        }
        for (name, words) in &document.texts {
            let unknown = || Error::Field(name.clone());
            let handle = handles.texts.iter().find(|handle| handle.name == *name).ok_or_else(unknown)?;
            made.add_text(handle.field, words);
            if handle.names {
                suggesting::beginnings(words).iter().for_each(|beginning| made.add_text(handles.beginnings, beginning));
            }
        }
        for (name, word) in &document.keywords {
            let field = handles.keyword(name).ok_or_else(|| Error::Field(name.clone()))?;
            made.add_text(field, word);
        }
        Ok(made)
    }
}

/// The words of a field of a kept document.
pub(crate) fn words_of(document: &TantivyDocument, handle: &Handle) -> String {
    let values = document.get_all(handle.field).filter_map(|value| value.as_str().map(str::to_owned));
    values.collect::<Vec<_>>().join("\n")
}
