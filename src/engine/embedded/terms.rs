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
            Pattern::Sounds(word) => {
                let Some(sounds) = Sounds::of(word) else {
                    continue;
                };
                found.extend(sounding(dictionary, &sounds, limit)?);
            }
        }
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
