//! Text as office documents have it: paragraphs, list items, rows of tables, and notes at the end of their section.

use crate::corpus::Landmark;
use crate::corpus::document::Document;
use crate::corpus::rendering::{Rendered, Rendering};

/// A document that is written, paragraph by paragraph.
#[derive(Debug)]
pub(in crate::corpus) struct Story {
    rendering: Rendering,
    last: Last,
    /// How many tables are open, one in a cell of the other.
    tables: usize,
    row: Row,
    notes: Vec<String>,
    is_empty: bool,
}

/// What was shown last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Block,
    /// A line that the next one may follow.
    Line,
}

/// What the open row of a table shows so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Nothing,
    /// A cell is open and shows nothing yet, but one before it does.
    NextCell,
    Cell,
}

impl Story {
    /// Starts a document.
    pub(in crate::corpus) fn new() -> Self {
        Self {
            rendering: Rendering::new(),
            last: Last::Block,
            tables: 0,
            row: Row::Nothing,
            notes: Vec::new(),
            is_empty: true,
        }
    }

    /// Is nothing shown yet?
    pub(in crate::corpus) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Notes the title that the document gives itself; the first one counts.
    pub(in crate::corpus) fn title(&mut self, title: &str) {
        self.rendering.title(title);
    }

    /// Notes that no heading speaks for the whole document.
    pub(in crate::corpus) fn has_equal_parts(&mut self) {
        self.rendering.has_equal_parts();
    }

    /// Notes what the document says of itself.
    pub(in crate::corpus) fn field(&mut self, name: &str, value: &str) {
        self.rendering.field(name, value);
    }

    /// Says where what follows stands.
    pub(in crate::corpus) fn landmark(&mut self, landmark: Landmark) {
        self.end_section();
        self.rendering.landmark(landmark);
    }

    /// Begins a section; in a table there are none.
    pub(in crate::corpus) fn heading(&mut self, level: u8, text: &str, anchor: Option<&str>) {
        if text.trim().is_empty() {
            return;
        }
        if self.tables > 0 {
            return self.cell_line(text);
        }
        self.end_section();
        self.rendering.heading(level, text, anchor);
        self.last = Last::Block;
        self.is_empty = false;
    }

    /// Adds a paragraph, which may have several lines.
    pub(in crate::corpus) fn paragraph(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.end_list();
        } else if self.tables > 0 {
            self.cell_line(text);
        } else {
            self.rendering.paragraph();
            self.lines(text);
            self.last = Last::Block;
        }
    }

    /// Adds an item of a list, a line of code or the like, which follows the one before it without a gap.
    pub(in crate::corpus) fn line(&mut self, text: &str) {
        if self.tables > 0 || text.trim().is_empty() {
            return self.paragraph(text);
        }
        self.next_line();
        self.lines(text);
    }

    /// Ends a list, so that the next one stays apart.
    pub(in crate::corpus) fn end_list(&mut self) {
        if self.tables == 0 {
            self.last = Last::Block;
        }
    }

    /// Begins a slide, which is a section even if it has no title.
    pub(in crate::corpus) fn begin_slide(&mut self, number: usize, title: &str) {
        self.landmark(Landmark::Place(format!("slide {number}")));
        let anchor = format!("slide-{number}");
        let anchor = title.trim().is_empty().then_some(&*anchor);
        self.rendering.heading(1, title, anchor);
        self.last = Last::Block;
        self.is_empty = false;
    }

    /// Keeps a note for the end of the section.
    pub(in crate::corpus) fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// Begins a table.
    pub(in crate::corpus) fn begin_table(&mut self) {
        self.tables += 1;
        if self.tables == 1 {
            self.last = Last::Block;
        }
        self.row = Row::Nothing;
    }

    /// Ends a table.
    pub(in crate::corpus) fn end_table(&mut self) {
        self.tables = self.tables.saturating_sub(1);
        if self.tables == 0 {
            self.last = Last::Block;
        }
    }

    /// Begins a row of a table.
    pub(in crate::corpus) fn row(&mut self) {
        self.row = Row::Nothing;
    }

    /// Begins a cell of a row.
    pub(in crate::corpus) fn cell(&mut self) {
        if self.row == Row::Cell {
            self.row = Row::NextCell;
        }
    }

    /// Adds the sections of a document that is a part of this one.
    pub(in crate::corpus) fn part(&mut self, document: &Document) {
        for section in &document.sections {
            if section.level > 0 {
                self.heading(section.level, &section.heading, section.anchor.as_deref());
            }
            for block in section.text.split("\n\n") {
                self.paragraph(block);
            }
        }
    }

    /// Returns the finished document.
    pub(in crate::corpus) fn finish(mut self) -> Rendered {
        self.end_section();
        self.rendering.finish()
    }

    fn end_section(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            self.paragraph(&note);
        }
    }

    fn cell_line(&mut self, text: &str) {
        match self.row {
            Row::NextCell => self.rendering.text(" | "),
            Row::Nothing | Row::Cell => self.next_line(),
        }
        self.row = Row::Cell;
        self.lines(text);
    }

    fn next_line(&mut self) {
        match self.last {
            Last::Block => self.rendering.paragraph(),
            Last::Line => self.rendering.line(),
        }
        self.last = Last::Line;
    }

    fn lines(&mut self, text: &str) {
        for (number, line) in text.trim_matches('\n').split('\n').enumerate() {
            if number > 0 {
                self.rendering.line();
            }
            self.rendering.text(line.trim_end());
        }
        self.is_empty = false;
    }
}
