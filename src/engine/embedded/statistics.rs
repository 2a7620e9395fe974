//! The counts that BM25 needs, deleted documents left out: scores are the same after an update as after a rebuild.

use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

use crate::engine::embedded::reader::Reader;

/// The counts of a committed state.
pub(crate) struct Statistics<'a>(pub(crate) &'a Reader);

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, _field: Field) -> tantivy::Result<u64> {
        // Surface terms are not counted; there are as many as ranked ones, more or less.
        Ok(self.0.counts.totals(self.0)?.terms)
    }

    /// Counts passages only: what is known of files and documents would make rare words seem less rare.
    fn total_num_docs(&self) -> tantivy::Result<u64> {
        let totals = self.0.counts.totals(self.0)?;
        Ok(totals.passages)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let count = self.0.counts.of(term, &self.0.searcher)?;
        // A path is also of what is known of its file.
        Ok(count.min(self.total_num_docs()?))
    }
}
