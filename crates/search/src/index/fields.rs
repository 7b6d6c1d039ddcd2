//! What a document consists of.

use serde::{Deserialize, Serialize};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

/// A field of words.
#[derive(Clone, Debug, PartialEq)]
pub struct TextField {
    /// What it is called.
    pub name: String,
    /// How much a word in it counts; 1 is usual.
    pub weight: f32,
    /// Whether it holds names: these are suggested while typing and found by how they are read.
    pub names: bool,
}

/// The fields that an index has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    /// Fields of words.
    pub texts: Vec<TextField>,
    /// Fields of words taken whole: for filters and facets.
    pub keywords: Vec<String>,
    /// Whether the words themselves are kept, for highlighting and for what is like a document.
    pub stored: bool,
}

impl Fields {
    /// No field at all; the words of documents are kept.
    #[must_use]
    pub fn new() -> Fields {
        Fields { stored: true, ..Fields::default() }
    }

    /// With a field of words.
    #[must_use]
    pub fn text(mut self, name: &str, weight: f32) -> Fields {
        self.texts.push(TextField { name: name.to_owned(), weight, names: false });
        self
    }

    /// With a field of names.
    #[must_use]
    pub fn names(mut self, name: &str, weight: f32) -> Fields {
        self.texts.push(TextField { name: name.to_owned(), weight, names: true });
        self
    }

    /// With a field of words taken whole.
    #[must_use]
    pub fn keyword(mut self, name: &str) -> Fields {
        self.keywords.push(name.to_owned());
        self
    }
}

/// A document as it is given to the index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// By what it is found again: it replaces an earlier document of the same key.
    pub key: String,
    /// Words by field.
    pub texts: Vec<(String, String)>,
    /// Whole words by field; a field can have several.
    pub keywords: Vec<(String, String)>,
    /// Who may see it: anybody who holds one of these. None may see a document without any.
    pub seen_by: Vec<String>,
}

impl Document {
    /// A document without words that none may see yet.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Document {
        Document { key: key.into(), ..Document::default() }
    }

    /// With words in a field.
    #[must_use]
    pub fn text(mut self, field: &str, words: impl Into<String>) -> Document {
        self.texts.push((field.to_owned(), words.into()));
        self
    }

    /// With a whole word in a field.
    #[must_use]
    pub fn keyword(mut self, field: &str, word: impl Into<String>) -> Document {
        self.keywords.push((field.to_owned(), word.into()));
        self
    }

    /// That these may see.
    #[must_use]
    pub fn seen_by(mut self, holders: &[&str]) -> Document {
        self.seen_by.extend(holders.iter().map(|holder| (*holder).to_owned()));
        self
    }
}

/// The fields as tantivy knows them.
#[derive(Clone, Debug)]
pub(crate) struct Handles {
    pub(crate) key: Field,
    pub(crate) seen_by: Field,
    /// Readings and beginnings of names.
    pub(crate) beginnings: Field,
    pub(crate) texts: Vec<Handle>,
    pub(crate) keywords: Vec<(String, Field)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Handle {
    pub(crate) name: String,
    pub(crate) field: Field,
    pub(crate) weight: f32,
    pub(crate) names: bool,
}

impl Handles {
    pub(crate) fn keyword(&self, name: &str) -> Option<Field> {
        self.keywords.iter().find(|(known, _)| known == name).map(|(_, field)| *field)
    }
}

/// The names of columns are ours, so that a field of an installation cannot be called like one of them.
pub(crate) fn schema(fields: &Fields) -> (Schema, Handles) {
    let mut schema = SchemaBuilder::new();
    let key = schema.add_text_field("key", STRING | STORED | FAST);
    let seen_by = schema.add_text_field("seen_by", STRING | FAST);
    let beginnings = schema.add_text_field("beginnings", STRING);
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(super::tokens::NAME)
        .set_index_option(IndexRecordOption::WithFreqs)
        .set_fieldnorms(true);
    let mut options = TextOptions::default().set_indexing_options(indexing);
    if fields.stored {
        options = options.set_stored();
    }
    let texts = fields.texts.iter().map(|text| Handle {
        name: text.name.clone(),
        field: schema.add_text_field(&format!("text_{}", text.name), options.clone()),
        weight: text.weight,
        names: text.names,
    });
    let texts = texts.collect();
    let keywords = fields
        .keywords
        .iter()
        .map(|name| (name.clone(), schema.add_text_field(&format!("keyword_{name}"), STRING | FAST | STORED)));
    let keywords = keywords.collect();
    (schema.build(), Handles { key, seen_by, beginnings, texts, keywords })
}
