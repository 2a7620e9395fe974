//! The passages that a name means: those of a file, an archive or a document, of a section, or one passage.

use std::ops::Bound;

use tantivy::error::DataCorruption;
use tantivy::query::{BooleanQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, TantivyError, Term};

use crate::engine::embedded::reader::Reader;
use crate::engine::embedded::schema::key;
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
    for (segment, ord) in reader.searcher.segment_readers().iter().zip(0..) {
        for (_, doc) in reader.passages_in(segment, &term)? {
            let passage = reader.parsed(DocAddress::new(ord, doc))?;
            let broken = |reason: String| DataCorruption::comment_only(reason);
            passages.push(passage.map_err(|it| TantivyError::DataCorruption(broken(it)))?);
        }
    }
    Ok(passages)
}
