//! The terms of a field.

use std::collections::BTreeSet;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy::{Searcher, Term};

use crate::analyzer::Sounds;
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

/// Returns terms that fit the pattern, sorted, of each segment at most `limit`.
pub(crate) fn matching(
    searcher: &Searcher,
    field: Field,
    pattern: &Pattern,
    limit: usize,
) -> tantivy::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let dictionary = index.terms();
        found.extend(match pattern {
            Pattern::Prefix(prefix) => beginning(dictionary, prefix, limit)?,
            Pattern::Near(word, distance) => near(
                dictionary,
                Term::from_field_text(field, word),
                *distance,
                limit,
            )?,
            Pattern::Sounds(word) => match Sounds::of(word) {
                Some(sounds) => sounding(dictionary, &sounds, limit)?,
                None => Vec::new(),
            },
        });
    }
    Ok(found)
}

/// Returns at most `limit` terms that begin so.
fn beginning(
    dictionary: &TermDictionary,
    prefix: &str,
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut found = Vec::new();
    let prefix = prefix.as_bytes();
    let mut terms = dictionary.range().ge(prefix).into_stream()?;
    while found.len() < limit && terms.advance() && terms.key().starts_with(prefix) {
        found.push(String::from_utf8_lossy(terms.key()).into_owned());
    }
    Ok(found)
}

/// Returns at most `limit` terms that are at most so many edits away.
fn near(
    dictionary: &TermDictionary,
    word: Term,
    distance: u8,
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut found = Vec::new();
    let query = FuzzyTermQuery::new(word, distance, true);
    let mut terms = dictionary.search(query.automaton()?).into_stream()?;
    while found.len() < limit && terms.advance() {
        found.push(String::from_utf8_lossy(terms.key()).into_owned());
    }
    Ok(found)
}

/// Returns at most `limit` terms with the sounds; only those are read that begin with a letter that may sound so.
fn sounding(
    dictionary: &TermDictionary,
    sounds: &Sounds,
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut found = Vec::new();
    let letters = sounds.first_letters();
    let mut letters = letters.iter().peekable();
    while let Some(letter) = letters.next() {
        let mut start = [0; 4];
        let start = letter.encode_utf8(&mut start).as_bytes();
        let mut terms = dictionary.range().ge(start).into_stream()?;
        let mut after = None;
        while found.len() < limit && after.is_none() && terms.advance() {
            let term = String::from_utf8_lossy(terms.key());
            match term.starts_with(*letter) {
                true if sounds.are_of(&term) => found.push(term.into_owned()),
                true => {}
                false => after = term.chars().next(),
            }
        }
        // No word begins with the letters before that one.
        while letters
            .next_if(|letter| after.is_none_or(|after| **letter < after))
            .is_some()
        {}
    }
    Ok(found)
}
