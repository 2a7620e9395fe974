//! Ending an update before it is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};
use crate::index::Index;

/// Ends the updates of an [`Index`] that was given it, from any thread; clones are the same.
///
/// An update that is cancelled leaves the index as it was and fails with [`Error::Cancelled`]. It ends after the files
/// that are being read at the moment.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Ends what is under way, and all that is begun from now on.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Was it cancelled?
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Fails if it was cancelled.
    pub(crate) fn refuse(&self) -> Result<()> {
        match self.is_cancelled() {
            true => Err(Error::Cancelled),
            false => Ok(()),
        }
    }
}

impl Index {
    /// Returns the same index whose updates `cancel` ends, those before searches among them.
    pub fn with_cancel(&self, cancel: &Cancel) -> Self {
        Self {
            cancel: cancel.clone(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::query::Query;

    #[test]
    fn a_cancelled_update_leaves_the_index_as_it_was() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).expect("a folder");
        fs::write(corpus.join("a.md"), "rain").expect("a file");
        let mut index = Index::open(&corpus).expect("an index");
        index.update().expect("it is updated");
        let before = index.status(false).expect("a status").generation;
        for number in 0..20 {
            fs::write(corpus.join(format!("{number}.md")), "rain").expect("a file");
        }
        let cancel = Cancel::default();
        let mut cancelled = index.with_cancel(&cancel);
        let update = cancelled.update_with(&|progress| {
            assert!(progress.done <= 20);
            cancel.cancel();
        });
        assert!(matches!(update, Err(Error::Cancelled)));
        assert!(matches!(cancelled.update(), Err(Error::Cancelled)));
        assert_eq!(index.status(false).expect("a status").generation, before);
        assert_eq!(index.update().expect("it is updated").added, 20);
        // What is up to date needs no update to be searched.
        let hits = cancelled.search(&Query::parse("rain")).expect("an answer");
        assert_eq!(hits.total, Some(21));
    }
}
