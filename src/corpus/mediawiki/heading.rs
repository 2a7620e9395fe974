//! Headings: `== One ==` on a line of its own.

use std::ops::Range;

use crate::corpus::document::Heading;
use crate::corpus::inline::Inline;
use crate::corpus::mediawiki::Reader;
use crate::corpus::mediawiki::inline::Scanner;

impl Reader<'_> {
    /// Reads the line whose `text` begins at `at` if it is a heading; comments may stand before it, from `start` on.
    pub(super) fn heading(&mut self, start: usize, at: usize, text: &str) -> Option<usize> {
        let (level, title) = heading(text)?;
        let source = self.scanner.source;
        let title = at + title.start..at + title.end;
        let line = source[start..at].rfind('\n');
        let mut scanner = Scanner::new(source, self.scanner.spans, title.end);
        let mut inner = title.start;
        while inner < title.end {
            inner = scanner.step(inner);
        }
        let inline = std::mem::replace(&mut self.scanner.inline, Inline::new(source));
        inline.write(&mut self.builder);
        self.builder.heading(Heading {
            level,
            text: scanner.inline.plain(),
            anchor: None,
            start: line.map_or(start, |line| start + line + 1),
        });
        self.scanner.begin_row();
        let rest = source[title.end..].trim_start_matches('=');
        Some(source.len() - rest.len())
    }
}

/// Returns level and place of the heading that a line is.
fn heading(line: &str) -> Option<(u8, Range<usize>)> {
    let mut text = line;
    if !text.starts_with('=') {
        return None;
    }
    while let Some(comment) = text.rfind("<!--") {
        let is_last = text[comment..]
            .find("-->")
            .is_none_or(|end| text[comment + end + 3..].trim().is_empty());
        if !is_last {
            break;
        }
        text = text[..comment].trim_end();
    }
    let left = text.bytes().take_while(|&byte| byte == b'=').count();
    let rest = &text[left..];
    let right = rest.bytes().rev().take_while(|&byte| byte == b'=').count();
    let title = &rest[..rest.len() - right];
    let level = left.min(right).min(6);
    let is_heading = level > 0 && !title.trim().is_empty();
    is_heading.then(|| (level as u8, left..left + title.len()))
}

#[cfg(test)]
mod tests {
    use crate::corpus::mediawiki::check::check;

    #[test]
    fn headings_have_the_level_of_their_marks() {
        check(
            "a\n== One ==\nb\n===Two===\n= Three =\n====== Six ======  ",
            "a\n## One\nb\n### Two\n# Three\n###### Six",
        );
        check("=== A ==\n== B ===\n", "## A\n## B");
        check(
            "== A == <!-- c -->\n== B <!-- d --> ==<!-- e --><!-- f -->\n",
            "## A\n## B",
        );
        check(
            "<!-- c -->== A ==\n== B == <!-- over\nlines -->\nb",
            "## A\n## B\nb",
        );
    }

    #[test]
    fn other_lines_are_not_headings() {
        for line in [
            "== x",
            "== x == y",
            "====",
            "== ==",
            " == x ==",
            "a == b ==",
        ] {
            check(line, line.trim());
        }
    }

    #[test]
    fn headings_are_rendered() {
        check(
            "== ''A'' [[B|C]] {{nowrap|D}} &amp; {{x}}<ref>E</ref> ==",
            "## A C D &",
        );
    }
}
