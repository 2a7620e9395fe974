//! Near spellings: the index's words that are written nearly as a word is, or sound the same.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::analyzer::{Sounds, latin};
use crate::engine::{Pattern, Snapshot};
use crate::error::Result;
use crate::query::Place;
use crate::ranking::edits::edits;

/// How many near spellings are taken for one word.
const MAX_SPELLINGS: usize = 4;
/// How many index terms are compared for one word.
const MAX_COMPARED: usize = 1_000;
/// A word that has to lose or gain so much would be another word.
const MIN_PART_CHARS: usize = 2;

/// A word of the index that may be another spelling of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelling {
    /// The word as it is indexed.
    pub(crate) term: String,
    /// How many edits it is away, both in Latin letters.
    distance: usize,
    sounds_alike: bool,
    has_other_start: bool,
}

/// Returns how many edits a word may be away; none for numbers, ids and short words, which are never bent.
pub(crate) fn distance(word: &str) -> Option<u8> {
    if word.chars().any(char::is_numeric) || !word.chars().all(char::is_alphanumeric) {
        return None;
    }
    match word.chars().count() {
        0..=3 => None,
        4..=7 => Some(1),
        _ => Some(2),
    }
}

/// Returns the index's spellings nearest to `word` that are wanted, the nearest and most frequent first.
pub(crate) fn near(
    word: &str,
    snapshot: &dyn Snapshot,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let mut spellings = candidates(word, None, snapshot, MAX_COMPARED)?;
    spellings.retain(|spelling| {
        !spelling.term.chars().any(char::is_numeric) && is_wanted(&spelling.term)
    });
    spellings.sort_by_key(Spelling::step);
    for step in spellings.chunk_by(|left, right| left.step() == right.step()) {
        let found = by_nearness(step.to_vec(), snapshot)?;
        if !found.is_empty() {
            return Ok(found.into_iter().take(MAX_SPELLINGS).collect());
        }
    }
    Ok(Vec::new())
}

/// Returns the index's terms, at most about `limit`, that are spelled nearly as `word` is, or sound the same.
pub(crate) fn candidates(
    word: &str,
    place: Option<Place>,
    snapshot: &dyn Snapshot,
    limit: usize,
) -> Result<Vec<Spelling>> {
    let Some(most) = distance(word) else {
        return Ok(Vec::new());
    };
    let mut patterns = vec![Pattern::Near(word.to_owned(), most)];
    if latin(word) != word {
        patterns.push(Pattern::Near(latin(word).into_owned(), most));
    }
    patterns.push(Pattern::Sounds(word.to_owned()));
    let mut terms = BTreeSet::new();
    for pattern in &patterns {
        terms.extend(snapshot.surface_terms(pattern, place, limit)?);
    }
    let sounds = Sounds::of(word);
    let spelling = |term| Spelling::new(word, term, sounds.as_ref());
    Ok(terms.into_iter().map(spelling).collect())
}

/// Returns the terms that the index has, the nearest first, then the most frequent.
pub(crate) fn by_nearness(
    spellings: Vec<Spelling>,
    snapshot: &dyn Snapshot,
) -> Result<Vec<String>> {
    let mut found = Vec::with_capacity(spellings.len());
    for spelling in spellings {
        let count = snapshot.surface_count(&spelling.term)?;
        if count > 0 {
            found.push((spelling.order(), Reverse(count), spelling.term));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(.., term)| term).collect())
}

impl Spelling {
    fn new(word: &str, term: String, sounds: Option<&Sounds>) -> Self {
        let in_latin = edits(&latin(word), &latin(&term));
        Self {
            distance: in_latin.min(edits(word, &term)),
            sounds_alike: sounds.is_some_and(|sounds| sounds.are_of(&term)),
            has_other_start: term.chars().next() != word.chars().next(),
            term,
        }
    }

    /// Returns how far away it is in steps, of which only the first that leads anywhere is gone.
    fn step(&self) -> usize {
        // What is not heard is half as far.
        let distance = match self.sounds_alike {
            true => self.distance.div_ceil(2),
            false => self.distance,
        };
        distance.max(1)
    }

    /// Few people mistake the first letter, and more what is not heard than what is.
    fn order(&self) -> impl Ord + use<> {
        let starts_otherwise = self.has_other_start && !self.sounds_alike;
        (self.distance, starts_otherwise, !self.sounds_alike)
    }
}

/// Returns the ways to read `word` as two: `belmokhtar` as `bel mokhtar`.
pub(crate) fn halves(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let starts = word.char_indices().skip(MIN_PART_CHARS);
    starts
        .map(|(at, _)| word.split_at(at))
        .filter(|(_, right)| right.chars().count() >= MIN_PART_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ids_and_short_words_are_never_bent() {
        for word in ["2024", "an124", "abc", "c++"] {
            assert_eq!(distance(word), None, "{word}");
        }
        assert_eq!(distance("mali"), Some(1));
        assert_eq!(distance("belmokhtar"), Some(2));
    }

    #[test]
    fn a_word_is_read_as_two() {
        let halves: Vec<_> = halves("abcde").collect();
        assert_eq!(halves, [("ab", "cde"), ("abc", "de")]);
    }
}
