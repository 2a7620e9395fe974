//! Counts of a state, deleted documents left out: they are the same after an update as after a rebuild.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use crate::engine::Totals;
use crate::engine::embedded::columns::Columns;
use crate::engine::embedded::reader::Reader;

/// The counts that were asked for.
#[derive(Default)]
pub(crate) struct Counts {
    totals: OnceLock<Totals>,
    /// How many documents have a term.
    terms: Mutex<HashMap<Term, u64>>,
}

impl Counts {
    /// Counts the documents with a term.
    pub(crate) fn of(&self, term: &Term, searcher: &Searcher) -> tantivy::Result<u64> {
        if let Some(&count) = self.terms().get(term) {
            return Ok(count);
        }
        let mut count = 0;
        for segment in searcher.segment_readers() {
            if segment.has_deletes() {
                count += alive(segment, term)?.len() as u64;
            } else {
                let index = segment.inverted_index(term.field())?;
                count += u64::from(index.doc_freq(term)?);
            }
        }
        self.terms().insert(term.clone(), count);
        Ok(count)
    }

    /// Returns the size of the state.
    pub(crate) fn totals(&self, reader: &Reader) -> tantivy::Result<Totals> {
        if let Some(totals) = self.totals.get() {
            return Ok(*totals);
        }
        let totals = match reader.told_totals {
            Some(totals) => totals,
            None => counted(reader)?,
        };
        Ok(*self.totals.get_or_init(|| totals))
    }

    fn terms(&self) -> MutexGuard<'_, HashMap<Term, u64>> {
        self.terms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts everything.
pub(crate) fn counted(reader: &Reader) -> tantivy::Result<Totals> {
    let mut totals = Totals::default();
    let segments = reader.searcher.segment_readers().iter();
    for (segment, columns) in segments.zip(reader.columns()?) {
        let docs = segment.doc_ids_alive();
        docs.for_each(|doc| add_totals(doc, columns, &mut totals));
    }
    Ok(totals)
}

/// Counts what has a term; returns how many documents of the index that is, too.
pub(crate) fn counted_with(term: &Term, reader: &Reader) -> tantivy::Result<(u64, Totals)> {
    let mut count = 0;
    let mut totals = Totals::default();
    let segments = reader.searcher.segment_readers().iter();
    for (segment, columns) in segments.zip(reader.columns()?) {
        let docs = alive(segment, term)?;
        count += docs.len() as u64;
        docs.iter()
            .for_each(|&doc| add_totals(doc, columns, &mut totals));
    }
    Ok((count, totals))
}

/// Returns the documents that have a term and are not deleted.
pub(crate) fn alive(segment: &SegmentReader, term: &Term) -> tantivy::Result<Vec<DocId>> {
    let index = segment.inverted_index(term.field())?;
    let mut docs = Vec::new();
    let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
        return Ok(docs);
    };
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            docs.push(postings.doc());
        }
        postings.advance();
    }
    Ok(docs)
}

fn add_totals(doc: DocId, columns: &Columns, totals: &mut Totals) {
    // Entries of files have no terms.
    if let Some(count) = columns.terms.first(doc) {
        totals.passages += 1;
        totals.terms += count;
        totals.head_terms += columns.head_terms.first(doc).unwrap_or(0);
    } else if let Some(count) = columns.document_terms.first(doc) {
        totals.documents += 1;
        totals.document_terms += count;
    }
}
