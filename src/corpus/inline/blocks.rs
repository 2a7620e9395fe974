//! The blocks of a text, gathered line by line.

use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::inline::{Inline, indent_of};
use crate::corpus::lines::Line;

/// Gathers the lines of a block and renders them when the block ends.
pub(crate) struct Blocks<'a> {
    /// Where all of it goes.
    pub(crate) builder: Builder,
    source: &'a str,
    render: fn(&'a str, Range<usize>) -> Inline<'a>,
    is_open: bool,
    chunk: Range<usize>,
}

impl<'a> Blocks<'a> {
    /// Starts a document whose inline markup `render` renders.
    pub(crate) fn new(source: &'a str, render: fn(&'a str, Range<usize>) -> Inline<'a>) -> Self {
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
