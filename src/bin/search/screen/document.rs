//! The document of the chosen hit, as it is shown: its lines, which of them begin passages, and what is marked.

use std::ops::Range;

use section_search::{Hit, Passage};

use crate::screen::marked::{self, Marked, Words};
use crate::screen::wrap;

/// So much of a document is shown before and after the chosen passage, in bytes.
const MOST_BYTES: usize = 1 << 18;

/// A document, or the part of a long one that the chosen passage is in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    lines: Vec<Marked>,
    /// The first line of the chosen passage.
    start: usize,
    /// The lines of the chosen passage.
    chosen: Range<usize>,
    /// The line of it that says most of what was looked for.
    best: Option<usize>,
    /// The rows of the screen that the lines take, and the width they were made for.
    rows: Vec<Row>,
    width: u16,
}

/// A row of the screen: a part of a line.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The number of the line.
    pub(crate) line: usize,
    /// The part of it.
    pub(crate) part: Range<usize>,
}

impl Document {
    /// Takes the passages of a document, of which that of `hit` is chosen, and the words that are marked.
    pub(crate) fn new(passages: &[Passage], hit: &Hit, words: &Words) -> Self {
        let id = &hit.passage.id;
        let at = passages.iter().position(|passage| passage.id == *id);
        let shown = around(passages, at.unwrap_or(0));
        let mut document = Self::default();
        for passage in &passages[shown] {
            let first = document.lines.len();
            let lines = passage.text.lines();
            document
                .lines
                .extend(lines.map(|line| Marked::line(line, words)));
            if passage.id == *id {
                document.chosen = first..document.lines.len();
                document.start = first;
            }
            // What is rendered has no empty line of its own at its end.
            if !passage.text.ends_with('\n') {
                document.lines.push(Marked::default());
            }
        }
        document.best = document.best_line(&marked::words(std::slice::from_ref(hit)));
        document
    }

    /// Returns the first of the lines that have most of the words that the hit's snippet shows.
    fn best_line(&self, words: &Words) -> Option<usize> {
        let count = |line: usize| self.lines[line].count(words);
        let best = self.chosen.clone().rev().max_by_key(|line| count(*line))?;
        (count(best) > 0).then_some(best)
    }

    /// Makes the rows of the screen, unless they are made.
    pub(crate) fn lay_out(&mut self, width: u16) {
        if self.width == width && !self.rows.is_empty() {
            return;
        }
        self.width = width;
        self.rows = self
            .lines
            .iter()
            .enumerate()
            .flat_map(|(line, marked)| {
                let parts = wrap::rows(marked.text(), usize::from(width));
                parts.into_iter().map(move |part| Row { line, part })
            })
            .collect();
    }

    /// Returns the rows of the screen.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns a line.
    pub(crate) fn line(&self, number: usize) -> Option<&Marked> {
        self.lines.get(number)
    }

    /// Is a line of the chosen passage?
    pub(crate) fn is_chosen(&self, line: usize) -> bool {
        self.chosen.contains(&line)
    }

    /// Returns the row to begin with, so that the best line of the chosen passage is in `height` rows, and its start if it can be.
    pub(crate) fn top(&self, height: usize) -> usize {
        let row_of = |line: usize| self.rows.partition_point(|row| row.line < line);
        let start = row_of(self.start);
        let Some(found) = self.best else {
            return start;
        };
        let found = row_of(found);
        // With a third of the room above it, and the passage's heading where that is near.
        match found < start + height {
            true => start,
            false => found.saturating_sub(height / 3),
        }
    }

    /// Returns how many lines below the start of the chosen passage its best line is.
    pub(crate) fn lines_to_best(&self) -> Option<usize> {
        Some(self.best? - self.start)
    }

    /// Returns how many lines the chosen passage has.
    pub(crate) fn chosen_lines(&self) -> usize {
        self.chosen.len()
    }
}

/// Returns which passages are shown where the one at `at` is chosen.
fn around(passages: &[Passage], at: usize) -> Range<usize> {
    let within = |passages: &mut dyn Iterator<Item = &Passage>| {
        let mut left = MOST_BYTES;
        let fits = |passage: &&Passage| {
            let rest = left.checked_sub(passage.text.len());
            rest.map(|rest| left = rest).is_some()
        };
        passages.take_while(fits).count()
    };
    let before = within(&mut passages[..at].iter().rev());
    let after = within(&mut passages.iter().skip(at + 1));
    at - before..(at + 1 + after).min(passages.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::sample::hits;

    fn passage(id: &str, text: &str) -> Passage {
        Passage {
            id: id.to_owned(),
            text: text.to_owned(),
            ..Passage::default()
        }
    }

    /// Returns a document of three passages, the second chosen, in rows of ten columns.
    fn document(words: &[&str]) -> Document {
        let passages = [
            passage("a#", "one\ntwo\n"),
            passage("a#b", "# b\n\nthe niger flows\nnorth\n"),
            passage("a#c", "end"),
        ];
        let mut hit = hits("", &["a#b"]).hits.remove(0);
        hit.snippet.text = words.join(" ");
        let mut marks = Vec::new();
        let mut at = 0;
        for word in words {
            marks.push([at, at + word.len()]);
            at += word.len() + 1;
        }
        hit.snippet.highlights = marks;
        let words = marked::words(std::slice::from_ref(&hit));
        let mut document = Document::new(&passages, &hit, &words);
        document.lay_out(10);
        document
    }

    #[test]
    fn it_opens_at_the_passage_and_its_best_line() {
        let text = |document: &Document, top: usize| {
            let row = &document.rows()[top];
            let line = document.line(row.line).expect("a line");
            line.text()[row.part.clone()].to_owned()
        };
        let plain = document(&[]);
        assert_eq!(text(&plain, plain.top(3)), "# b");
        assert_eq!(plain.lines_to_best(), None);
        let marked = document(&["north"]);
        assert_eq!(text(&marked, marked.top(10)), "# b");
        // "north" is the fifth row of the passage, and one of three is above it.
        assert_eq!(text(&marked, marked.top(3)), "flows");
        assert_eq!(marked.lines_to_best(), Some(3));
        let marked = document(&["b", "niger", "flows"]);
        assert_eq!(marked.lines_to_best(), Some(2));
    }

    #[test]
    fn lines_of_the_passage_are_told_apart() {
        let document = document(&[]);
        let chosen: Vec<_> = (0..8).filter(|line| document.is_chosen(*line)).collect();
        assert_eq!(chosen, [2, 3, 4, 5]);
        assert_eq!(document.chosen_lines(), 4);
    }

    #[test]
    fn of_a_long_document_the_part_around_the_passage_is_shown() {
        let long = "x".repeat(MOST_BYTES / 2);
        let passages: Vec<_> = (0..9)
            .map(|number| passage(&number.to_string(), &long))
            .collect();
        assert_eq!(around(&passages, 4), 2..7);
        assert_eq!(around(&passages, 0), 0..3);
        assert_eq!(around(&[], 0), 0..0);
    }
}
