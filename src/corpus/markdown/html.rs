//! HTML in Markdown.

use pulldown_cmark::Tag;

use crate::corpus::html::piece::pieces;
use crate::corpus::markdown::Reader;

/// A block of HTML; markers of quotes and lists that stand before its lines are blanked out.
#[derive(Debug)]
pub(super) struct HtmlBlock {
    source: String,
    start: usize,
}

impl HtmlBlock {
    /// Begins a block at `start`.
    pub(super) fn new(start: usize) -> Self {
        let source = String::new();
        Self { source, start }
    }

    /// Adds a line of the block, which stands at `start`.
    pub(super) fn push(&mut self, html: &str, start: usize) {
        let gap = (start - self.start).saturating_sub(self.source.len());
        self.source.extend(std::iter::repeat_n(' ', gap));
        self.source.push_str(html);
    }
}

impl Reader<'_> {
    /// Ends an HTML heading without an end tag before the next block.
    pub(super) fn end_unclosed_heading(&mut self, tag: &Tag<'_>) {
        if matches!(
            tag,
            Tag::Paragraph
                | Tag::CodeBlock(_)
                | Tag::HtmlBlock
                | Tag::BlockQuote(_)
                | Tag::Table(_)
                | Tag::List(_)
        ) {
            self.page.end_unclosed_heading();
        }
    }

    /// Adds HTML that stands at `start`.
    pub(super) fn add_html(&mut self, html: &str, start: usize) {
        for piece in pieces(html, start) {
            self.page.add(&piece);
        }
    }

    /// Adds the open block of HTML, and ends it.
    pub(super) fn end_html(&mut self) {
        if let Some(block) = self.html.take() {
            self.add_html(&block.source, block.start);
        }
        self.page.reveal();
        self.flow().end_block();
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::markdown::check::{check, check_text};

    #[test]
    fn html_is_dropped_but_not_its_text() {
        check_text("a <b class=\"x\">b</b> <!-- c --> d", "a b d");
        check_text(
            "<div>\n<p>a <i>b</i>\nc</p>d &amp; e\n</div>\n\nf",
            "a b c\n\nd & e\n\nf",
        );
        check_text(
            "<details>\n<summary>a</summary>\n\n*b*\n\n</details>",
            "a\n\nb",
        );
        check_text("<!-- a\n\n# b\n-->\nc", "c");
        check_text("<script>\na\n\n# b\n</script>\n\nc", "c");
        check_text("<style>a</style>\n\nb <script>c</script> d", "b d");
        check_text("a <script>b\n\nc", "a\n\nc");
        check_text("<img src=\"a\" alt=\"b c\"> d", "b c d");
        check_text("<pre>\na\n  b\n\nc</pre>", "a\n  b\nc");
        check_text("<nav>a</nav> <button>b</button>\n\nc", "a\n\nb\n\nc");
        check_text("> <p>\n> a <b>c</b>\n> d\n> </p>\n", "a c d");
        check_text("<div\r\n a=b>\r\nx\r\n</div>\r\n", "x");
        check_text("<!-- to the end\n\n# of the file", "");
    }

    #[test]
    fn html_tables_and_lists_have_lines() {
        let source =
            "<table><tr><td>a<td>b</tr>\n<tr><td>\n\n**c**\n\n</td><td>d</td></tr></table>\n\ne";
        check_text(source, "a | b\nc | d\n\ne");
        check_text("<ul>\n<li>a\n<li>b\n</ul>\n\nc", "a\nb\n\nc");
    }

    #[test]
    fn html_headings_are_headings() {
        let source =
            "<h1 align=\"center\">\n  <img src=\"x\" alt=\"Logo\">\n  <br>Title\n</h1>\n\na";
        check(source, &[(1, "Logo Title", "", "a")]);
        check(
            "a\n\n> <h2 id=b>B</h2>\n\nc",
            &[(0, "", "", "a"), (2, "B", "b", "c")],
        );
        check("<h1>\n\n*A*\n\n</h1>\n\nb", &[(1, "A", "", "b")]);
        check("<h3>A\n\nb\n\n# C", &[(3, "A", "", "b"), (1, "C", "", "")]);
        check(
            "<h1><img src=x></h1>\n\n# A",
            &[(0, "", "", ""), (1, "A", "", "")],
        );
        check("```\n<h1>a</h1>\n```", &[(0, "", "", "<h1>a</h1>")]);
    }
}
