//! Code blocks and code spans.

use std::ops::Range;

use crate::corpus::markdown::Reader;

/// A kind of code block.
#[derive(Debug, Clone, Copy)]
pub(super) enum Code {
    /// Between two lines of backticks or tildes, with all its blank lines.
    Fenced,
    Indented,
}

impl Reader<'_> {
    /// Adds text, which is code in an open code block.
    pub(super) fn add_text(&mut self, text: &str, start: usize) {
        match self.code {
            Some(Code::Fenced) => self.flow().code(text, start),
            Some(Code::Indented) => self.flow().preformatted(text, start),
            None => self.flow().text(text, start),
        }
    }

    /// Adds a code span, whose text differs from its source at line breaks and escaped `|`.
    pub(super) fn add_code(&mut self, code: &str, range: Range<usize>) {
        let written = &self.source[range.clone()];
        if let Some(at) = written.find(code) {
            return self.flow().text(code, range.start + at);
        }
        let mut at = 0;
        for (number, word) in code.split_whitespace().enumerate() {
            let (gap, len) = find_word(&written[at..], word);
            match written[at..at + gap].rfind('\n') {
                Some(line_break) => self.flow().line(range.start + at + line_break + 1),
                None if number > 0 => self.flow().space(range.start + at),
                None => {}
            }
            self.flow().text(word, range.start + at + gap);
            at += gap + len;
        }
    }
}

/// How much of a code span is searched for its next word; only markers and breaks stand between.
const CODE_GAP_BYTES: usize = 200;

/// Returns where `word` stands in `written` and how long it is there.
fn find_word(written: &str, word: &str) -> (usize, usize) {
    let escaped = word.replace('|', "\\|");
    let end = written.floor_char_boundary(escaped.len() + CODE_GAP_BYTES);
    let near = &written[..end];
    if let Some(at) = near.find(word) {
        return (at, word.len());
    }
    near.find(&escaped).map_or((0, 0), |at| (at, escaped.len()))
}

#[cfg(test)]
mod tests {
    use crate::corpus::markdown::check::check_text;
    use crate::corpus::markdown::parse;

    #[test]
    fn code_spans_keep_their_text() {
        check_text("a `` b ` c `` d", "a b ` c d");
        check_text("a `b\nc` d", "a b\nc d");
        check_text("> a `b\n> c` d", "a b\nc d");
        check_text("`<b>` `*` `&amp;`", "<b> * &amp;");
        check_text("a `b", "a `b");
    }

    #[test]
    fn code_keeps_its_lines_and_spaces() {
        check_text(
            "a\n```rust\nfn a()  {\n\n    b\n}\n```\nc",
            "a\n\nfn a()  {\n\n    b\n}\n\nc",
        );
        check_text("```\r\na\r\n  b\r\n```\r\n", "a\n  b");
        check_text("\ta\n\t\tb", "a\n\tb");
        let section = &parse("```\n*a*\n  b\n```").sections[0];
        assert_eq!([section.source_at(0), section.source_at(4)], [0, 8]);
    }

    #[test]
    fn fenced_code_keeps_its_blank_lines() {
        check_text("```\n\na\n\n \n  b\n\n```\nc", "a\n\n\n  b\n\nc");
        check_text("```\r\na\r\n\r\nb\r\n```\r\n", "a\n\nb");
        check_text(
            "- ```\n\n  a\n\n  b\n\n  ```\n- c\n\n> ~~~\n> d\n>\n> e",
            "a\n\nb\nc\n\nd\n\ne",
        );
        check_text("    a\n\n    b", "a\nb");
        let section = &parse("> ~~~\n> a\n>\n> b").sections[0];
        assert_eq!([section.source_at(0), section.source_at(3)], [0, 12]);
    }
}
