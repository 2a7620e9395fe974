//! Literal blocks and doctests: lines that are shown as they stand.

use crate::corpus::inline::indent_of;
use crate::corpus::lines::Line;
use crate::corpus::restructured::Reader;

impl<'a> Reader<'a> {
    /// Reads a literal block: lines indented deeper than `base`, or quoted by the same character.
    pub(super) fn literal(&mut self, base: usize) {
        self.end_block();
        while self.lines.get(self.at).is_some_and(Line::is_blank) {
            self.at += 1;
        }
        let Some(first) = self.lines.get(self.at) else {
            return;
        };
        let indent = indent_of(first.text);
        let quote = first.text[indent..].chars().next();
        let quote = quote.filter(|c| indent == base && c.is_ascii_punctuation());
        while let Some(line) = self.lines.get(self.at) {
            let is_inside = match quote {
                Some(quote) => line.text.trim_start().starts_with(quote),
                None => line.is_blank() || indent_of(line.text) > base,
            };
            if !is_inside {
                break;
            }
            self.blocks.code(line, indent);
            self.at += 1;
        }
        self.blocks.end();
    }

    /// Reads a Python session up to the next blank line.
    pub(super) fn doctest(&mut self, line: &Line<'a>) -> bool {
        if !line.text.trim_start().starts_with(">>> ") {
            return false;
        }
        self.end_block();
        self.note_prose(0);
        let indent = indent_of(line.text);
        while let Some(line) = self.lines.get(self.at)
            && !line.is_blank()
        {
            self.blocks.code(line, indent);
            self.at += 1;
        }
        true
    }
}

/// Returns a line that ends with `::` as it is shown: with one colon, or none after a space.
pub(super) fn literal_lead(text: &str) -> &str {
    let text = text.trim_end();
    let lead = text[..text.len() - 2].trim_end();
    match lead.len() + 2 == text.len() && !lead.is_empty() {
        true => &text[..text.len() - 1],
        false => lead,
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::restructured::check::check;

    #[test]
    fn literal_blocks_hold_no_titles() {
        check(
            "See::\n\n    Code\n    ====\n\n    .. note:: x\n\nText\n",
            "See:\n\nCode\n====\n.. note:: x\n\nText",
        );
        check("See ::\n\n  a\n\nb", "See\n\na\n\nb");
        check("See\n\n::\n\n  a\n  =\nText\n====\n", "See\n\na\n=\n# Text");
        check(
            "Mail::\n\n> Code\n> ----\n\nText",
            "Mail:\n\n> Code\n> ----\n\nText",
        );
        check(
            "- item::\n\n    a\n    =\n\n  more",
            "item:\n\na\n=\n\nmore",
        );
        check(
            "Open::\n\n  to the end\n  ======",
            "Open:\n\nto the end\n======",
        );
    }
}
