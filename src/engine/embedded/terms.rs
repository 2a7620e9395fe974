//! The terms of a field.

use std::collections::BTreeSet;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use tantivy_fst::Automaton;

use crate::analyzer::Sounds;
use crate::engine::Pattern;
use crate::engine::embedded::heard::Heard;

/// Returns every term that `is_wanted`, sorted.
pub(crate) fn terms_where(
    searcher: &Searcher,
    field: Field,
    is_wanted: impl Fn(&str) -> bool,
) -> tantivy::Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            let term = String::from_utf8_lossy(terms.key());
            if is_wanted(&term) {
                found.insert(term.into_owned());
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Returns terms that fit the pattern, sorted, of each segment at most `limit`.
pub(crate) fn matching(
    searcher: &Searcher,
    field: Field,
    pattern: &Pattern,
    limit: usize,
) -> tantivy::Result<BTreeSet<String>> {
    match pattern {
        Pattern::Prefix(prefix) => beginning(searcher, field, prefix, limit),
        Pattern::Near(word, distance) => {
            let term = Term::from_field_text(field, word);
            let automaton = FuzzyTermQuery::new(term, *distance, true).automaton()?;
            accepted(searcher, field, &automaton, limit)
        }
        Pattern::Sounds(word) => match Sounds::of(word) {
            Some(sounds) => accepted(searcher, field, &Heard(&sounds), limit),
            None => Ok(BTreeSet::new()),
        },
    }
}

/// Returns terms that begin so, of each segment at most `limit`.
fn beginning(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
    limit: usize,
) -> tantivy::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let prefix = prefix.as_bytes();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().range().ge(prefix).into_stream()?;
        let mut count = 0;
        while count < limit && terms.advance() && terms.key().starts_with(prefix) {
            found.insert(String::from_utf8_lossy(terms.key()).into_owned());
            count += 1;
        }
    }
    Ok(found)
}

/// Returns terms that the automaton accepts, of each segment at most `limit`.
fn accepted<A: Automaton>(
    searcher: &Searcher,
    field: Field,
    automaton: &A,
    limit: usize,
) -> tantivy::Result<BTreeSet<String>>
where
    A::State: Clone,
{
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().search(automaton).into_stream()?;
        let mut count = 0;
        while count < limit && terms.advance() {
            found.insert(String::from_utf8_lossy(terms.key()).into_owned());
            count += 1;
        }
    }
    Ok(found)
}
