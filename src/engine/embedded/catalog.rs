//! The catalog: what a segment knows of files, read from columns.

use tantivy::SegmentReader;
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;

use crate::corpus::Fingerprint;
use crate::engine::embedded::counts::alive_of;
use crate::engine::embedded::reader::Reader;
use crate::engine::{Known, Status};

/// Returns the files that are known, in no order.
pub(crate) fn files(reader: &Reader) -> tantivy::Result<Vec<Known>> {
    let mut files = Vec::new();
    for segment in reader.searcher.segment_readers() {
        add_files(reader, segment, &mut files)?;
    }
    Ok(files)
}

fn add_files(
    reader: &Reader,
    segment: &SegmentReader,
    files: &mut Vec<Known>,
) -> tantivy::Result<()> {
    let index = segment.inverted_index(reader.fields.file)?;
    let columns = Columns::open(segment)?;
    let mut terms = index.terms().stream()?;
    while let Some((path, info)) = terms.next() {
        let postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        // A file that changed has its older entries among the deleted documents.
        for doc in alive_of(segment, postings) {
            files.push(columns.known(doc, String::from_utf8_lossy(path).into_owned()));
        }
    }
    Ok(())
}

/// The columns of a file's entry.
struct Columns {
    size: Column<u64>,
    modified: Column<i64>,
    changed: Column<i64>,
    inode: Column<u64>,
    seen: Column<i64>,
    status: Column<u64>,
    lacks_worker: Column<u64>,
    is_partial: Column<u64>,
    is_own: Column<u64>,
    documents: Column<u64>,
    passages: Column<u64>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            size: columns.u64("size")?,
            modified: columns.i64("modified_ns")?,
            changed: columns.i64("changed_ns")?,
            inode: columns.u64("inode")?,
            seen: columns.i64("seen_ns")?,
            status: columns.u64("status")?,
            lacks_worker: columns.u64("lacks_worker")?,
            is_partial: columns.u64("is_partial")?,
            is_own: columns.u64("is_own")?,
            documents: columns.u64("documents")?,
            passages: columns.u64("passages")?,
        })
    }

    fn known(&self, doc: u32, path: String) -> Known {
        Known {
            path,
            fingerprint: Fingerprint {
                size: self.size.first(doc).unwrap_or_default(),
                modified: self.modified.first(doc).unwrap_or_default(),
                changed: self.changed.first(doc).unwrap_or_default(),
                inode: self.inode.first(doc).unwrap_or_default(),
            },
            seen: self.seen.first(doc).unwrap_or_default(),
            status: match self.status.first(doc) {
                Some(0) => Status::Indexed,
                Some(1) => Status::Skipped,
                _ => Status::Failed,
            },
            lacks_worker: self.lacks_worker.first(doc) == Some(1),
            is_partial: self.is_partial.first(doc) == Some(1),
            is_own: self.is_own.first(doc) == Some(1),
            documents: self.documents.first(doc).unwrap_or_default(),
            passages: self.passages.first(doc).unwrap_or_default(),
        }
    }
}
