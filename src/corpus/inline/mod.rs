//! Inline markup rendered away, and blocks gathered line by line: what the readers of markup languages share.

mod blocks;
mod finder;
mod pairs;
mod pen;

mod accents;
mod entities;

#[cfg(test)]
mod check;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use accents::accented;
pub(crate) use blocks::Blocks;
#[cfg(test)]
pub(crate) use check::{documents, headings, shown, shown_part};
pub(crate) use entities::entity;
pub(crate) use finder::Finder;
pub(crate) use pairs::Pairs;

use crate::corpus::document::Builder;
use crate::corpus::inline::pen::Pen;

/// Returns where the plain text ends that begins at `at`: at the next of the `special` characters after its first.
pub(crate) fn plain_end(text: &str, at: usize, special: &[char]) -> usize {
    let first = text[at..].chars().next().map_or(1, char::len_utf8);
    let rest = &text[at + first..];
    at + first + rest.find(special).unwrap_or(rest.len())
}

/// Text between its source and the [`Builder`]: what is kept of the source, and what stands instead.
#[derive(Debug)]
pub(crate) struct Inline<'a> {
    source: &'a str,
    runs: Vec<Run>,
    /// The marks that wait for their partner.
    open: Vec<usize>,
}

impl<'a> Inline<'a> {
    /// Starts with nothing rendered.
    pub(crate) fn new(source: &'a str) -> Self {
        Self {
            source,
            runs: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Adds the source from `start` to `end` as it stands, and returns where it ends.
    pub(crate) fn keep(&mut self, start: usize, end: usize) -> usize {
        match self.runs.last_mut() {
            _ if start >= end => {}
            Some(Run::Kept(last)) if last.end == start => last.end = end,
            _ => self.runs.push(Run::Kept(start..end)),
        }
        end
    }

    /// Adds `text` in the place of the markup at `start`.
    pub(crate) fn put(&mut self, text: impl Into<Cow<'static, str>>, start: usize) {
        self.runs.push(Run::Put(text.into(), start));
    }

    /// Begins a line of a block at `start`.
    pub(crate) fn line(&mut self, start: usize) {
        self.runs.push(Run::Line(start));
    }

    /// Begins a block at `start`.
    pub(crate) fn paragraph(&mut self, start: usize) {
        self.runs.push(Run::Paragraph(start));
    }

    /// Adds a mark such as `*`, which is left out when it pairs with an equal one.
    pub(crate) fn mark(&mut self, mark: Range<usize>, opens: bool, closes: bool) {
        let waiting = self.open.iter().position(|&at| match &self.runs[at] {
            Run::Mark(other) => self.source[other.clone()] == self.source[mark.clone()],
            _ => false,
        });
        match waiting {
            // A pair holds something.
            Some(waiting) if closes && self.open[waiting] + 1 < self.runs.len() => {
                let opener = self.open.swap_remove(waiting);
                self.runs[opener] = Run::Gone;
                self.runs.push(Run::Gone);
            }
            None if opens => {
                self.open.push(self.runs.len());
                self.runs.push(Run::Mark(mark));
            }
            _ => {
                self.keep(mark.start, mark.end);
            }
        }
    }

    /// Returns the rendered text on one line.
    pub(crate) fn plain(&self) -> String {
        let mut text = String::new();
        for run in &self.runs {
            match run {
                Run::Kept(range) | Run::Mark(range) => text.push_str(&self.source[range.clone()]),
                Run::Put(put, _) => text.push_str(put),
                Run::Line(_) | Run::Paragraph(_) => text.push(' '),
                Run::Gone => {}
            }
        }
        text
    }

    /// Writes the rendered text; the line breaks of the source stay, its empty lines part blocks.
    pub(crate) fn write(&self, builder: &mut Builder) {
        let mut pen = Pen::new(builder);
        for run in &self.runs {
            match run {
                Run::Kept(range) | Run::Mark(range) => {
                    pen.lines(&self.source[range.clone()], range.start);
                }
                Run::Put(text, start) => pen.put(text, *start),
                Run::Line(start) => pen.line(*start),
                Run::Paragraph(start) => pen.paragraph(*start),
                Run::Gone => {}
            }
        }
    }
}

/// Returns how many bytes of spaces and tabs `text` begins with.
pub(crate) fn indent_of(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Returns the character before and the one after `range`.
pub(crate) fn neighbours(text: &str, range: &Range<usize>) -> (Option<char>, Option<char>) {
    let before = text[..range.start].chars().next_back();
    (before, text[range.end..].chars().next())
}

#[derive(Debug)]
enum Run {
    Kept(Range<usize>),
    /// Kept unless it turns out to be one of a pair.
    Mark(Range<usize>),
    Put(Cow<'static, str>, usize),
    Line(usize),
    Paragraph(usize),
    Gone,
}

#[cfg(test)]
mod tests {
    use super::{Inline, shown};
    use crate::corpus::document::Builder;

    #[test]
    fn only_paired_marks_are_left_out() {
        let source = "*a* * *b";
        let mut inline = Inline::new(source);
        inline.mark(0..1, true, false);
        inline.keep(1, 2);
        inline.mark(2..3, false, true);
        inline.keep(3, 6);
        inline.mark(6..7, true, false);
        inline.keep(7, 8);
        assert_eq!(inline.plain(), "a * *b");
    }

    #[test]
    fn markup_left_out_leaves_no_spaces_behind() {
        let source = "one <x> two <y>\n  three <z>";
        let mut inline = Inline::new(source);
        for (start, end) in [(0, 4), (7, 12), (15, 24)] {
            inline.keep(start, end);
        }
        let mut builder = Builder::new(source.len());
        inline.write(&mut builder);
        let document = builder.finish();
        assert_eq!(shown(source, &document), "one two\nthree");
    }

    #[test]
    fn empty_lines_part_blocks() {
        let source = "a\r\nb\r\n \r\nc";
        let mut inline = Inline::new(source);
        inline.keep(0, source.len());
        let mut builder = Builder::new(source.len());
        inline.write(&mut builder);
        assert_eq!(builder.finish().sections[0].text, "a\nb\n\nc");
    }
}
