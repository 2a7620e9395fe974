//! Blocks, lines, cells and words on their way into the document, with white space as a page shows it.

use std::mem;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::html::headings::Headings;

/// Where a word may be broken; not part of it.
const SOFT_HYPHEN: char = '\u{ad}';

/// A document that is written: text in blocks, lines and cells, its white space as a page shows it.
#[derive(Debug)]
pub(crate) struct Flow<'a> {
    builder: Builder,
    source: &'a str,
    /// The open heading, and the anchors that headings get.
    pub(super) headings: Headings,
    has_h1: bool,
    gap: Gap,
    /// Where the block or line after the gap starts, if not with its text.
    gap_start: Option<usize>,
    /// Has a list, an item or a cell begun that shows nothing yet?
    is_fresh: bool,
    row_has_text: bool,
    /// White space of a line of preformatted text, until more text follows on it.
    indent: Option<(String, usize)>,
    /// Where the last shown text ends.
    end: usize,
}

/// What stands between the text so far and the text that follows, the stronger the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    /// So many line breaks; more than one only in code.
    Lines(usize),
    Paragraph,
    Cell,
}

impl<'a> Flow<'a> {
    /// Starts a document.
    pub(in crate::corpus) fn new(source: &'a str) -> Self {
        Self {
            builder: Builder::new(source.len()),
            source,
            headings: Headings::default(),
            has_h1: false,
            gap: Gap::Paragraph,
            gap_start: None,
            is_fresh: false,
            row_has_text: false,
            indent: None,
            end: 0,
        }
    }

    /// Returns the builder, for what the document says of itself.
    pub(crate) fn builder_mut(&mut self) -> &mut Builder {
        &mut self.builder
    }

    /// Has a heading of level 1 begun a section?
    pub(super) fn has_h1(&self) -> bool {
        self.has_h1
    }

    /// Begins a heading on the line of byte `at`; what is shown up to its end is its text.
    pub(crate) fn open_heading(&mut self, level: u8, anchor: Option<String>, at: usize) {
        self.close_heading();
        self.headings.begin(Heading {
            level,
            text: String::new(),
            anchor,
            start: self.heading_start(at),
        });
        self.gap = Gap::None;
        self.indent = None;
    }

    /// Ends the heading, if one is open; without text it is none.
    pub(in crate::corpus) fn close_heading(&mut self) {
        let has_text = self.headings.has_text();
        if let Some(heading) = self.end_heading()
            && has_text
        {
            self.begin_section(heading);
        }
    }

    /// Ends the heading, if one is open; even without text it begins a section.
    pub(super) fn keep_heading(&mut self) {
        if let Some(heading) = self.end_heading() {
            self.begin_section(heading);
        }
    }

    fn end_heading(&mut self) -> Option<Heading> {
        let heading = self.headings.end()?;
        // What follows is a block of its own.
        self.end_list(false);
        self.indent = None;
        Some(heading)
    }

    fn begin_section(&mut self, mut heading: Heading) {
        self.headings.name(&mut heading);
        self.has_h1 |= heading.level == 1;
        self.builder.heading(heading);
    }

    /// Returns the start of the line of byte `at` if nothing is shown before it there, else `at`.
    fn heading_start(&self, at: usize) -> usize {
        let is_mark = |c: char| " \t>*+-.)".contains(c) || c.is_ascii_digit();
        let before = self.source[..at].trim_end_matches(is_mark);
        let is_line_start = before.is_empty() || before.ends_with(['\n', '\r']);
        if is_line_start && before.len() >= self.end {
            before.len()
        } else {
            at
        }
    }

    /// Begins a block at byte `start`.
    pub(crate) fn block(&mut self, start: usize) {
        if !self.is_fresh {
            self.widen(Gap::Paragraph, Some(start));
        }
    }

    /// Ends a block.
    pub(crate) fn end_block(&mut self) {
        if !self.is_fresh {
            self.widen(Gap::Paragraph, None);
        }
    }

    /// Begins a line of a block, at byte `start` if not with its text.
    pub(crate) fn line(&mut self, start: impl Into<Option<usize>>) {
        self.widen(Gap::Lines(1), start.into());
    }

    /// Begins a list, a table or a quotation, whose first block or line goes on from here.
    pub(crate) fn begin_list(&mut self, start: usize, is_nested: bool) {
        if !self.is_fresh {
            self.gap = if is_nested {
                Gap::Lines(1)
            } else {
                Gap::Paragraph
            };
            self.gap_start = Some(start);
        }
        self.is_fresh = true;
        self.row_has_text = false;
    }

    /// Ends a list, a table or a quotation.
    pub(crate) fn end_list(&mut self, is_nested: bool) {
        self.is_fresh = false;
        self.row_has_text = false;
        self.gap = if is_nested {
            Gap::Lines(1)
        } else {
            Gap::Paragraph
        };
        self.gap_start = None;
    }

    /// Begins an item of a list.
    pub(crate) fn item(&mut self, start: usize) {
        if !self.is_fresh {
            self.gap = Gap::Lines(1);
        }
        self.gap_start = Some(start);
        self.is_fresh = true;
    }

    /// Begins a row of a table.
    pub(crate) fn row(&mut self, start: usize) {
        if self.gap == Gap::Cell {
            self.gap = Gap::Lines(1);
        }
        self.item(start);
        self.row_has_text = false;
    }

    /// Begins a cell of a row.
    pub(crate) fn cell(&mut self, start: usize) {
        if self.row_has_text {
            self.gap = Gap::Cell;
        } else {
            self.widen(Gap::Lines(1), Some(start));
        }
        self.is_fresh = true;
    }

    /// Parts words; between lines and blocks it shows nothing.
    pub(crate) fn space(&mut self, start: usize) {
        if self.gap == Gap::None {
            self.gap = Gap::Space;
            self.gap_start = Some(start);
        }
    }

    fn widen(&mut self, gap: Gap, start: Option<usize>) {
        self.gap = self.gap.max(gap);
        self.gap_start = start;
        self.indent = None;
    }

    /// Adds text that stands in the source from byte `start` on, its white space as single spaces.
    pub(crate) fn text(&mut self, text: &str, start: usize) {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let gap = rest.len() - rest.trim_start().len();
            if gap > 0 {
                self.space(start + at);
            }
            let words = words_len(&rest[gap..]);
            self.show(&rest[gap..gap + words], start + at + gap);
            at += gap + words;
            if text[at..].starts_with(SOFT_HYPHEN) {
                at += SOFT_HYPHEN.len_utf8();
            }
        }
    }

    /// Adds text that stands in the source from byte `start` on, with its lines and its spaces.
    pub(crate) fn preformatted(&mut self, text: &str, start: usize) {
        self.add_lines(text, start, Self::line);
    }

    /// Adds preformatted text with its blank lines.
    pub(crate) fn code(&mut self, text: &str, start: usize) {
        self.add_lines(text, start, Self::line_of_code);
    }

    /// Begins a line of code; if none is shown since the last one began, that is a blank line.
    fn line_of_code(&mut self, start: usize) {
        match self.gap {
            Gap::Lines(count) if !self.is_fresh => {
                self.widen(Gap::Lines(count + 1), Some(start));
            }
            _ => self.line(start),
        }
    }

    fn add_lines(&mut self, text: &str, start: usize, begin: fn(&mut Self, usize)) {
        let mut at = start;
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                begin(self, at);
            }
            let shown = line.trim_end();
            if !shown.is_empty() {
                if let Some((indent, place)) = self.indent.take() {
                    self.show(&indent, place);
                }
                self.show(shown, at);
            }
            if shown.len() < line.len() {
                let (space, _) = self.indent.get_or_insert((String::new(), at + shown.len()));
                space.push_str(line[shown.len()..].trim_end_matches('\r'));
            }
            at += line.len() + 1;
        }
    }

    fn show(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        let gap = mem::replace(&mut self.gap, Gap::None);
        let gap_start = self.gap_start.take().unwrap_or(start);
        if let Some(heading) = self.headings.open_mut() {
            if gap != Gap::None {
                heading.text.push(' ');
            }
            heading.text.push_str(text);
            return;
        }
        match gap {
            Gap::None => {}
            Gap::Space => self.builder.text(" ", gap_start),
            Gap::Lines(count) => {
                self.builder.text(&"\n".repeat(count - 1), gap_start);
                self.builder.line(gap_start);
            }
            Gap::Paragraph => self.builder.paragraph(gap_start),
            Gap::Cell => self.builder.text(" | ", start),
        }
        self.write(text, start);
    }

    fn write(&mut self, text: &str, start: usize) {
        self.builder.text(text, start);
        self.is_fresh = false;
        self.row_has_text = true;
        self.headings.forget_anchor();
        self.end = start + text.len();
    }

    /// Returns the finished document.
    pub(in crate::corpus) fn finish(mut self) -> Document {
        self.close_heading();
        self.builder.finish()
    }
}

/// Returns how long the words are that `text` starts with, parted by single spaces.
fn words_len(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let is_single = c == ' ' && next.is_some_and(|next| !is_break(next));
        if is_break(c) && !is_single {
            return at;
        }
    }
    text.len()
}

fn is_break(c: char) -> bool {
    c.is_whitespace() || c == SOFT_HYPHEN
}

#[cfg(test)]
mod tests {
    use crate::corpus::html::check::check_text;
    use crate::corpus::html::parse;

    #[test]
    fn a_heading_starts_with_its_line_or_its_tag() {
        let document = parse("a\n \t<h1>b</h1>c <h2>d</h2>");
        let starts: Vec<_> = document.sections.iter().map(|it| it.bytes.start).collect();
        assert_eq!(starts, [0, 2, 16]);
    }

    #[test]
    fn white_space_collapses() {
        check_text("a <b> c</b>\n\n<i> d</i>, e", "a c d, e");
        check_text("<p>a\r\nb\tc&nbsp;d</p>", "a b c d");
        check_text("<b>a,</b><i>b</i> <u>c</u>\u{3000}d", "a,b c d");
        check_text("<div> <div> a </div> </div> b", "a\n\nb");
        check_text("a<br>b<br />\n c<hr>d", "a\nb\nc\n\nd");
    }

    #[test]
    fn preformatted_text_keeps_lines_and_spaces() {
        check_text(
            "<pre>\nfn  a() {\r\n    <b>b</b>  <i>c</i>;\n\n}\n</pre>d",
            "fn  a() {\n    b  c;\n}\n\nd",
        );
        check_text("<pre><code>a &lt; b\n  c</code></pre>", "a < b\n  c");
        check_text("<pre>a  \n  <b>\n</b>  b</pre>", "a\n  b");
        check_text("<xmp><b>&amp;</xmp>", "<b>&amp;");
    }

    #[test]
    fn blocks_lines_and_items_stay_apart() {
        check_text("<p>a<p>b<div>c</div>d", "a\n\nb\n\nc\n\nd");
        check_text(
            "a<ul><li>b<li><p>c</p><p>d</p><ol><li>e</ol></li><li></li><li>f</ul>g",
            "a\n\nb\nc\n\nd\ne\nf\n\ng",
        );
        check_text("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\nb\nc\nd");
        check_text("<UL>\n<LI CLASS=x>a</LI>\n<LI>b</LI>\n</UL>", "a\nb");
        let section = &parse("<ul>\n<li>a</li>\n<li>b</li></ul>").sections[0];
        assert_eq!([section.source_at(0), section.source_at(2)], [5, 16]);
    }

    #[test]
    fn cells_of_a_row_share_its_line() {
        let source = "x<table><caption>t</caption><thead><tr><th>a<th>b<tbody>\n<tr><td><p>c</p></td><td></td>\
                      <td><ul><li>d</li><li>e</li></ul></td></tr><tr><td></td><td>f</td></tr></table>y";
        check_text(source, "x\n\nt\na | b\nc | d\ne\nf\n\ny");
        check_text("<table><tr><td>a<td></table>b", "a\n\nb");
        check_text(
            "<table><tr><td>a<table><tr><td>b</table><td>c</table>",
            "a\n\nb\n\nc",
        );
    }
}
