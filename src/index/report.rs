//! What an update did.

use serde::{Deserialize, Serialize};

use crate::corpus::Unread;
use crate::engine::{Entry, Flaw, Status};

/// What an update did; every file of the corpus is in one of its counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report {
    /// The version of this form.
    pub version: u32,
    /// Files that were indexed for the first time.
    pub added: u64,
    /// Files that were indexed again.
    pub changed: u64,
    /// Files that are gone.
    pub removed: u64,
    /// Files that are as they were.
    pub unchanged: u64,
    /// Files that a rule leaves out.
    pub skipped: u64,
    /// Files that could not be read.
    pub failed: u64,
    /// Documents of an application's own, which are in no file and in none of the other counts.
    #[serde(default, skip_serializing_if = "is_none")]
    pub own: u64,
    /// The passages of the index.
    pub passages: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// The skipped and failed files, and those that are not indexed as a whole, with their reasons.
    pub files: Vec<FileReport>,
    /// What was damaged in the index, if it was therefore made anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaired: Option<String>,
    /// What could not be read of an application's own documents, so that some of them are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Flaw>,
}

/// Is it no document?
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
pub(crate) fn is_none(documents: &u64) -> bool {
    *documents == 0
}

impl Report {
    /// Has the update changed what searches find?
    pub fn has_news(&self) -> bool {
        self.added + self.changed + self.removed > 0 || self.repaired.is_some()
    }
}

/// A file that is not indexed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct FileReport {
    /// The file, relative to its corpus.
    pub path: String,
    /// What became of it.
    pub status: Status,
    /// Why.
    pub reason: String,
}

impl FileReport {
    /// Returns what is to be told of a file that is indexed, but not all of it.
    pub(crate) fn noted(entry: &Entry) -> Option<Self> {
        Some(Self {
            path: entry.path.clone(),
            status: entry.status,
            reason: entry.reason.clone()?,
        })
    }
}

impl From<Unread> for FileReport {
    fn from(unread: Unread) -> Self {
        Self {
            status: status_of(&unread),
            path: unread.path,
            reason: unread.reason,
        }
    }
}

/// Returns what became of a file that is not indexed.
pub(crate) fn status_of(unread: &Unread) -> Status {
    match unread.is_failure {
        true => Status::Failed,
        false => Status::Skipped,
    }
}

/// How far an update is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many files are done.
    pub done: u64,
    /// How many there are to do.
    pub total: u64,
    /// How many documents were read in them so far; a single file may hold very many.
    pub documents: u64,
}
