//! The catalog: what a segment knows of files, in one column, so that all of it is read in one go.

use tantivy::columnar::{BytesColumn, ColumnIndex};
use tantivy::error::DataCorruption;
use tantivy::{DocId, SegmentReader, TantivyError};

use crate::corpus::Fingerprint;
use crate::engine::embedded::reader::Reader;
use crate::engine::{Entry, Known, Status};

/// How many numbers of eight bytes, least first, stand after the path.
const NUMBERS: usize = 8;

/// Returns what the catalog tells of a file: its path, so that the column is sorted by it, and numbers.
pub(crate) fn row(entry: &Entry) -> Vec<u8> {
    let flags = [entry.lacks_worker, entry.is_partial(), entry.is_own];
    let flags = flags.into_iter().zip(8..);
    let flags = flags.map(|(flag, bit)| u64::from(flag) << bit);
    let numbers: [u64; NUMBERS] = [
        entry.fingerprint.size,
        entry.fingerprint.modified.cast_unsigned(),
        entry.fingerprint.changed.cast_unsigned(),
        entry.fingerprint.inode,
        entry.seen.cast_unsigned(),
        entry.documents,
        entry.passages,
        entry.status as u64 | flags.sum::<u64>(),
    ];
    let mut row = entry.path.clone().into_bytes();
    row.extend(numbers.into_iter().flat_map(u64::to_le_bytes));
    row
}

/// Takes apart what `row` put together; none if it is something else.
fn known(row: &[u8]) -> Option<Known> {
    let (path, numbers) = row.split_at_checked(row.len().checked_sub(NUMBERS * 8)?)?;
    let mut numbers = numbers
        .as_chunks()
        .0
        .iter()
        .copied()
        .map(u64::from_le_bytes);
    let mut next = || numbers.next();
    let fingerprint = Fingerprint {
        size: next()?,
        modified: next()?.cast_signed(),
        changed: next()?.cast_signed(),
        inode: next()?,
    };
    let (seen, documents, passages, flags) = (next()?.cast_signed(), next()?, next()?, next()?);
    let has = |bit: u32| flags >> bit & 1 == 1;
    Some(Known {
        path: String::from_utf8(path.to_owned()).ok()?,
        fingerprint,
        seen,
        status: match flags & 0xff {
            0 => Status::Indexed,
            1 => Status::Skipped,
            _ => Status::Failed,
        },
        lacks_worker: has(8),
        is_partial: has(9),
        is_own: has(10),
        documents,
        passages,
    })
}

/// Returns the files that are known, in no order, but those of a segment by their paths.
pub(crate) fn files(reader: &Reader) -> tantivy::Result<Vec<Known>> {
    let mut files = Vec::new();
    for segment in reader.searcher.segment_readers() {
        if let Some(column) = segment.fast_fields().bytes("known")? {
            add_files(segment, &column, &mut files)?;
        }
    }
    Ok(files)
}

fn add_files(
    segment: &SegmentReader,
    column: &BytesColumn,
    files: &mut Vec<Known>,
) -> tantivy::Result<()> {
    // A file that changed has its older entries among the deleted documents.
    let mut is_alive = vec![false; column.num_terms()];
    for doc in docs(column) {
        if let Some(row) = column
            .ords()
            .first(doc)
            .filter(|_| !segment.is_deleted(doc))
        {
            is_alive[row as usize] = true;
        }
    }
    let mut rows = column.dictionary().stream()?;
    for is_alive in is_alive {
        if rows.advance() && is_alive {
            let broken = || DataCorruption::comment_only("a row of the catalog is broken");
            let known = known(rows.key());
            files.push(known.ok_or_else(|| TantivyError::DataCorruption(broken()))?);
        }
    }
    Ok(())
}

/// Returns the documents that may have a row.
fn docs(column: &BytesColumn) -> Box<dyn Iterator<Item = DocId> + '_> {
    match &column.ords().index {
        ColumnIndex::Optional(index) => Box::new(index.iter_non_null_docs()),
        _ => Box::new(0..column.num_rows()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_all_that_a_walk_is_compared_with() {
        let entry = Entry {
            path: "a/ü\u{1}.md".to_owned(),
            fingerprint: Fingerprint {
                size: u64::MAX,
                modified: -1,
                changed: i64::MIN,
                inode: 7,
            },
            seen: i64::MAX,
            status: Status::Failed,
            lacks_worker: true,
            is_own: true,
            documents: 3,
            passages: 1 << 40,
            ..Entry::default()
        };
        let expected = Known {
            path: entry.path.clone(),
            fingerprint: entry.fingerprint,
            seen: entry.seen,
            status: Status::Failed,
            lacks_worker: true,
            is_partial: entry.is_partial(),
            is_own: true,
            documents: 3,
            passages: 1 << 40,
        };
        assert_eq!(known(&row(&entry)), Some(expected));
        assert_eq!(known(b"too short"), None);
    }
}
