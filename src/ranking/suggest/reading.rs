//! A way to read what was typed, and where a text has it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::analyzer::{Form, Token, fold};

/// A way to read what was typed; it has words.
#[derive(Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) words: Vec<Word>,
    /// May the last word go on?
    pub(crate) is_open: bool,
}

/// A word that was typed.
#[derive(Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) term: String,
    /// Where it stands in what was typed.
    pub(crate) range: Range<usize>,
    /// Was it typed right after the word before, without a space?
    follows: bool,
}

/// How well a text fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// It is what was typed.
    Whole,
    /// It begins so.
    Begins,
    /// It has the words in a row.
    Row,
    /// It has the words.
    Scattered,
}

/// The words of a text, each with its position.
pub(crate) type Terms<'a> = [(u32, &'a str)];

impl Reading {
    /// Reads the words of a text, with compounds as their parts or as one word.
    pub(crate) fn new(text: &str, tokens: &[Token<'_>], joins: bool, is_open: bool) -> Self {
        Self {
            words: words(text, tokens, joins),
            is_open,
        }
    }

    /// Returns the last word; there is one.
    pub(crate) fn last(&self) -> &Word {
        self.words.last().expect("a reading has words")
    }

    /// Returns the words with another last one, in rows of those that were typed without a space.
    pub(crate) fn rows(&self, last: &str) -> Vec<Vec<(u32, String)>> {
        let mut rows: Vec<Vec<(u32, String)>> = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            let is_last = at + 1 == self.words.len();
            let term = if is_last { last } else { &word.term }.to_owned();
            match rows.last_mut() {
                Some(row) if word.follows => row.push((row.len() as u32, term)),
                _ => rows.push(vec![(0, term)]),
            }
        }
        rows
    }

    /// Returns how the words stand in a text, and which of its terms they are.
    pub(crate) fn find(&self, terms: &Terms<'_>) -> Option<(Fit, Vec<usize>)> {
        let all = 0..self.words.len();
        let in_a_row = (0..terms.len()).find_map(|start| self.row(&all, terms, start));
        let Some(places) = in_a_row else {
            return Some((Fit::Scattered, self.scattered(terms)?));
        };
        let (first, last) = (places[0], places[places.len() - 1]);
        let is_end = terms.last().is_some_and(|(at, _)| *at == terms[last].0);
        let fit = match terms[first].0 == terms[0].0 {
            true if is_end && terms[last].1 == self.last().term => Fit::Whole,
            true => Fit::Begins,
            false => Fit::Row,
        };
        Some((fit, places))
    }

    /// Finds some of the words one after the other from the term at `start` on.
    fn row(&self, words: &Range<usize>, terms: &Terms<'_>, start: usize) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        let mut at = start;
        for word in words.clone() {
            if let Some(&last) = places.last() {
                let (position, _): (u32, _) = terms[last];
                let next =
                    |&(other, term): &(u32, &str)| other == position + 1 && self.is(word, term);
                at = last + terms[last..].iter().position(next)?;
            } else if !self.is(word, terms[at].1) {
                return None;
            }
            places.push(at);
        }
        Some(places)
    }

    /// Finds the words in any order, those that were typed without a space in a row.
    fn scattered(&self, terms: &Terms<'_>) -> Option<Vec<usize>> {
        let mut places: Vec<usize> = Vec::new();
        let mut from = 0;
        while from < self.words.len() {
            let rest = self.words[from + 1..].iter();
            let run = from..from + 1 + rest.take_while(|word| word.follows).count();
            let is_free = |row: &Vec<usize>| {
                let is_taken =
                    |at: &usize| places.iter().any(|used| terms[*used].0 == terms[*at].0);
                !row.iter().any(is_taken)
            };
            let mut rows = (0..terms.len()).filter_map(|start| self.row(&run, terms, start));
            let row = rows.find(is_free)?;
            places.extend(row);
            from = run.end;
        }
        Some(places)
    }

    /// Is the term the word, or does it begin with it where the word may go on?
    fn is(&self, word: usize, term: &str) -> bool {
        let typed = &self.words[word].term;
        match self.is_open && word + 1 == self.words.len() {
            true => term.starts_with(typed.as_str()),
            false => term == typed,
        }
    }

    /// Returns the bytes of the text that were typed.
    pub(crate) fn ranges(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        places: &[usize],
    ) -> Vec<[usize; 2]> {
        let ranges = self.words.iter().zip(places).map(|(word, &at)| {
            let Range { start, end } = tokens[at].range;
            [start, start + typed_len(&text[start..end], &word.term)]
        });
        let mut ranges: Vec<_> = ranges.collect();
        ranges.sort_unstable();
        ranges
    }
}

/// Returns the words, with compounds as their parts or as one word; the sign of `C++` is part of it in any case.
fn words(text: &str, tokens: &[Token<'_>], joins: bool) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for token in tokens {
        let end = words.last().map_or(0, |word| word.range.end);
        let is_whole = token.form == Form::Whole;
        if is_whole && (joins || token.term.ends_with(['+', '#'])) {
            // The whole stands after its first part.
            words.pop();
        } else if is_whole || token.range.start < end {
            continue;
        }
        let end = words.last().map_or(0, |word| word.range.end);
        words.push(Word {
            term: token.term.to_string(),
            range: token.range.clone(),
            follows: !words.is_empty()
                && !text[end..token.range.start].contains(char::is_whitespace),
        });
    }
    words
}

/// Returns how many bytes of a word of a text the typed beginning of it takes.
fn typed_len(word: &str, typed: &str) -> usize {
    let wanted = letters(typed);
    let ends = word
        .grapheme_indices(true)
        .map(|(at, cluster)| at + cluster.len());
    let mut ends = ends.filter(|&end| letters(&fold(&word[..end])) >= wanted);
    ends.next().unwrap_or(word.len())
}

/// Counts the characters that folding leaves as they are: the comma of 1,000 and the hyphen of a compound go.
fn letters(folded: &str) -> usize {
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '+' | '#');
    folded.chars().filter(is_kept).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyzer::tokens;

    #[test]
    fn what_was_typed_without_a_space_stays_in_a_row() {
        let typed = "use get-ch";
        let reading = Reading::new(typed, &tokens(typed), false, true);
        let rows = reading.rows("child").into_iter();
        let rows: Vec<Vec<_>> = rows
            .map(|row| row.into_iter().map(|(_, term)| term).collect())
            .collect();
        assert_eq!(rows, [vec!["use"], vec!["get", "child"]]);
    }
}
