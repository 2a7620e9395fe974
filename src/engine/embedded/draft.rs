//! What is to be indexed of a file: its passages, its documents as a whole, and its entry.

use tantivy::TantivyDocument;

use crate::engine::embedded::lengths::Lengths;
use crate::engine::embedded::schema::Fields;
use crate::engine::embedded::tally::Tally;
use crate::engine::reading::Words;
use crate::engine::{Entry, Totals};
use crate::passage::Passage;

/// More passages than this of one file are several documents, as far as their terms go together.
const MOST_TOGETHER: usize = 1_000;

/// A document of the index to be.
pub(crate) struct Draft<'a> {
    pub(crate) document: TantivyDocument,
    /// The words of a passage.
    pub(crate) words: Option<Words<'a>>,
}

/// What the passages of a document share with it.
pub(crate) struct Facts {
    /// The file's path.
    pub(crate) file: String,
    /// What `type:` finds it by.
    pub(crate) types: Vec<String>,
    /// Its date, or the file's time where it has none, in seconds since 1970.
    pub(crate) date: i64,
    /// The file's time, in seconds since 1970.
    pub(crate) modified: i64,
}

impl<'a> Draft<'a> {
    /// Returns what is to be indexed of some passages that follow each other in a document, and of all of them
    /// together; these must follow each other without a gap.
    ///
    /// `first` is the number of the first of them in the file.
    pub(crate) fn of(
        fields: &Fields,
        facts: &Facts,
        first: u64,
        passages: &'a [Passage],
        tally: &Tally,
    ) -> Vec<Self> {
        let count = passages.len() as u64;
        let mut totals = Totals {
            passages: count,
            documents: 1,
            ..Totals::default()
        };
        let mut drafts = Vec::with_capacity(passages.len() + 1);
        for (passage, at) in passages.iter().zip(0..) {
            let words = Words::of(passage);
            let lengths = Lengths::of(&words);
            totals.terms += lengths.terms;
            totals.head_terms += lengths.head_terms;
            // All its passages have the same title, which counts once.
            let title_terms = if at == 0 { lengths.title_terms } else { 0 };
            totals.document_terms += title_terms + lengths.own_terms;
            let places = [first + at, count - at];
            drafts.push(Self {
                document: fields.passage(facts, passage, places, &lengths),
                words: Some(words),
            });
        }
        tally.add(&totals);
        drafts.push(Self {
            document: fields.document(&facts.file, count, totals.document_terms),
            words: None,
        });
        drafts
    }

    /// Returns a file's entry, with what is kept where there is no file.
    pub(crate) fn entry(fields: &Fields, entry: &Entry, kept: Option<&str>) -> Self {
        Self {
            document: fields.entry(entry, kept),
            words: None,
        }
    }
}

/// Returns the passages of a document in parts of which each is a document of the index as a whole.
pub(crate) fn parts(passages: &[Passage]) -> impl Iterator<Item = &[Passage]> {
    passages.chunks(MOST_TOGETHER)
}
