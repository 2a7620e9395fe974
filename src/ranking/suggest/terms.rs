//! Terms of the index that the last word may become.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::engine::{Clause, Search, Snapshot};
use crate::error::Result;
use crate::ranking::suggest::reading::Reading;
use crate::ranking::suggest::typed::Typed;
use crate::ranking::weights::{MAX_SUGGESTIONS, TOGETHER_CHECKED};

/// Shorter beginnings stand for so many terms that what was found for them is kept.
const SHORT_CHARS: usize = 2;
/// So many short beginnings are kept at most.
const MAX_KEPT: usize = 10_000;

/// The most frequent terms by their beginnings, most frequent first.
#[derive(Default)]
pub(crate) struct Terms {
    short: Mutex<HashMap<String, Vec<String>>>,
}

impl Terms {
    /// Returns at most `limit` terms that the last word may become, most frequent first.
    pub(crate) fn find(
        &self,
        typed: &Typed,
        snapshot: &dyn Snapshot,
        limit: usize,
    ) -> Result<Vec<String>> {
        let reading = &typed.readings[0];
        if !reading.is_open {
            return Ok(Vec::new());
        }
        let mut terms = self.frequent(&reading.last().term, snapshot)?;
        // A word that is there already need not be put into the box.
        terms.retain(|term| reading.words.iter().all(|word| word.term != *term));
        if reading.words.len() > 1 {
            terms = together(reading, terms, snapshot, limit)?;
        }
        terms.truncate(limit);
        Ok(terms)
    }

    /// Returns the most frequent terms that begin so.
    pub(crate) fn frequent(&self, prefix: &str, snapshot: &dyn Snapshot) -> Result<Vec<String>> {
        let is_short = prefix.chars().count() <= SHORT_CHARS;
        let short = || self.short.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(terms) = is_short.then(|| short().get(prefix).cloned()).flatten() {
            return Ok(terms);
        }
        let terms = snapshot.frequent_terms(prefix, MAX_SUGGESTIONS)?;
        let terms: Vec<_> = terms.into_iter().map(|(term, _)| term).collect();
        let mut short = short();
        if is_short && short.len() < MAX_KEPT {
            short.insert(prefix.to_owned(), terms.clone());
        }
        Ok(terms)
    }
}

/// Returns the first `limit` terms that stand in passages with the words before the last one.
fn together(
    reading: &Reading,
    terms: Vec<String>,
    snapshot: &dyn Snapshot,
    limit: usize,
) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for term in terms.into_iter().take(TOGETHER_CHECKED) {
        if found.len() == limit {
            break;
        }
        let rows = reading.rows(&term).into_iter();
        let search = Search {
            required: rows.map(|row| Clause::Row(row, None)).collect(),
            ..Search::default()
        };
        if snapshot.count(&search)? > 0 {
            found.push(term);
        }
    }
    Ok(found)
}
