//! What an index holds, how fresh and how large it is, and what was left out.

use serde::{Deserialize, Serialize};

use crate::corpus::Unread;
use crate::engine::{Known, Snapshot, Status};
use crate::error::Result;
use crate::hit::{Freshness, VERSION};
use crate::index::Index;
use crate::index::changes::Changes;
use crate::index::freshness::{freshness, indexed_at, state};
use crate::index::report::{FileReport, is_none};

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IndexStatus {
    /// The version of this form.
    pub version: u32,
    /// The folders of the corpus.
    pub corpus: Vec<String>,
    /// The folder of the index.
    pub index: String,
    /// How many commits made it.
    pub generation: u64,
    /// When it was last brought up to date (RFC 3339).
    pub indexed_at: Option<String>,
    /// How far it reflects the files as they are.
    pub freshness: Freshness,
    /// How many files are indexed.
    pub indexed: u64,
    /// How many documents of an application's own there are besides, which are in no file.
    #[serde(default, skip_serializing_if = "is_none")]
    pub own: u64,
    /// How many documents there are, in files and of an application's own.
    pub documents: u64,
    /// How many passages they have.
    pub passages: u64,
    /// How many bytes the index takes on the disk.
    pub index_bytes: u64,
    /// How many files a rule leaves out.
    pub skipped: u64,
    /// How many files could not be read.
    pub failed: u64,
    /// The files that are not indexed, or not as a whole, each with its reason; or all files.
    pub files: Vec<FileStatus>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FileStatus {
    /// The file, relative to its corpus.
    pub path: String,
    /// What became of it.
    pub status: Status,
    /// Why it is not indexed, or what of it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many passages it has, where it is indexed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passages: Option<u64>,
    /// Is it no file, but a document of an application's own?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_own: bool,
}

impl Index {
    /// Looks at the index and the files, and changes nothing; lists every file, or only those that are not indexed.
    ///
    /// # Errors
    ///
    /// Fails if there is no index yet, or the corpus or the index cannot be read.
    pub fn status(&self, lists_all: bool) -> Result<IndexStatus> {
        let snapshot = self.snapshot()?;
        let catalog = snapshot.catalog()?;
        let walk = self.corpus.walk()?;
        let mut files: Vec<FileStatus> = walk
            .unread
            .iter()
            .map(|unread| FileStatus::unread(unread.clone()))
            .collect();
        for known in &catalog.files {
            files.push(FileStatus::known(known, snapshot.as_ref())?);
        }
        let changes = Changes::find(walk, snapshot.as_ref(), &catalog, self)?;
        for taken in changes.taken.iter().cloned() {
            files.push(FileStatus::taken(taken));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let changed = changes.len();
        let count = |status| {
            let files = files.iter().filter(|file| !file.is_own);
            files.filter(|file| file.status == status).count() as u64
        };
        Ok(IndexStatus {
            version: VERSION,
            corpus: self
                .corpora()
                .map(|dir| dir.display().to_string())
                .collect(),
            index: self.dir().display().to_string(),
            generation: snapshot.commit().number,
            indexed_at: indexed_at(snapshot.as_ref()),
            freshness: freshness(state(changed), changed, snapshot.as_ref()),
            indexed: count(Status::Indexed),
            own: changes.own,
            documents: catalog.files.iter().map(|known| known.documents).sum(),
            passages: catalog.files.iter().map(|known| known.passages).sum(),
            index_bytes: snapshot.size_bytes()?,
            skipped: count(Status::Skipped),
            failed: count(Status::Failed),
            files: files
                .into_iter()
                .filter(|file| lists_all || file.reason.is_some())
                .collect(),
        })
    }
}

impl FileStatus {
    fn known(known: &Known, snapshot: &dyn Snapshot) -> Result<Self> {
        let is_indexed = known.status == Status::Indexed;
        let reason = match is_indexed && !known.is_partial {
            true => None,
            false => snapshot.entry(&known.path)?.and_then(|entry| entry.reason),
        };
        Ok(Self {
            path: known.path.clone(),
            status: known.status,
            reason,
            passages: is_indexed.then_some(known.passages),
            is_own: known.is_own,
        })
    }

    fn unread(unread: Unread) -> Self {
        Self::taken(FileReport::from(unread))
    }

    /// Returns what became of a file of which nothing is indexed.
    fn taken(report: FileReport) -> Self {
        Self {
            status: report.status,
            path: report.path,
            reason: Some(report.reason),
            passages: None,
            is_own: false,
        }
    }
}
