//! Text whose lines and indents mean something, such as code: shown as it stands.

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::lines::{Line, lines};

/// Writes lines as they stand; blank ones part blocks.
#[derive(Debug)]
pub(crate) struct Verbatim<'a> {
    /// Where the lines go.
    pub(crate) builder: Builder,
    /// Lines that belong to a heading if one follows.
    held: Vec<Line<'a>>,
    is_open: bool,
}

impl<'a> Verbatim<'a> {
    /// Starts a document whose source has `source_len` bytes.
    pub(crate) fn new(source_len: usize) -> Self {
        Self {
            builder: Builder::new(source_len),
            held: Vec::new(),
            is_open: false,
        }
    }

    /// Adds a line that belongs to the next one, should that be a heading.
    pub(crate) fn hold(&mut self, line: Line<'a>) {
        self.held.push(line);
    }

    /// Begins a section named `name` with `line`, and with the lines that were held for it.
    pub(crate) fn heading(&mut self, level: usize, name: &str, line: &Line<'a>) {
        self.is_open = false;
        self.builder.heading(Heading {
            level: u8::try_from(level).unwrap_or(u8::MAX),
            text: name.to_owned(),
            anchor: (!name.contains(' ')).then(|| name.to_owned()),
            start: self.held.first().unwrap_or(line).start,
        });
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, line: &Line<'a>) {
        for held in std::mem::take(&mut self.held) {
            self.write(&held);
        }
        self.write(line);
    }

    /// Returns the finished document.
    pub(crate) fn finish(mut self) -> Document {
        for held in std::mem::take(&mut self.held) {
            self.write(&held);
        }
        self.builder.finish()
    }

    fn write(&mut self, line: &Line<'a>) {
        if line.is_blank() {
            self.is_open = false;
            return;
        }
        match self.is_open {
            true => self.builder.line(line.start),
            false => self.builder.paragraph(line.start),
        }
        self.is_open = true;
        self.builder.text(line.text.trim_end(), line.start);
    }
}

/// Reads text as it stands, without headings.
pub(crate) fn parse(source: &str) -> Document {
    let mut verbatim = Verbatim::new(source.len());
    for line in lines(source) {
        verbatim.line(&line);
    }
    verbatim.finish()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn lines_keep_their_indents() {
        let document = parse("  a:\r\n    b  \n\n\nc");
        assert_eq!(document.sections[0].text, "  a:\n    b\n\nc");
    }
}
