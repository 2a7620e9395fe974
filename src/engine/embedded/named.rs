//! The passages that a name means: those of a file, an archive or a document, of a section, or one passage.

use std::ops::Bound;

use tantivy::error::DataCorruption;
use tantivy::query::{BooleanQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, TantivyDocument, TantivyError, Term};

use crate::engine::embedded::counts::alive;
use crate::engine::embedded::reader::Reader;
use crate::engine::embedded::schema::{key, read_record};
use crate::passage::Passage;

/// Returns the query for what `name` means.
pub(crate) fn named(reader: &Reader, name: &str) -> tantivy::Result<Box<dyn Query>> {
    let fields = &reader.fields;
    let mut queries: Vec<Box<dyn Query>> = Vec::new();
    for field in [fields.whole, fields.member, fields.path] {
        let term = Term::from_field_text(field, name);
        queries.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
    }
    // The path comes before an anchor; but it may have the sign in it, too.
    for (end, _) in name.match_indices('#') {
        for field in [fields.path, fields.member] {
            for passage in passages(reader, field, &name[..end])? {
                if passage.is_of(name) {
                    queries.push(with_key(fields.key, key(&passage.id)));
                }
            }
        }
    }
    Ok(Box::new(BooleanQuery::union(queries)))
}

fn with_key(field: Field, key: u64) -> Box<dyn Query> {
    let term = Term::from_field_u64(field, key);
    Box::new(RangeQuery::new(
        Bound::Included(term.clone()),
        Bound::Included(term),
    ))
}

/// Returns the passages of a file or member.
fn passages(reader: &Reader, field: Field, path: &str) -> tantivy::Result<Vec<Passage>> {
    let term = Term::from_field_text(field, path);
    let mut passages = Vec::new();
    let segments = reader.searcher.segment_readers().iter();
    for ((segment, columns), ord) in segments.zip(reader.columns()?).zip(0..) {
        for doc in alive(segment, &term)? {
            // What is known of files and documents has no key.
            if columns.key.first(doc).is_some() {
                passages.push(passage(reader, DocAddress::new(ord, doc))?);
            }
        }
    }
    Ok(passages)
}

fn passage(reader: &Reader, address: DocAddress) -> tantivy::Result<Passage> {
    let document: TantivyDocument = reader.searcher.doc(address)?;
    let record = document.get_first(reader.fields.record);
    let record = record.and_then(|value| value.as_bytes());
    read_record(record.unwrap_or_default())
        .map_err(|reason| TantivyError::DataCorruption(DataCorruption::comment_only(reason)))
}
