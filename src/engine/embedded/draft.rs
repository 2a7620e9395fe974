//! What is to be indexed of a file: analyzed only when an indexing thread takes it, so that what waits stays small.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::{Document, TantivyDocument};

use crate::engine::Entry;
use crate::engine::embedded::schema::Fields;
use crate::engine::embedded::waiting::Share;
use crate::engine::embedded::words::Words;
use crate::passage::Passage;

/// More passages than this of one file are several documents, as far as their terms go together.
const MOST_TOGETHER: usize = 1_000;

/// A document of the index to be.
pub(crate) struct Draft {
    fields: Fields,
    entry: Arc<Entry>,
    content: Content,
    written: OnceLock<TantivyDocument>,
    _share: Option<Share>,
}

enum Content {
    /// A passage, with its number in the file and how far after it its document comes.
    Passage(Box<Passage>, [u64; 2], Arc<Mutex<Together>>),
    /// What the passages before it have together.
    Document(Arc<Mutex<Together>>),
    Entry,
}

/// The terms of the passages of a document, gathered as these are analyzed.
#[derive(Default)]
struct Together {
    packed: String,
    terms: u64,
}

impl Draft {
    /// Returns what is to be indexed of a file, in groups that must follow each other without a gap.
    pub(crate) fn of(
        fields: Fields,
        entry: Entry,
        passages: Vec<Passage>,
        share: impl Fn(&Passage) -> Share,
    ) -> Vec<Vec<Self>> {
        let entry = Arc::new(entry);
        let draft = |content, share| Self {
            fields,
            entry: Arc::clone(&entry),
            content,
            written: OnceLock::new(),
            _share: share,
        };
        let mut groups = Vec::new();
        let mut passages = passages.into_iter().peekable();
        let mut number = 0;
        while passages.peek().is_some() {
            let group: Vec<_> = passages.by_ref().take(MOST_TOGETHER).collect();
            let together = Arc::default();
            let count = group.len() as u64;
            let numbered = group.into_iter().zip(0..).map(|(passage, at)| {
                let share = share(&passage);
                let places = [number + at, count - at];
                let content = Content::Passage(Box::new(passage), places, Arc::clone(&together));
                draft(content, Some(share))
            });
            let mut drafts: Vec<_> = numbered.collect();
            drafts.push(draft(Content::Document(together), None));
            groups.push(drafts);
            number += count;
        }
        groups.push(vec![draft(Content::Entry, None)]);
        groups
    }

    /// Returns a file's entry alone.
    pub(crate) fn entry(fields: Fields, entry: Entry) -> Self {
        Self {
            fields,
            entry: Arc::new(entry),
            content: Content::Entry,
            written: OnceLock::new(),
            _share: None,
        }
    }

    fn write(&self) -> TantivyDocument {
        match &self.content {
            Content::Passage(passage, places, together) => {
                let words = Words::of(passage);
                lock(together).add(&words);
                self.fields.passage(&self.entry, passage, *places, words)
            }
            Content::Document(together) => {
                let together = lock(together);
                self.fields
                    .document(&self.entry.path, &together.packed, together.terms)
            }
            Content::Entry => self.fields.entry(&self.entry),
        }
    }
}

impl Together {
    fn add(&mut self, words: &Words) {
        if self.terms == 0 {
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
