//! The terms of a field.

use std::collections::BTreeSet;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::engine::Pattern;

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

/// Returns terms that fit the pattern, of each segment at most `limit`.
pub(crate) fn matching(
    searcher: &Searcher,
    field: Field,
    pattern: &Pattern,
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut found = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let dictionary = index.terms();
        match pattern {
            Pattern::Prefix(prefix) => {
                let mut terms = dictionary.range().ge(prefix.as_bytes()).into_stream()?;
                while found.len() < limit
                    && terms.advance()
                    && terms.key().starts_with(prefix.as_bytes())
                {
                    found.push(String::from_utf8_lossy(terms.key()).into_owned());
                }
            }
            Pattern::Near(word, distance) => {
                let query =
                    FuzzyTermQuery::new(Term::from_field_text(field, word), *distance, true);
                let mut terms = dictionary.search(query.automaton()?).into_stream()?;
                while found.len() < limit && terms.advance() {
                    found.push(String::from_utf8_lossy(terms.key()).into_owned());
                }
            }
        }
    }
    Ok(found)
}
