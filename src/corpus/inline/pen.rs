//! The pen that writes rendered text, with the white space that markup leaves behind cleared away.

use crate::corpus::document::Builder;

/// Writes text so that markup left out leaves neither double spaces nor spaces at a line's ends.
pub(super) struct Pen<'b> {
    builder: &'b mut Builder,
    is_line_start: bool,
    /// Where a space stands that is written only when more text follows on its line.
    space: Option<usize>,
}

impl<'b> Pen<'b> {
    /// Starts at the start of a line.
    pub(super) fn new(builder: &'b mut Builder) -> Self {
        Self {
            builder,
            is_line_start: true,
            space: None,
        }
    }

    /// Writes the source's text from `start` on with its line breaks; its empty lines part blocks.
    pub(super) fn lines(&mut self, text: &str, mut start: usize) {
        let mut parts = text.split('\n').peekable();
        let mut is_first = true;
        while let Some(part) = parts.next() {
            if !is_first {
                self.line(start);
                if parts.peek().is_some() && part.trim().is_empty() {
                    self.builder.paragraph(start);
                }
            }
            self.text(part, start);
            start += part.len() + 1;
            is_first = false;
        }
    }

    /// Writes text that stands for the markup at `start`, each character of it in that place.
    pub(super) fn put(&mut self, text: &str, start: usize) {
        let mut buffer = [0; 4];
        for c in text.chars() {
            self.text(c.encode_utf8(&mut buffer), start);
        }
    }

    /// Begins a line of a block at `start`.
    pub(super) fn line(&mut self, start: usize) {
        self.is_line_start = true;
        self.space = None;
        self.builder.line(start);
    }

    /// Begins a block at `start`.
    pub(super) fn paragraph(&mut self, start: usize) {
        self.line(start);
        self.builder.paragraph(start);
    }

    fn text(&mut self, text: &str, start: usize) {
        let body = text.trim();
        if body.is_empty() {
            if !text.is_empty() && !self.is_line_start {
                self.space.get_or_insert(start);
            }
            return;
        }
        let lead = text.len() - text.trim_start().len();
        let own_space = (lead > 0).then_some(start);
        if let Some(at) = self.space.take().or(own_space)
            && !self.is_line_start
        {
            self.builder.text(" ", at);
        }
        self.builder.text(body, start + lead);
        self.is_line_start = false;
        let end = lead + body.len();
        self.space = (end < text.len()).then_some(start + end);
    }
}
