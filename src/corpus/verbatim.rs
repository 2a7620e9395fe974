//! Text whose lines and indents mean something, such as code: shown as it stands.

use crate::corpus::document::{Builder, Document};
use crate::corpus::lines::{Line, lines};

/// Writes lines as they stand; blank ones part blocks.
#[derive(Debug)]
pub(crate) struct Verbatim {
    /// Where the lines go.
    pub(crate) builder: Builder,
    is_open: bool,
}

impl Verbatim {
    /// Starts a document whose source has `source_len` bytes.
    pub(crate) fn new(source_len: usize) -> Self {
        Self {
            builder: Builder::new(source_len),
            is_open: false,
        }
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, line: &Line<'_>) {
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

    /// Ends the block.
    pub(crate) fn end(&mut self) {
        self.is_open = false;
    }
}

/// Reads text as it stands, without headings.
pub(crate) fn parse(source: &str) -> Document {
    let mut verbatim = Verbatim::new(source.len());
    for line in lines(source) {
        verbatim.line(&line);
    }
    verbatim.builder.finish()
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
