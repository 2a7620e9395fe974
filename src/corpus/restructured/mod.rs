//! reStructuredText: underlined titles, directives, literal blocks, tables and field lists.
//!
//! The [`Reader`] goes through the lines; each file here adds to it one kind of block, and
//! [`inline`] renders what stands within a block.

mod explicit;
mod field;
mod inline;
mod list;
mod literal;
mod table;
mod title;
mod width;

#[cfg(test)]
mod check;

use crate::corpus::document::Document;
use crate::corpus::inline::{Blocks, indent_of};
use crate::corpus::lines::{Line, lines};
use crate::corpus::restructured::inline::render;
use crate::corpus::restructured::list::marker;
use crate::corpus::restructured::literal::literal_lead;
use crate::corpus::restructured::title::mark_line;

/// Reads reStructuredText.
pub(crate) fn parse(source: &str) -> Document {
    let mut reader = Reader {
        lines: lines(source),
        at: 0,
        blocks: Blocks::new(source, render),
        styles: Vec::new(),
        anchor: None,
        indent: 0,
        list: None,
        is_docinfo: true,
        next_ruler: (usize::MAX, None),
    };
    reader.mail_header();
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.line(&line);
    }
    reader.blocks.finish()
}

/// The document as far as it is read.
struct Reader<'a> {
    lines: Vec<Line<'a>>,
    /// The line to read next.
    at: usize,
    blocks: Blocks<'a>,
    /// The title styles met so far, outermost first: the character, and whether there is an overline.
    styles: Vec<(char, bool)>,
    /// The label that waits for its title.
    anchor: Option<String>,
    /// The indentation of the line before.
    indent: usize,
    /// The indentation of the list that the open block belongs to.
    list: Option<usize>,
    /// Could a field list still be the document's own?
    is_docinfo: bool,
    /// A line, and the next table ruler from there on.
    next_ruler: (usize, Option<usize>),
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &Line<'a>) {
        if line.is_blank() {
            self.end_block();
            self.at += 1;
            return;
        }
        let indent = indent_of(line.text);
        let is_new = match self.list {
            _ if !self.blocks.is_open() => true,
            Some(list) => indent <= list,
            None => indent != self.indent,
        };
        let is_read = is_new
            && (self.title()
                || self.explicit(line)
                || self.docinfo()
                || self.grid_table()
                || self.simple_table(line)
                || self.doctest(line)
                || self.leaves_out(line));
        if !is_read {
            self.prose(line, is_new);
        }
    }

    fn end_block(&mut self) {
        self.blocks.end();
        self.list = None;
    }

    /// Leaves out transitions and anonymous targets.
    fn leaves_out(&mut self, line: &Line<'a>) -> bool {
        let is_transition = mark_line(line.text).is_some() && line.text.trim_end().len() >= 4;
        if !is_transition && !line.text.starts_with("__ ") {
            return false;
        }
        self.end_block();
        self.at += 1;
        true
    }

    fn prose(&mut self, line: &Line<'a>, is_new: bool) {
        self.at += 1;
        let indent = indent_of(line.text);
        self.note_prose(indent);
        // Other white space than that of the indent is text.
        let text = line.text[indent..].trim_end();
        let mut base = indent;
        if is_new {
            let marker = marker(text, self.lines.get(self.at));
            self.list = marker.map(|_| indent);
            base += marker.unwrap_or(0);
        }
        let is_before_literal =
            text.ends_with("::") && self.lines.get(self.at).is_none_or(Line::is_blank);
        let shown = match is_before_literal {
            true => Line {
                text: literal_lead(line.text),
                start: line.start,
            },
            false => *line,
        };
        if shown.text.len() > base {
            match is_new {
                true => self.blocks.item(&shown, line.start + base),
                false => self.blocks.text(&shown, line.start + base),
            }
        }
        if is_before_literal {
            self.literal(base);
        }
    }

    /// Notes that something is shown, so indented: a label before it names no title, a field list after
    /// it is text.
    fn note_prose(&mut self, indent: usize) {
        self.indent = indent;
        self.anchor = None;
        self.is_docinfo = false;
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::restructured::check::check;

    #[test]
    fn transitions_are_not_titles() {
        check("one\n\n----\n\ntwo\n", "one\n\ntwo");
        check("one\n\n----------\n\nTwo\n---\n", "one\n# Two");
    }

    #[test]
    fn line_breaks_of_any_system_do() {
        check("A\r\n=\r\n\r\ntext\r\nmore", "# A\ntext\nmore");
        check("", "");
        check("\n\n", "");
    }
}
