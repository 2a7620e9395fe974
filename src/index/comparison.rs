//! A look at the files, compared with a state of the index.

use crate::corpus::Walk;
use crate::engine::{Catalog, Commit, Snapshot};
use crate::error::Result;
use crate::index::Index;
use crate::index::changes::Changes;
use crate::index::own::Carried;
use crate::index::report::FileReport;

/// How the files differ from a state of the index.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The state.
    commit: Commit,
    pub(crate) changes: Changes,
    /// The files that the walk left out.
    pub(crate) left_out: Vec<FileReport>,
    /// What tells the folders of the corpus from others in their places.
    pub(crate) folders: Vec<String>,
}

impl Comparison {
    /// Compares a walk with a state and its catalog.
    ///
    /// # Errors
    ///
    /// As [`Changes::find`].
    pub(crate) fn new(
        walk: Walk,
        snapshot: &dyn Snapshot,
        catalog: &Catalog,
        index: &Index,
    ) -> Result<Self> {
        let commit = snapshot.commit().clone();
        let folders = match walk.only {
            Some(_) => commit.folders.clone(),
            None => identities(&walk),
        };
        let left_out = left_out(&walk);
        Ok(Self {
            commit,
            left_out,
            folders,
            changes: Changes::find(walk, snapshot, catalog, index)?,
        })
    }

    /// Takes all files of a walk for new ones, but for those whose names were carried over.
    pub(crate) fn with_nothing(walk: Walk, carried: &Carried) -> Self {
        Self {
            commit: Commit::default(),
            left_out: left_out(&walk),
            folders: identities(&walk),
            changes: Changes::from_nothing(walk, carried),
        }
    }

    /// Looks at the files again, and at a state.
    ///
    /// # Errors
    ///
    /// As [`Changes::find`], and if the corpus cannot be walked.
    pub(crate) fn with(
        snapshot: &dyn Snapshot,
        index: &Index,
        walk: impl FnOnce() -> Result<Walk> + Send,
    ) -> Result<Self> {
        let (walk, catalog) = rayon::join(walk, || snapshot.catalog());
        Self::new(walk?, snapshot, &catalog?, index)
    }

    /// Is it this state that was looked at?
    pub(crate) fn is_of(&self, snapshot: &dyn Snapshot) -> bool {
        self.commit == *snapshot.commit()
    }
}

/// Returns what tells the folders of the corpus from others in their places.
fn identities(walk: &Walk) -> Vec<String> {
    let folders = walk.folders.iter();
    folders.map(|folder| folder.identity.clone()).collect()
}

/// Returns the files that the walk left out.
fn left_out(walk: &Walk) -> Vec<FileReport> {
    walk.unread.iter().cloned().map(FileReport::from).collect()
}
