//! What can go wrong, named so that a user can act on it.

use std::io;
use std::path::PathBuf;

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong; each message names the thing it is about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A corpus folder cannot be read.
    #[error("cannot read the corpus folder {}", path.display())]
    Corpus {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the corpus cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line of a file that must have a certain form does not have it.
    #[error("{}:{line}: {reason}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The number of the line, counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A glob, a rule of the corpus or a set of judged queries makes no sense.
    #[error("{what} {value:?} is not valid: {reason}")]
    Rule {
        /// What kind of rule it is.
        what: &'static str,
        /// The rule as given.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The index folder cannot be read or written.
    #[error("cannot use the index in {}", path.display())]
    Storage {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process writes to the index and did not finish in time.
    #[error("the index in {} is being updated by {holder}; try again when it is done", path.display())]
    Busy {
        /// The index folder.
        path: PathBuf,
        /// Who writes: `process 1234`.
        holder: String,
    },
    /// There is too little room for the index to be written.
    #[error("the disk of {} is too full: the update may need {needed} bytes, {free} are free", path.display())]
    Full {
        /// The index folder.
        path: PathBuf,
        /// How many bytes the change may need.
        needed: u64,
        /// How many bytes are free.
        free: u64,
    },
    /// The index lies on a network's file system, where another machine might write at the same time.
    #[error(
        "the index in {} is on a network file system ({kind}), where locks and syncs may not hold; \
         name another folder with --index, or say --allow-network-fs", path.display()
    )]
    Network {
        /// The index folder.
        path: PathBuf,
        /// The kind of file system.
        kind: &'static str,
    },
    /// A folder of the corpus is empty, and is not the one that was indexed: a disk may be missing.
    #[error(
        "{} is empty, and not the folder that was indexed with {files} files: is a disk missing? \
         They are kept; --rebuild takes the folder as it is", path.display()
    )]
    Emptied {
        /// The folder.
        path: PathBuf,
        /// How many of its files are indexed.
        files: u64,
    },
    /// The engine under the index failed.
    #[error("the index in {} failed", path.display())]
    Engine {
        /// The index folder.
        path: PathBuf,
        /// Why.
        source: tantivy::TantivyError,
    },
    /// The index is not as it was written.
    #[error("the index in {} is damaged: {reason}; run --rebuild", path.display())]
    Damaged {
        /// The index folder.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The system starts no more threads.
    #[error("cannot start a thread")]
    Thread(#[source] io::Error),
    /// The update was cancelled.
    #[error("the update was cancelled; the index is as it was before")]
    Cancelled,
    /// A file has the name that an application wants to give to a document of its own.
    #[error("{name:?} is a file of the corpus; a document of your own needs another name")]
    Taken {
        /// The name.
        name: String,
    },
    /// What an application put into the index cannot be read, and is in no other place.
    #[error(
        "the index in {} is damaged, and documents that an application put there cannot be read: {reason}; \
         --rebuild keeps those that can, and tells of the others", path.display()
    )]
    OwnLost {
        /// The index folder.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// Neither documents nor a place for the index are named.
    #[error("name a folder of documents, or a folder for the index")]
    NoFolder,
    /// There is no index yet, and none may be made.
    #[error("there is no index in {} yet; run --update", path.display())]
    NoIndex {
        /// The index folder.
        path: PathBuf,
    },
    /// No folder for the index is named, and the user has none for caches.
    #[error("no folder for the index: name one with --index, or set HOME")]
    NoHome,
    /// There is nothing of that name.
    #[error("there is no {what} {name:?} in the index")]
    Missing {
        /// What was asked for: a passage, a document.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A page of hits lies deeper than answers go.
    #[error("offset {offset} and limit {limit} reach beyond the first {deepest} hits")]
    TooDeep {
        /// The offset asked for.
        offset: usize,
        /// The limit asked for.
        limit: usize,
        /// How deep answers go.
        deepest: usize,
    },
}
