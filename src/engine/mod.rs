//! Passages in, candidates out: the seam between the index and whatever keeps it.
//!
//! The index asks an [`Engine`] for a [`Snapshot`], one committed state that never changes, and reads the [`Catalog`]
//! of files from it. Where files have changed it begins a [`Batch`], puts whole files, their documents one after the
//! other, or removes them, and commits: all of the batch becomes visible at once, catalog and passages together, or
//! nothing does. A search is planned with the snapshot's terms and counts, then `find` returns the best [`Candidate`]s,
//! which the ranking turns into hits.

mod catalog;
pub mod embedded;
mod evidence;
pub(crate) mod reading;

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub(crate) use catalog::hexadecimal;
pub use catalog::{Catalog, Entry, Known, Status};
pub use evidence::{Evidence, Starts, Wanted};

use crate::analyzer::Language;
use crate::corpus::extension;
use crate::error::Result;
use crate::passage::Passage;
use crate::query::Place;

/// Where passages are kept and found.
pub trait Engine: Send + Sync {
    /// Returns the last committed state; none if nothing was ever committed that this version can read.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn snapshot(&self) -> Result<Option<Arc<dyn Snapshot>>>;

    /// Begins a change of about `size_bytes` bytes of documents, waiting up to `patience` for another writer to end.
    ///
    /// # Errors
    ///
    /// Fails if another writer does not end in time, or the storage cannot be written.
    fn begin(&self, start: Start, size_bytes: u64, patience: Duration) -> Result<Box<dyn Batch>>;

    /// Reads all that the last committed state keeps; returns what is not as it was written.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read; that it is damaged is no error.
    fn verify(&self) -> Result<Vec<Flaw>>;
}

/// What a batch starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The last committed state.
    Last,
    /// Nothing; the last state answers until the batch is committed.
    Nothing,
}

/// A change under way; dropped without `commit`, it leaves no trace.
pub trait Batch: Send + Sync {
    /// Returns the state that the batch started from; none if it is empty.
    fn base(&self) -> Option<Arc<dyn Snapshot>>;

    /// Begins to replace a file and its passages; may be called from several threads, once for each file.
    ///
    /// `entry` says of the file what is known before it is parsed.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written; the batch is then lost.
    fn file(&self, entry: &Entry) -> Result<Box<dyn Filing + '_>>;

    /// Replaces a file that is one document.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written; the batch is then lost.
    fn put(&self, entry: Entry, passages: Vec<Passage>) -> Result<()> {
        let mut file = self.file(&entry)?;
        file.add(Part {
            types: types(&entry.format, &entry.path),
            date: entry.date,
            passages,
        })?;
        file.finish(entry)
    }

    /// Replaces a file's entry; its passages, as many as before, stay.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written; the batch is then lost.
    fn touch(&self, entry: Entry) -> Result<()>;

    /// Hands over what was kept of documents that are in no file, as the state before the batch has it, even one that
    /// only another version can read; returns what of that cannot be read.
    ///
    /// # Errors
    ///
    /// Fails if `take` does, or the storage cannot be read.
    fn kept(&self, take: &mut dyn FnMut(&str) -> Result<()>) -> Result<Vec<Flaw>>;

    /// Removes a file and its passages.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written; the batch is then lost.
    fn remove(&self, path: &str) -> Result<()>;

    /// Makes the batch durable and visible, and remembers the `folders` of the corpus.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written, or what was written cannot be read back; the state before the batch
    /// then stands, unless the error came after the batch was complete: never is a batch half there.
    fn commit(self: Box<Self>, folders: &[String]) -> Result<()>;
}

/// A file on its way into a batch: its documents one after the other, its entry last.
///
/// Dropped before it is finished, it takes the batch with it: never is a file half there.
pub trait Filing {
    /// Adds a document.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written; the batch is then lost.
    fn add(&mut self, part: Part) -> Result<()>;

    /// Takes back the documents that were added.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written; the batch is then lost.
    fn clear(&mut self) -> Result<()>;

    /// Keeps what its documents are read from, as there is no file to read them from again.
    fn keep(&mut self, source: String);

    /// Ends the file with all that is known of it.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be written; the batch is then lost.
    fn finish(self: Box<Self>, entry: Entry) -> Result<()>;
}

/// A document of a file, as a batch takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// What `type:` finds it by: formats and extensions.
    pub types: Vec<String>,
    /// The day it gives itself, in seconds since 1970.
    pub date: Option<i64>,
    /// Its passages, in its order.
    pub passages: Vec<Passage>,
}

/// Returns what `type:` finds a document by: its format and the extension of its path.
pub fn types(format: &str, path: &str) -> Vec<String> {
    let mut types = vec![format.to_owned(), extension(path)];
    types.retain(|name| !name.is_empty());
    types.dedup();
    types
}

/// One committed state of an index.
pub trait Snapshot: Send + Sync {
    /// Returns which commit made the state, and when.
    fn commit(&self) -> &Commit;

    /// Returns how many bytes the state takes on the disk.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn size_bytes(&self) -> Result<u64>;

    /// Returns the files that are known, sorted by path.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn catalog(&self) -> Result<Catalog>;

    /// Returns what is known of a file; none if it is not known.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn entry(&self, path: &str) -> Result<Option<Entry>>;

    /// Returns what was kept of a document that is in no file; none if there is none of that name.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn kept(&self, path: &str) -> Result<Option<String>>;

    /// Returns how many passages there are, and how long they are together.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn totals(&self) -> Result<Totals>;

    /// Returns the languages of the passages.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn languages(&self) -> Result<Vec<Language>>;

    /// Returns how many passages have the ranked term.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn ranked_count(&self, term: &str) -> Result<u64>;

    /// Returns how many passages have the surface term.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn surface_count(&self, term: &str) -> Result<u64>;

    /// Returns at most `limit` surface terms that fit the pattern, in a place or anywhere, sorted.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn surface_terms(
        &self,
        pattern: &Pattern,
        place: Option<Place>,
        limit: usize,
    ) -> Result<Vec<String>>;

    /// Returns at most `limit` surface terms that begin so, and how many passages have each: the most frequent ones,
    /// most frequent first, then sorted.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn frequent_terms(&self, prefix: &str, limit: usize) -> Result<Vec<(String, u64)>>;

    /// Returns what the passages are called, in no order.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn heads(&self) -> Result<Vec<Head>>;

    /// Returns the best `limit` passages by the engine's own ranking, best first.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn find(&self, search: &Search, limit: usize) -> Result<Vec<Candidate>>;

    /// Returns what there is in each candidate of what is wanted.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn evidence(&self, candidates: &[Candidate], wanted: &Wanted) -> Result<Vec<Evidence>>;

    /// Reads a candidate's passage.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn read(&self, candidate: &Candidate) -> Result<Passage>;

    /// Returns how many passages have the run of letters.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn gram_count(&self, gram: &str) -> Result<u64>;

    /// Returns how many passages fit.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn count(&self, search: &Search) -> Result<u64>;

    /// Returns the passages of a file, or of a document in it, in their order; empty if it has none.
    ///
    /// A document is named as [`Passage::document`] does.
    ///
    /// # Errors
    ///
    /// Fails if the storage cannot be read.
    fn passages(&self, name: &str) -> Result<Vec<Passage>>;
}

/// What made a state of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// How many commits there were, this one included; rebuilding goes on counting.
    pub number: u64,
    /// When it was made, in seconds since 1970; 0 if that is not known.
    pub seconds: i64,
    /// What tells the folders of the corpus from others that may stand in their places, in their order.
    pub folders: Vec<String>,
}

/// Something in an index that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Flaw {
    /// The file of the index, or of the corpus.
    pub name: String,
    /// What is wrong with it.
    pub reason: String,
}

/// What a passage is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The passage's id.
    pub id: String,
    /// Its file, relative to the corpus.
    pub path: String,
    /// Which document of the file it is of, where the file holds several.
    pub record: Option<String>,
    /// The document's title.
    pub title: String,
    /// The passage's own heading; none for an opening text, and for a sole first heading that is the title.
    pub heading: Option<String>,
}

/// The size of an index, as the ranking needs it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many passages there are.
    pub passages: u64,
    /// How many ranked terms they have, title and headings included.
    pub terms: u64,
    /// How many ranked terms their titles and headings have.
    pub head_terms: u64,
    /// How many documents there are.
    pub documents: u64,
    /// How many ranked terms they have.
    pub document_terms: u64,
}

/// Which surface terms are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Those that begin so.
    Prefix(String),
    /// Those at most so many edits away; a swap of neighbours is one edit.
    Near(String, u8),
    /// Those that sound as the word does, in any alphabet.
    Sounds(String),
}

/// What passages must, must not and may have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    /// Each of these.
    pub required: Vec<Clause>,
    /// None of these.
    pub excluded: Vec<Clause>,
    /// These count for the ranking, with a weight.
    pub optional: Vec<(f32, Clause)>,
    /// Must at least one of `optional` be there?
    pub needs_optional: bool,
    /// When `find` may stop looking, and return what it has found.
    pub until: Option<Instant>,
}

/// A condition on a passage, its terms resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// Has one of these ranked terms.
    Ranked(Vec<String>),
    /// Has the run of letters.
    Gram(String),
    /// Has one of these surface terms, in a place or anywhere.
    Surface(Vec<String>, Option<Place>),
    /// Has these surface terms in a row, each at its distance from the first, in a place or anywhere.
    Row(Vec<(u32, String)>, Option<Place>),
    /// Stands under a heading of just these words, or under such a title where it has no heading: folded, with spaces
    /// between them.
    Heading(String),
    /// Is of a file whose path fits the glob.
    Path(String),
    /// Is of a file of this format or extension.
    Type(String),
    /// Is in this language.
    Language(String),
    /// Is of a document by an author whose name has all these words, each in the form under which it is indexed.
    Author(Vec<String>),
    /// Has this id, or is of this `path` or `path#anchor`.
    Id(String),
    /// Is of a document of this time, in seconds since 1970, half open.
    Date(Option<i64>, Option<i64>),
    /// Is of a file last written at this time, likewise.
    Modified(Option<i64>, Option<i64>),
    /// One of these.
    Any(Vec<Self>),
    /// Each of these.
    All(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
}

/// A passage that fits, not ranked or read yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The engine's own score.
    pub score: f32,
    /// Where the engine keeps it, for the engine to know.
    pub address: u64,
    /// The passage's own number, made of its id: decides among those that score the same.
    pub key: u64,
    /// The number of its document among those of the state.
    pub document: u64,
    /// The same number for passages that say the same; 0 for those that say nothing. Different ones may share it.
    pub twin: u32,
}
