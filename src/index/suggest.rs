//! What the text typed so far may become.

use std::sync::{MutexGuard, PoisonError};

use crate::engine::Snapshot;
use crate::error::Result;
use crate::index::Index;
use crate::ranking::{Suggester, Suggestions};

impl Index {
    /// Suggests what the text typed so far may become: titles, headings and terms, best first, at most `limit` and 50.
    ///
    /// Nobody looks at the files, nor whether another program has changed the index. The first call reads all titles
    /// and headings and keeps them, for the clones of this index, too; so does the next one after an update or search
    /// that met another state of the index.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or it cannot be read.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Suggestions> {
        let kept = self.kept().clone();
        let suggester = match kept {
            Some(suggester) => suggester,
            None => {
                let suggester = self.suggester()?;
                *self.kept() = Some(suggester.clone());
                suggester
            }
        };
        suggester.suggest(typed, limit)
    }

    /// Reads all titles and headings of the last committed state, for suggestions from it however the index changes.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or it cannot be read.
    pub fn suggester(&self) -> Result<Suggester> {
        Suggester::new(self.snapshot()?)
    }

    /// Lets go of the suggestions of another state of the index.
    pub(crate) fn follow(&self, snapshot: &dyn Snapshot) {
        let mut kept = self.kept();
        if kept
            .as_ref()
            .is_some_and(|kept| kept.commit() != snapshot.commit())
        {
            *kept = None;
        }
    }

    /// Lets go of the suggestions, as the index has changed.
    pub(crate) fn changed(&self) {
        *self.kept() = None;
    }

    fn kept(&self) -> MutexGuard<'_, Option<Suggester>> {
        self.suggester
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
