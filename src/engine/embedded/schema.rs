//! What is kept of passages and files, and under which terms.

use std::ops::Bound;

use serde::{Deserialize, Serialize};
use tantivy::query::{BooleanQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use crate::analyzer::plain_terms;
use crate::engine::Entry;
use crate::engine::embedded::catalog;
use crate::engine::embedded::draft::Facts;
use crate::engine::embedded::lengths::Lengths;
use crate::passage::Passage;

/// The version of the format: an index of another version is rebuilt.
pub(crate) const FORMAT_VERSION: u32 = 10;

/// What the documents of a kind are: `kind` of a passage and of a file's entry.
pub(crate) const PASSAGE: &str = "passage";
/// The kind of a file's entry.
pub(crate) const FILE: &str = "file";

/// The name of the field that keeps what is in no file, in this and all later versions.
pub(crate) const OWN: &str = "own";

/// The kind of what is known of a document as a whole.
const DOCUMENT: &str = "document";

/// The fields of the index. A passage is a document of it; so is each file's entry, and its document as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// `PASSAGE` or `FILE`.
    pub(crate) kind: Field,
    /// The file's path, of its entry and of its passages: what deletes them together.
    pub(crate) path: Field,
    /// The file's path, of its entry only: the catalog's key.
    pub(crate) file: Field,
    /// A passage's path, where that is not the file's: it is inside of an archive.
    pub(crate) member: Field,
    /// A passage's `path#record`, where its file holds several documents.
    pub(crate) whole: Field,
    /// A passage's format and extension.
    pub(crate) format: Field,
    /// A passage's language.
    pub(crate) language: Field,
    /// The words of each author's name, parted by spaces.
    pub(crate) author: Field,
    /// The ranked terms of title, headings and text together, with their positions in the passage.
    pub(crate) ranked: Field,
    /// The heading that a passage stands under, or else its title, as one term: what a query may be as it stands.
    pub(crate) heading: Field,
    /// The words of a passage whose writing differs from their term, by accents mostly, and these terms.
    pub(crate) written: Field,
    /// The runs of letters in a passage's words, where its language joins words.
    pub(crate) grams: Field,
    /// How many ranked terms a document has.
    pub(crate) document_terms: Field,
    /// How many documents of the index after a passage its document comes; of a document, how many passages it has.
    pub(crate) to_document: Field,
    /// The surface terms of title, headings and text together, with their positions in the passage.
    pub(crate) surface: Field,
    /// The passage or the entry itself, as JSON.
    pub(crate) record: Field,
    /// What was kept of a document that is in no file. Its name and form never change: later versions read it.
    pub(crate) own: Field,
    /// A passage's own number, made of its id: decides among those that score the same.
    pub(crate) key: Field,
    /// A passage's number in its file.
    pub(crate) number: Field,
    /// When a document of the index was written: what is deleted is what was written before.
    pub(crate) round: Field,
    /// The document's date, or the file's time where it has none, in seconds since 1970.
    pub(crate) date: Field,
    /// The file's time, in seconds since 1970.
    pub(crate) modified: Field,
    /// What the catalog tells of a file.
    pub(crate) known: Field,
    /// How many ranked terms a passage has.
    pub(crate) terms: Field,
    /// How many of them stand in its title and headings.
    pub(crate) head_terms: Field,
    /// At which position the words of its headings start.
    pub(crate) heading_start: Field,
    /// At which position the words of its own heading start, the last of its headings.
    pub(crate) own_start: Field,
    /// At which position the words of its text start.
    pub(crate) body_start: Field,
    /// Passages that say the same in the same place have the same number here.
    pub(crate) twin: Field,
}

impl Fields {
    /// Builds the schema.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let placed = text(IndexRecordOption::WithFreqsAndPositions);
        let fields = Self {
            kind: builder.add_text_field("kind", name()),
            path: builder.add_text_field("path", name()),
            file: builder.add_text_field("file", name()),
            member: builder.add_text_field("member", name()),
            whole: builder.add_text_field("whole", name()),
            format: builder.add_text_field("format", name()),
            language: builder.add_text_field("language", name()),
            author: builder.add_text_field("author", name()),
            ranked: builder.add_text_field("ranked", placed.clone()),
            heading: builder.add_text_field("heading", whole()),
            written: builder.add_text_field("written", text(IndexRecordOption::WithFreqs)),
            grams: builder.add_text_field("grams", text(IndexRecordOption::WithFreqs)),
            document_terms: builder.add_u64_field("document_terms", FAST),
            to_document: builder.add_u64_field("to_document", FAST),
            surface: builder.add_text_field("surface", placed),
            record: builder.add_bytes_field("record", STORED),
            own: builder.add_bytes_field(OWN, STORED),
            key: builder.add_u64_field("key", FAST),
            number: builder.add_u64_field("number", FAST),
            round: builder.add_u64_field("round", FAST),
            date: builder.add_i64_field("date", FAST),
            modified: builder.add_i64_field("modified", FAST),
            known: builder.add_bytes_field("known", FAST),
            terms: builder.add_u64_field("terms", FAST),
            head_terms: builder.add_u64_field("head_terms", FAST),
            heading_start: builder.add_u64_field("heading_start", FAST),
            own_start: builder.add_u64_field("own_start", FAST),
            body_start: builder.add_u64_field("body_start", FAST),
            twin: builder.add_u64_field("twin", FAST),
        };
        (builder.build(), fields)
    }

    /// Returns the term that deletes a file's entry and its passages.
    pub(crate) fn path_term(&self, path: &str) -> Term {
        Term::from_field_text(self.path, path)
    }

    /// Returns the term that deletes a file's entry alone.
    pub(crate) fn file_term(&self, path: &str) -> Term {
        Term::from_field_text(self.file, path)
    }

    /// Returns the query for what a term deletes: all that has it and was written before a round.
    pub(crate) fn written_before(&self, term: Term, round: u64) -> Box<dyn Query> {
        let round = Bound::Excluded(Term::from_field_u64(self.round, round));
        Box::new(BooleanQuery::intersection(vec![
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
            Box::new(RangeQuery::new(Bound::Unbounded, round)),
        ]))
    }

    /// Writes a passage, but for its words.
    pub(crate) fn passage(
        &self,
        facts: &Facts,
        passage: &Passage,
        [number, to_document]: [u64; 2],
        lengths: &Lengths,
    ) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.kind, PASSAGE);
        document.add_text(self.path, &facts.file);
        if passage.path != facts.file {
            document.add_text(self.member, &passage.path);
        }
        if passage.record.is_some() {
            document.add_text(self.whole, passage.document());
        }
        for name in &facts.types {
            document.add_text(self.format, name);
        }
        if let Some(language) = &passage.language {
            document.add_text(self.language, language);
        }
        for author in &passage.authors {
            document.add_text(self.author, plain_terms(author).join(" "));
        }
        document.add_u64(self.terms, lengths.terms);
        document.add_u64(self.head_terms, lengths.head_terms);
        document.add_u64(self.heading_start, lengths.starts.heading.into());
        document.add_u64(self.own_start, lengths.starts.own.into());
        document.add_u64(self.body_start, lengths.starts.body.into());
        let heading = passage.headings.last().unwrap_or(&passage.title);
        document.add_text(self.heading, plain_terms(heading).join(" "));
        document.add_bytes(self.record, &record(passage));
        document.add_u64(self.key, key(&passage.id));
        document.add_u64(self.twin, twin(passage).into());
        document.add_u64(self.number, number);
        document.add_u64(self.to_document, to_document);
        document.add_i64(self.date, facts.date);
        document.add_i64(self.modified, facts.modified);
        document
    }

    /// Writes what is known of a document as a whole: how many passages it has before it, and how many ranked terms.
    pub(crate) fn document(&self, path: &str, passages: u64, terms: u64) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.kind, DOCUMENT);
        document.add_text(self.path, path);
        document.add_u64(self.to_document, passages);
        document.add_u64(self.document_terms, terms);
        document
    }

    /// Writes a file's entry, with what is kept where there is no file.
    pub(crate) fn entry(&self, entry: &Entry, kept: Option<&str>) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.kind, FILE);
        document.add_text(self.path, &entry.path);
        document.add_text(self.file, &entry.path);
        document.add_bytes(self.record, &record(entry));
        document.add_bytes(self.known, &catalog::row(entry));
        if let Some(kept) = kept {
            document.add_bytes(self.own, kept.as_bytes());
        }
        document
    }
}

/// Returns the first bytes of the id's BLAKE3 hash as a number.
pub(crate) fn key(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

/// Returns the first bytes of a hash of what the passage says, where it says it; 0 for a heading alone.
fn twin(passage: &Passage) -> u32 {
    if passage.text.is_empty() {
        return 0;
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(passage.title.as_bytes());
    for heading in &passage.headings {
        hasher.update(b"\n");
        hasher.update(heading.as_bytes());
    }
    hasher.update(b"\n\n");
    hasher.update(passage.text.as_bytes());
    let hash = hasher.finalize();
    u32::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

/// Describes a field of words, which are analyzed before tantivy gets to see them.
fn text(option: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(option)
        .set_fieldnorms(true);
    TextOptions::default().set_indexing_options(indexing)
}

/// Returns the options of a text that is one term, and only narrows down what is found.
fn name() -> TextOptions {
    one_term(IndexRecordOption::Basic)
}

/// Returns the options of a text that is one term. It is scored, so its frequency is kept, without which the engine
/// could not skip what scores low.
fn whole() -> TextOptions {
    one_term(IndexRecordOption::WithFreqs)
}

fn one_term(option: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(option)
        // All are as long as each other.
        .set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

fn record<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("passages and entries are plain data, which has a JSON form")
}

/// Reads what `record` wrote.
pub(crate) fn read_record<T: for<'a> Deserialize<'a>>(
    bytes: &[u8],
) -> std::result::Result<T, String> {
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}
