//! Near spellings of words that the index does not have.

use crate::engine::{Pattern, Snapshot};
use crate::error::Result;

/// How many near spellings are taken for one word.
const MAX_SPELLINGS: usize = 4;
/// How many index terms are compared for one word.
const MAX_COMPARED: usize = 1_000;
/// A word that has to lose or gain so much would be another word.
const MIN_PART_CHARS: usize = 2;

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

/// Returns the index's spellings nearest to `word` that are wanted, the most frequent first.
pub(crate) fn near(
    word: &str,
    snapshot: &dyn Snapshot,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let Some(most) = distance(word) else {
        return Ok(Vec::new());
    };
    for distance in 1..=most {
        let pattern = Pattern::Near(word.to_owned(), distance);
        let mut found = Vec::new();
        for term in snapshot.surface_terms(&pattern, None, MAX_COMPARED)? {
            let is_word = !term.chars().any(char::is_numeric);
            if !is_word || !is_wanted(&term) {
                continue;
            }
            let count = snapshot.surface_count(&term, None)?;
            if count > 0 {
                found.push((has_other_start(&term, word), std::cmp::Reverse(count), term));
            }
        }
        if !found.is_empty() {
            found.sort();
            found.truncate(MAX_SPELLINGS);
            return Ok(found.into_iter().map(|(.., term)| term).collect());
        }
    }
    Ok(Vec::new())
}

/// Few people mistake the first letter.
fn has_other_start(term: &str, word: &str) -> bool {
    term.chars().next() != word.chars().next()
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
