//! What is to be indexed of a file: analyzed only when an indexing thread takes it, so that what waits stays small.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::{Document, TantivyDocument};

use crate::engine::embedded::schema::Fields;
use crate::engine::embedded::tally::Tally;
use crate::engine::embedded::waiting::Share;
use crate::engine::embedded::words::Words;
use crate::engine::{Entry, Totals};
use crate::passage::Passage;

/// More passages than this of one file are several documents, as far as their terms go together.
const MOST_TOGETHER: usize = 1_000;

/// A document of the index to be.
pub(crate) struct Draft {
    fields: Fields,
    content: Content,
    written: OnceLock<TantivyDocument>,
}

/// What the passages of a document share with it.
pub(crate) struct Facts {
    /// Counts what is written.
    pub(crate) tally: Arc<Tally>,
    /// The file's path.
    pub(crate) file: String,
    /// What `type:` finds it by.
    pub(crate) types: Vec<String>,
    /// Its date, or the file's time where it has none, in seconds since 1970.
    pub(crate) date: i64,
    /// The file's time, in seconds since 1970.
    pub(crate) modified: i64,
}

enum Content {
    /// A passage, with its number in the file and how far after it its document comes.
    Passage(Box<Passage>, [u64; 2], Arc<Facts>, Arc<Mutex<Together>>),
    /// What the passages before it have together.
    Document(Arc<Facts>, Arc<Mutex<Together>>),
    /// A file's entry, with what is kept where there is no file.
    Entry(Box<Entry>, Option<String>),
}

/// The terms of the passages of a document, gathered as these are analyzed.
#[derive(Default)]
struct Together {
    packed: String,
    terms: u64,
    has_title: bool,
    /// The passages wait until the last of them is indexed.
    _share: Option<Share>,
}

impl Draft {
    /// Returns what is to be indexed of a document, in groups that must follow each other without a gap.
    ///
    /// `first` is the number of its first passage in the file.
    pub(crate) fn of(
        fields: Fields,
        facts: Facts,
        first: u64,
        passages: Vec<Passage>,
        share: impl Fn(usize) -> Share,
    ) -> Vec<Vec<Self>> {
        let facts = Arc::new(facts);
        let mut groups = Vec::new();
        let mut passages = passages.into_iter().peekable();
        let mut number = first;
        while passages.peek().is_some() {
            let group: Vec<_> = passages.by_ref().take(MOST_TOGETHER).collect();
            let bytes = group.iter().map(|passage| passage.text.len()).sum();
            let together = Arc::new(Mutex::new(Together {
                _share: Some(share(bytes)),
                ..Together::default()
            }));
            let count = group.len() as u64;
            let numbered = group.into_iter().zip(0..).map(|(passage, at)| {
                let places = [number + at, count - at];
                let passage = Box::new(passage);
                let content =
                    Content::Passage(passage, places, Arc::clone(&facts), Arc::clone(&together));
                Self::new(fields, content)
            });
            let mut drafts: Vec<_> = numbered.collect();
            let document = Content::Document(Arc::clone(&facts), together);
            drafts.push(Self::new(fields, document));
            groups.push(drafts);
            number += count;
        }
        groups
    }

    /// Returns a file's entry, with what is kept where there is no file.
    pub(crate) fn entry(fields: Fields, entry: Entry, kept: Option<String>) -> Self {
        Self::new(fields, Content::Entry(Box::new(entry), kept))
    }

    fn new(fields: Fields, content: Content) -> Self {
        Self {
            fields,
            content,
            written: OnceLock::new(),
        }
    }

    fn write(&self) -> TantivyDocument {
        match &self.content {
            Content::Passage(passage, places, facts, together) => {
                let words = Words::of(passage);
                facts.tally.add(&Totals {
                    passages: 1,
                    terms: words.terms,
                    head_terms: words.head_terms,
                    ..Totals::default()
                });
                lock(together).add(&words);
                self.fields.passage(facts, passage, *places, words)
            }
            Content::Document(facts, together) => {
                let together = lock(together);
                facts.tally.add(&Totals {
                    documents: 1,
                    document_terms: together.terms,
                    ..Totals::default()
                });
                self.fields
                    .document(&facts.file, &together.packed, together.terms)
            }
            Content::Entry(entry, kept) => self.fields.entry(entry, kept.as_deref()),
        }
    }
}

impl Together {
    fn add(&mut self, words: &Words) {
        // All its passages have the same title.
        if !std::mem::replace(&mut self.has_title, true) {
            self.packed += &words.title_ranked;
            self.terms += words.title_terms;
        }
        self.packed += &words.own;
        self.terms += words.own_terms;
    }
}

fn lock(together: &Mutex<Together>) -> std::sync::MutexGuard<'_, Together> {
    together.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Document for Draft {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.written
            .get_or_init(|| self.write())
            .iter_fields_and_values()
    }
}
