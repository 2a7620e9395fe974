//! The columns of a segment that the ranking reads: numbers of passages and documents.

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

/// The columns, opened once for a state.
pub(crate) struct Columns {
    pub(crate) key: Column<u64>,
    pub(crate) twin: Column<u64>,
    pub(crate) to_document: Column<u64>,
    pub(crate) document_terms: Column<u64>,
    pub(crate) terms: Column<u64>,
    pub(crate) head_terms: Column<u64>,
    pub(crate) heading_start: Column<u64>,
    pub(crate) own_start: Column<u64>,
    pub(crate) body_start: Column<u64>,
}

impl Columns {
    /// Opens the columns of a segment.
    pub(crate) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            key: columns.u64("key")?,
            twin: columns.u64("twin")?,
            to_document: columns.u64("to_document")?,
            document_terms: columns.u64("document_terms")?,
            terms: columns.u64("terms")?,
            head_terms: columns.u64("head_terms")?,
            heading_start: columns.u64("heading_start")?,
            own_start: columns.u64("own_start")?,
            body_start: columns.u64("body_start")?,
        })
    }
}

/// Returns the number of a document in a column; 0 where it has none.
pub(crate) fn number(column: &Column<u64>, doc: DocId) -> u32 {
    column.first(doc).unwrap_or_default() as u32
}
