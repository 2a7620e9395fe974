//! Markdown as GitHub shows it, with front matter and with HTML in it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::corpus::document::Document;
use crate::corpus::html::flow::Flow;
use crate::corpus::html::page::{Kind, Page};
use crate::corpus::html::piece::pieces;
use crate::corpus::{front_matter, plain};

/// How much of a code span is searched for its next word; only markers and breaks stand between.
const CODE_GAP_BYTES: usize = 200;
/// The parser looks at every open quote and list on every line; nobody writes this many.
const NESTING_DEPTH: usize = 250;

/// Reads Markdown; text that is nested too deeply to be any is read as plain text.
pub(crate) fn parse(source: &str) -> Document {
    if source.lines().any(|line| depth(line) > NESTING_DEPTH) {
        return plain::parse(source);
    }
    let mut reader = Reader {
        source,
        page: Page::new(source, Kind::Markdown),
        base: 0,
        lists: 0,
        code: None,
        html: None,
    };
    reader.base = front_matter::note(source, reader.flow().builder_mut());
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let body = &source[reader.base..];
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        let range = reader.base + range.start..reader.base + range.end;
        reader.add(event, range);
    }
    reader.page.finish()
}

/// Returns how many quotes and list items `line` may open.
fn depth(line: &str) -> usize {
    let is_mark = |byte: &u8| b" \t>*+-.)".contains(byte) || byte.is_ascii_digit();
    let len = line.bytes().take_while(|byte| is_mark(byte)).count();
    let marks = &line.as_bytes()[..len];
    let quotes = marks.iter().filter(|&&byte| byte == b'>').count();
    let items = marks.windows(2).filter(|pair| {
        let is_bullet = b"*+-.)".contains(&pair[0]);
        is_bullet && b" \t".contains(&pair[1])
    });
    quotes + items.count()
}

/// Turns the events of the parser into text.
#[derive(Debug)]
struct Reader<'a> {
    source: &'a str,
    page: Page<'a>,
    /// Where the Markdown starts, behind the front matter.
    base: usize,
    /// How many lists are open.
    lists: usize,
    /// The kind of the open code block.
    code: Option<Code>,
    html: Option<HtmlBlock>,
}

/// A kind of code block.
#[derive(Debug, Clone, Copy)]
enum Code {
    /// Between two lines of backticks or tildes, with all its blank lines.
    Fenced,
    Indented,
}

/// A block of HTML; markers of quotes and lists that stand before its lines are blanked out.
#[derive(Debug)]
struct HtmlBlock {
    source: String,
    start: usize,
}

impl HtmlBlock {
    fn push(&mut self, html: &str, start: usize) {
        let gap = (start - self.start).saturating_sub(self.source.len());
        self.source.extend(std::iter::repeat_n(' ', gap));
        self.source.push_str(html);
    }
}

impl<'a> Reader<'a> {
    fn flow(&mut self) -> &mut Flow<'a> {
        &mut self.page.flow
    }

    fn add(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range.start),
            Event::End(tag) => self.end(tag, range.end),
            Event::Html(html) => {
                if let Some(block) = &mut self.html {
                    block.push(&html, range.start);
                }
            }
            Event::InlineHtml(html) => self.add_html(&html, range.start),
            Event::Rule => self.flow().end_block(),
            _ if self.page.is_hidden() => {}
            Event::Text(text) => self.add_text(&text, range.start),
            Event::Code(code) => self.add_code(&code, range),
            Event::SoftBreak | Event::HardBreak => self.flow().line(range.end),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, start: usize) {
        if let Tag::Heading { level, id, .. } = tag {
            self.page.close_all();
            let anchor = id.map(|id| id.into_string());
            return self.flow().open_heading(level as u8, anchor, start);
        }
        self.end_unclosed_heading(&tag);
        match tag {
            Tag::Paragraph => self.flow().block(start),
            Tag::CodeBlock(kind) => {
                self.code = Some(match kind {
                    CodeBlockKind::Fenced(_) => Code::Fenced,
                    CodeBlockKind::Indented => Code::Indented,
                });
                self.flow().block(start);
            }
            Tag::HtmlBlock => {
                self.flow().block(start);
                let source = String::new();
                self.html = Some(HtmlBlock { source, start });
            }
            Tag::BlockQuote(_) | Tag::Table(_) => self.flow().begin_list(start, false),
            Tag::List(_) => {
                let is_nested = self.lists > 0;
                self.lists += 1;
                self.flow().begin_list(start, is_nested);
            }
            Tag::Item => self.flow().item(start),
            Tag::TableHead | Tag::TableRow => self.flow().row(start),
            Tag::TableCell => self.flow().cell(start),
            Tag::Image { .. } => self.flow().space(start),
            _ => {}
        }
    }

    /// Ends an HTML heading without an end tag before the next block.
    fn end_unclosed_heading(&mut self, tag: &Tag<'_>) {
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

    fn end(&mut self, tag: TagEnd, end: usize) {
        match tag {
            TagEnd::Heading(_) => {
                self.page.reveal();
                self.page.end_markdown_heading();
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::CodeBlock => {
                self.code = None;
                self.flow().end_block();
            }
            TagEnd::Paragraph => {
                self.page.reveal();
                self.flow().end_block();
            }
            TagEnd::Item | TagEnd::TableCell => self.page.reveal(),
            TagEnd::List(_) => {
                self.lists -= 1;
                let is_nested = self.lists > 0;
                self.flow().end_list(is_nested);
            }
            TagEnd::Image => self.flow().space(end),
            TagEnd::BlockQuote(_) | TagEnd::Table => self.flow().end_list(false),
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str, start: usize) {
        match self.code {
            Some(Code::Fenced) => self.flow().code(text, start),
            Some(Code::Indented) => self.flow().preformatted(text, start),
            None => self.flow().text(text, start),
        }
    }

    fn add_html(&mut self, html: &str, start: usize) {
        for piece in pieces(html, start) {
            self.page.add(&piece);
        }
    }

    fn end_html(&mut self) {
        if let Some(block) = self.html.take() {
            self.add_html(&block.source, block.start);
        }
        self.page.reveal();
        self.flow().end_block();
    }

    /// Adds a code span, whose text differs from its source at line breaks and escaped `|`.
    fn add_code(&mut self, code: &str, range: Range<usize>) {
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
    use super::parse;
    use crate::corpus::html::check::{check_places, sections};

    /// Checks level, heading, anchor and text of each section, and all places in the source.
    fn check(source: &str, expected: &[(u8, &str, &str, &str)]) {
        let document = parse(source);
        assert_eq!(sections(&document), expected, "{source}");
        check_places(source, &document);
        for section in document.sections.iter().filter(|it| it.level > 0) {
            let before = &source[..section.bytes.start];
            assert!(before.is_empty() || before.ends_with('\n'));
        }
    }

    fn check_text(source: &str, text: &str) {
        check(source, &[(0, "", "", text)]);
    }

    #[test]
    fn atx_and_setext_headings_begin_sections() {
        check(
            "Opening\n\n# One #\nText\n\nTwo *long*\nlines\n---\n\n###### Six",
            &[
                (0, "", "", "Opening"),
                (1, "One", "", "Text"),
                (2, "Two long lines", "", ""),
                (6, "Six", "", ""),
            ],
        );
    }

    #[test]
    fn what_only_looks_like_a_heading_is_text() {
        check_text("#hash\n\n####### seven", "#hash\n\n####### seven");
        check_text("\\# no", "# no");
        check_text("a\n    # b", "a\n# b");
        check_text("Text\n\n---\n\nMore", "Text\n\nMore");
        check_text("<!-- # no -->\n\nx", "x");
        check_text("```\n# no\n```\n", "# no");
        check_text(
            "~~~~ md\n# a\n~~~\nb\n===\n~~~~\nc",
            "# a\n~~~\nb\n===\n\nc",
        );
        check_text("    # code\n      more\n", "# code\n  more");
        check_text("- ```\n  # a\n    b\n  ```\n- c", "# a\n  b\nc");
        check_text("> ```\n> # a\n\nb", "# a\n\nb");
        check_text(
            "```\n# to the end\n\n# of the file",
            "# to the end\n\n# of the file",
        );
    }

    #[test]
    fn empty_headings_begin_sections() {
        check("a\n\n#\n\nb", &[(0, "", "", "a"), (1, "", "", "b")]);
        check("# #\n", &[(1, "", "", "")]);
        check(
            "# A\n##\nb\n## {#c}\n##",
            &[
                (1, "A", "", ""),
                (2, "", "", "b"),
                (2, "", "c", ""),
                (2, "", "", ""),
            ],
        );
        check("# ![](x)\na", &[(1, "", "", "a")]);
        check("# A <h2>\n\nb", &[(1, "A", "", "b")]);
    }

    #[test]
    fn headings_in_quotes_and_items_start_with_their_line() {
        check(
            "> a\n> # B {#b}\n> c\n\n- # D\n  e\n1. x\n\n   F\n   ===\n",
            &[
                (0, "", "", "a"),
                (1, "B", "b", "c"),
                (1, "D", "", "e\n\nx"),
                (1, "F", "", ""),
            ],
        );
    }

    #[test]
    fn anchors_are_written_after_or_before_the_heading() {
        check("# A b {#x .c k=v}", &[(1, "A b", "x", "")]);
        check("# A {b}\n", &[(1, "A", "", "")]);
        check(
            "<a name=\"x\"></a>\n\n## A",
            &[(0, "", "", ""), (2, "A", "x", "")],
        );
        check(
            "<a id=x></a>\nno\n\n# A",
            &[(0, "", "", "no"), (1, "A", "", "")],
        );
        check(
            "# <a id=\"x\"></a>A <a href=\"#x\">#</a>",
            &[(1, "A", "x", "")],
        );
        check("# A\n", &[(1, "A", "", "")]);
    }

    #[test]
    fn heading_text_is_rendered() {
        let source = "# `a` **b** [c](d) ![e](f) &amp; \\* ~~g~~ <kbd>h</kbd><br>i";
        check(source, &[(1, "a b c e & * g h i", "", "")]);
    }

    #[test]
    fn inline_markup_is_rendered_away() {
        check_text(
            "a *b* __c__ ~~d~~ `e` [f](g \"h\") ![i *j*](k)",
            "a b c d e f i j",
        );
        check_text("[a][b] [b] [c][]\n\n[b]: http://x\n[c]: <y> 't'", "a b c");
        check_text(
            "<http://a.b> <a@b.c> http://d.e",
            "http://a.b a@b.c http://d.e",
        );
        check_text(
            "a &lt; b &copy; &#xe9; &bogus; \\[c\\]",
            "a < b \u{a9} \u{e9} &bogus; [c]",
        );
        check_text("a  b\t c&nbsp;d", "a b c d");
        check_text("x[^1]\n\n[^1]: A note.", "x[^1]\n\n[^1]: A note.");
    }

    #[test]
    fn words_broken_by_markup_are_whole() {
        assert_eq!(parse("un**believ**able").sections[0].text, "unbelievable");
        assert_eq!(parse("ex&shy;am\u{ad}ple").sections[0].text, "example");
        assert_eq!(parse("caf&eacute;s").sections[0].text, "caf\u{e9}s");
    }

    #[test]
    fn code_spans_keep_their_text() {
        check_text("a `` b ` c `` d", "a b ` c d");
        check_text("a `b\nc` d", "a b\nc d");
        check_text("> a `b\n> c` d", "a b\nc d");
        check_text("`<b>` `*` `&amp;`", "<b> * &amp;");
        check_text("a `b", "a `b");
    }

    #[test]
    fn rendered_lines_follow_source_lines() {
        check_text("one\r\ntwo  \r\nthree\\\r\nfour", "one\ntwo\nthree\nfour");
        check_text("> a\n> b\nc\n>\n> d", "a\nb\nc\n\nd");
        check_text("a <br> b<br/>\nc", "a\nb\nc");
        let source = "a\n\n> b\n> c *d*\n";
        let section = &parse(source).sections[0];
        assert_eq!(section.text, "a\n\nb\nc d");
        assert_eq!(section.source_at(3), 3);
        assert_eq!(section.source_at(5), 7);
        assert_eq!(section.source_at(7), 12);
    }

    #[test]
    fn items_are_lines_without_marker() {
        check_text(
            "a\n- b\n- [x] c\n  1. d\n\n  e\n- f\n\ng",
            "a\n\nb\nc\nd\n\ne\nf\n\ng",
        );
        check_text("* a\n\n* b\n\n  c\n\n* d", "a\nb\n\nc\nd");
        check_text("- - a\n-\n- > b\n", "a\nb");
        let section = &parse("- a\n- b\n").sections[0];
        assert_eq!([section.source_at(0), section.source_at(2)], [0, 4]);
    }

    #[test]
    fn cells_of_a_row_share_its_line() {
        let source = "x\n\n| a | *b* |\n|---|:-:|\n| `c\\|d` | e \\| f |\n| | g |\n\ny";
        check_text(source, "x\n\na | b\nc|d | e | f\ng\n\ny");
        check_text("> | a | b |\n> |-|-|\n> | c |\n", "a | b\nc");
        check_text("| a |\n| b |", "| a |\n| b |");
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

    #[test]
    fn front_matter_becomes_fields() {
        let source = "---\ntitle: \"A: b\"\ndate: 2024-01-02\nlang: no\nversion: 1.10\ntags: [a, 2]\n\
                      list:\n- b\n- c\nmap:\n  x: y\nnone:\nlong: |\n  d\n  e\n---\n# A\n";
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("A: b"));
        assert_eq!(document.date.as_deref(), Some("2024-01-02"));
        assert_eq!(document.language.as_deref(), Some("no"));
        let names: Vec<_> = document.fields.iter().map(|(name, _)| &**name).collect();
        assert_eq!(
            names,
            ["title", "date", "lang", "version", "tags", "list", "long"]
        );
        let values: Vec<_> = document.fields.iter().map(|(_, value)| &**value).collect();
        assert_eq!(values[3..], ["1.10", "a, 2", "b, c", "d\ne"]);
        assert_eq!(document.sections[0].text, "");
        assert_eq!(document.sections[1].heading, "A");
        check_places(source, &document);
    }

    #[test]
    fn front_matter_is_no_text() {
        check_text("+++\r\na = 1\r\n+++\r\nb\r\n", "b");
        check_text("---\ntitle: a: b\n---\nc", "c");
    }

    #[test]
    fn front_matter_stands_at_the_start_of_the_file_only() {
        check(
            "a\n\n---\nb: c\n---\n",
            &[(0, "", "", "a"), (2, "b: c", "", "")],
        );
        check("---\n\na: b\n\n---\n", &[(0, "", "", "a: b")]);
        check(
            "---\nJust text\n---\n",
            &[(0, "", "", ""), (2, "Just text", "", "")],
        );
        check("---\na: b\n", &[(0, "", "", "a: b")]);
        check(
            "\n---\na: b\n---\n",
            &[(0, "", "", ""), (2, "a: b", "", "")],
        );
        check("---\n- a\n- b\n---\n", &[(0, "", "", "a\nb")]);
    }

    #[test]
    fn nesting_too_deep_for_markdown_is_plain_text() {
        let source = format!("{}a\n", "> ".repeat(100_000)) + &"b\n".repeat(100_000);
        assert_eq!(parse(&source).sections.len(), 1);
        check_text(&format!("{}a\n", "> ".repeat(200)), "a");
        check_text(&"- ".repeat(200), "");
    }

    #[test]
    fn files_of_little_text_are_fine() {
        check("", &[]);
        check_text("\n \n", "");
        check("# A", &[(1, "A", "", "")]);
        check("---", &[(0, "", "", "")]);
        check_text("a", "a");
    }
}
