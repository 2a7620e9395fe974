//! The blocks of a text, gathered line by line.

use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::inline::{Inline, indent_of};
use crate::corpus::lines::Line;

/// Renders the inline markup of a part of a source.
type Render = for<'a> fn(&'a str, Range<usize>) -> Inline<'a>;

/// Gathers the lines of a block and renders them when the block ends.
pub(crate) struct Blocks<'a> {
    /// Where all of it goes.
    pub(crate) builder: Builder,
    source: &'a str,
    render: Render,
    is_open: bool,
    chunk: Range<usize>,
}

impl<'a> Blocks<'a> {
    /// Starts a document whose inline markup `render` renders.
    pub(crate) fn new(source: &'a str, render: Render) -> Self {
        Self {
            builder: Builder::new(source.len()),
            source,
            render,
            is_open: false,
            chunk: 0..0,
        }
    }

    /// Is the line before this one part of a block that could go on?
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Adds a line whose text begins at `from`: the block's next, or the first of a new one.
    pub(crate) fn text(&mut self, line: &Line<'_>, from: usize) {
        let end = line.start + line.text.len();
        // Only a line break may stand between two lines that are rendered together.
        if !self.chunk.is_empty() && line.start <= self.chunk.end + 2 {
            self.chunk.end = end;
        } else {
            self.item(line, from);
        }
    }

    /// Adds a line that stands for itself, such as a list item, with its text from `from` on.
    pub(crate) fn item(&mut self, line: &Line<'_>, from: usize) {
        self.begin(line.start);
        self.chunk = from..line.start + line.text.len();
    }

    /// Adds a line of code as it stands, up to `indent` of its white space left out.
    pub(crate) fn code(&mut self, line: &Line<'_>, indent: usize) {
        self.begin(line.start);
        let lead = indent_of(line.text).min(indent);
        self.builder
            .text(line.text[lead..].trim_end(), line.start + lead);
    }

    /// Adds a table row with these cells.
    pub(crate) fn row(&mut self, line: &Line<'_>, cells: impl IntoIterator<Item = Range<usize>>) {
        let mut is_first = true;
        for cell in cells {
            is_first &= !self.cell(line.start, cell, is_first);
        }
    }

    /// Adds a cell of a table row unless it is empty, and returns whether it did.
    pub(crate) fn cell(&mut self, start: usize, cell: Range<usize>, is_first: bool) -> bool {
        if self.source[cell.clone()].trim().is_empty() {
            return false;
        }
        self.flush();
        match is_first {
            true => self.begin(start),
            false => self.builder.text(" | ", cell.start),
        }
        (self.render)(self.source, cell).write(&mut self.builder);
        true
    }

    /// Adds a table row whose cells have parts on several lines.
    pub(crate) fn wrapped_row(&mut self, start: usize, cells: &[Vec<Range<usize>>]) {
        let mut is_first = true;
        for parts in cells {
            is_first &= !self.wrapped_cell(start, parts, is_first);
        }
    }

    /// Adds a cell, and returns whether it shows anything.
    fn wrapped_cell(&mut self, start: usize, parts: &[Range<usize>], is_first: bool) -> bool {
        let source = self.source;
        let parts = parts.iter().map(|part| {
            let text = &source[part.clone()];
            let start = part.end - text.trim_start().len();
            start.min(part.end)..start + text.trim().len()
        });
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        match &*parts {
            [] => return false,
            [part] => return self.cell(start, part.clone(), is_first),
            [first, ..] if !is_first => {
                self.flush();
                self.builder.text(" | ", first.start);
            }
            _ => self.begin(start),
        }
        self.words(&parts);
        true
    }

    /// Adds text whose markup may go on from part to part, each word with its place.
    fn words(&mut self, parts: &[Range<usize>]) {
        let texts: Vec<_> = parts
            .iter()
            .map(|part| &self.source[part.clone()])
            .collect();
        let text = texts.join(" ");
        let text = (self.render)(&text, 0..text.len()).plain();
        let mut places = Places::new(self.source, parts);
        for (number, word) in text.split(' ').enumerate() {
            let place = places.next(word);
            if number > 0 {
                self.builder.text(" ", place);
            }
            self.builder.text(word, place);
        }
    }

    /// Ends the block.
    pub(crate) fn end(&mut self) {
        self.flush();
        self.is_open = false;
    }

    /// Adds a heading whose text stands at `text` in the source.
    pub(crate) fn heading(
        &mut self,
        level: usize,
        text: Range<usize>,
        anchor: Option<String>,
        start: usize,
    ) {
        self.end();
        self.builder.heading(Heading {
            level: u8::try_from(level).unwrap_or(u8::MAX),
            text: self.plain(text),
            anchor,
            start,
        });
    }

    /// Returns the source at `range` as rendered.
    pub(crate) fn plain(&self, range: Range<usize>) -> String {
        (self.render)(self.source, range).plain()
    }

    /// Returns the finished document.
    pub(crate) fn finish(mut self) -> Document {
        self.end();
        self.builder.finish()
    }

    fn begin(&mut self, start: usize) {
        self.flush();
        match self.is_open {
            true => self.builder.line(start),
            false => self.builder.paragraph(start),
        }
        self.is_open = true;
    }

    fn flush(&mut self) {
        let chunk = std::mem::take(&mut self.chunk);
        if !chunk.is_empty() {
            (self.render)(self.source, chunk).write(&mut self.builder);
        }
    }
}

/// A word is looked for among so many next bytes, so that all of them take linear time.
const REACH: usize = 256;

/// Finds the places of words that come in order.
struct Places<'a> {
    source: &'a str,
    parts: &'a [Range<usize>],
    at: usize,
}

impl<'a> Places<'a> {
    fn new(source: &'a str, parts: &'a [Range<usize>]) -> Self {
        let at = parts.first().map_or(0, |part| part.start);
        Self { source, parts, at }
    }

    /// Returns where the next word stands: in the part at hand, or in the one after it.
    fn next(&mut self, word: &str) -> usize {
        for (number, part) in self.parts.iter().enumerate().take(2) {
            let from = self.at.max(part.start);
            let end = self.source.floor_char_boundary(part.end.min(from + REACH));
            let found = self.source.get(from..end).and_then(|text| text.find(word));
            if let Some(found) = found {
                self.parts = &self.parts[number..];
                self.at = from + found + word.len();
                return from + found;
            }
        }
        self.at
    }
}
