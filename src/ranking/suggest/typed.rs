//! What was typed so far, and how well a text fits it.

use crate::analyzer::tokens;
use crate::query::MAX_BYTES;
use crate::ranking::suggest::reading::{Fit, Reading, Terms};

/// Who types more words than this looks for no title, heading or word.
const MAX_WORDS: usize = 32;

/// What was typed so far, in words.
#[derive(Debug, PartialEq)]
pub(crate) struct Typed {
    /// The words as parts, then, where that differs, with compounds as one word: `al-mourab`.
    pub(crate) readings: Vec<Reading>,
    /// The text before the last word.
    pub(crate) before: String,
}

impl Typed {
    /// Reads what was typed; none if it has no words.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text[..text.floor_char_boundary(MAX_BYTES)].trim_start();
        let tokens = tokens(text);
        let is_open = !text.ends_with(char::is_whitespace);
        let [parts, whole] = [false, true].map(|joins| Reading::new(text, &tokens, joins, is_open));
        if parts.words.len() > MAX_WORDS {
            return None;
        }
        let last = parts.words.last()?.range.start;
        let mut readings = vec![parts];
        if readings[0] != whole {
            readings.push(whole);
        }
        Some(Self {
            readings,
            before: text[..last].to_owned(),
        })
    }

    /// Returns how well the words of a text fit; none if they do not.
    pub(crate) fn fit(&self, terms: &Terms<'_>) -> Option<Fit> {
        let fits = self.readings.iter().map(|reading| reading.find(terms));
        fits.flatten().map(|(fit, _)| fit).min()
    }

    /// Returns the ranges of `text` that were typed, in order.
    pub(crate) fn highlights(&self, text: &str) -> Vec<[usize; 2]> {
        let tokens = tokens(text);
        let terms: Vec<_> = tokens
            .iter()
            .map(|token| (token.position, token.term.as_ref()))
            .collect();
        let found = self.readings.iter().filter_map(|reading| {
            let (fit, places) = reading.find(&terms)?;
            Some((fit, reading.ranges(text, &tokens, &places)))
        });
        let best = found.min_by_key(|(fit, _)| *fit);
        best.map(|(_, ranges)| ranges).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(typed: &str, text: &str) -> Option<Fit> {
        let tokens = tokens(text);
        let terms: Vec<_> = tokens
            .iter()
            .map(|token| (token.position, token.term.as_ref()))
            .collect();
        Typed::read(typed)?.fit(&terms)
    }

    fn marked(typed: &str, text: &str) -> Vec<String> {
        let typed = Typed::read(typed).expect("words");
        let ranges = typed.highlights(text).into_iter();
        ranges.map(|[from, to]| text[from..to].to_owned()).collect()
    }

    #[test]
    fn the_beginning_is_better_than_the_middle() {
        assert_eq!(fit("mali war", "Mali War"), Some(Fit::Whole));
        assert_eq!(fit("mali w", "Mali War"), Some(Fit::Begins));
        assert_eq!(fit("wa", "Mali War"), Some(Fit::Row));
        assert_eq!(fit("war ma", "Mali War"), Some(Fit::Scattered));
    }

    #[test]
    fn every_word_must_be_there_and_only_the_last_may_go_on() {
        assert_eq!(fit("mal w", "Mali War"), None);
        assert_eq!(fit("chad wa", "Mali War"), None);
        assert_eq!(fit("wa ", "Mali War"), None);
        assert_eq!(fit("mali mal", "Mali War"), None);
        assert_eq!(fit("2024", "Results of 2025"), None);
        assert_eq!(fit("202", "Results of 2025"), Some(Fit::Row));
    }

    #[test]
    fn hyphens_inside_names_do_not_matter() {
        for typed in ["al-mou", "al mou", "almou"] {
            assert_eq!(fit(typed, "Al-Mourabitoun"), Some(Fit::Begins), "{typed}");
        }
        assert_eq!(fit("al-mou", "Almourabitoun"), Some(Fit::Begins));
        assert_eq!(fit("get-ch", "Get the Child"), None);
        assert_eq!(fit("c++", "Cats"), None);
        assert_eq!(fit("c+", "C++ guide"), Some(Fit::Begins));
    }

    #[test]
    fn what_was_typed_is_marked() {
        assert_eq!(marked("kei", "Ibrahim Keïta"), ["Keï"]);
        assert_eq!(marked("war ma", "Mali War"), ["Ma", "War"]);
        assert_eq!(marked("getch", "Use Get-ChildItem"), ["Get-Ch"]);
        assert_eq!(marked("stras", "Straße"), ["Straß"]);
        assert_eq!(marked("100", "About 1,000 ways"), ["1,00"]);
        assert_eq!(marked("c++", "C++ guide"), ["C++"]);
    }

    #[test]
    fn signs_and_whole_paragraphs_become_nothing() {
        for typed in ["", "  ", "\"", "( ) -", "|*~"] {
            assert_eq!(Typed::read(typed), None, "{typed}");
        }
        assert_eq!(Typed::read(&"word ".repeat(33)), None);
    }
}
